"""Says how many whole faces a picture has: two eyes that match, and a mouth below and between them.

What is normal is not set by hand but measured on held-out drawings, sharp and soft.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path

import numpy as np
import torch
from msgspec import Struct

from forge.damage import LEFT, MOUTH, RIGHT, faces_of
from forge.drawings import Drawings, Softener, as_floats, small
from forge.judging.keypoints import Keypoints, Points, points
from forge.judging.portrait import Portrait, portraits
from forge.latents import Bytes, Floats
from forge.progress import each

HELD = 1024
"""Drawings that say what is normal."""
NORMAL = 0.985
"""Share of the drawings' faces that stays within all limits together."""
GEOMETRY = ("eyes apart", "mouth aside", "mouth below", "tilt", "weaker eye", "mouth")
LOOKS = ("stray eye", "whole")
MEASURES = (*GEOMETRY, *LOOKS)
TWO_SIDED = {"eyes apart", "mouth below"}
AT_LEAST = {"weaker eye", "mouth", "whole"}
"""Of the other measures only much is abnormal, of these only little."""
WIDE = 0.1
"""Share of the percentile that all but the last measure get: they are for what is far from any face."""
NEAR = 1.2
"""Distance from a face's middle, in distances between its eyes, within which another eye is one too many."""
SAME = 0.3
"""A point found so near to a true one, in distances between the eyes, is that one."""


Trio = tuple[int, int, int]
"""Numbers of a left eye, a right eye and a mouth."""


class Limits(Struct, frozen=True):
    """What is normal of each of MEASURES."""

    low: Floats
    high: Floats

    def allow(self, measures: Floats, first: int = 0) -> bool:
        """Whether all of `measures` are normal; the first of them is number `first`."""
        part = slice(first, first + len(measures))
        return bool((measures >= self.low[part]).all() and (measures <= self.high[part]).all())


class FaceCheck(Struct, frozen=True):
    """Counts whole faces."""

    network: Keypoints
    portrait: Portrait
    limits: Limits

    def counts(self, pictures: Bytes) -> list[int]:
        """Whole faces in each of uint8 [N, 128, 128, 3]."""
        found = points(self.network, pictures)
        return [
            whole_faces(self.portrait, picture, here, self.limits)
            for picture, here in zip(pictures, found, strict=True)
        ]


def whole_faces(portrait: Portrait, picture: Bytes, found: Points, limits: Limits) -> int:
    """How many whole faces the points make, the likeliest first; no point belongs to two."""
    candidates = [trio for trio, rough in _combinations(found) if limits.allow(rough)]
    if not candidates:
        return 0
    fine = looks(portrait, picture, found, candidates)
    eyes: set[int] = set()
    mouths: set[int] = set()
    count = 0
    for number in np.argsort(-fine[:, -1]):
        left, right, mouth = candidates[number]
        free = not {left, right} & eyes and mouth not in mouths
        if free and limits.allow(fine[number], len(GEOMETRY)):
            eyes |= {left, right}
            mouths.add(mouth)
            count += 1
    return count


def _combinations(found: Points) -> Iterator[tuple[Trio, Floats]]:
    """Every left eye, right eye and mouth on their lower side, with their geometry."""
    for left, right in permutations(range(len(found.eyes)), 2):
        for mouth in range(len(found.mouths)):
            rough = geometry(found.eyes[left], found.eyes[right], found.mouths[mouth])
            if rough[2] > 0:
                yield (left, right, mouth), rough


def geometry(left: Floats, right: Floats, mouth: Floats) -> Floats:
    """GEOMETRY of three points (x, y, score)."""
    across = right[:2] - left[:2]
    apart = float(np.hypot(*across)) + 1e-6
    way = across / apart
    x, y = mouth[:2] - (left[:2] + right[:2]) / 2
    aside, below = (x * way[0] + y * way[1]) / apart, (y * way[0] - x * way[1]) / apart
    tilt = abs(float(np.degrees(np.arctan2(way[1], way[0]))))
    return np.array([apart, abs(aside), below, tilt, min(left[2], right[2]), mouth[2]], np.float32)


@torch.no_grad()
def looks(portrait: Portrait, picture: Bytes, found: Points, trios: Sequence[Trio]) -> Floats:
    """LOOKS of each trio in uint8 [128, 128, 3]: [K, 2]."""
    places = np.array([(found.eyes[a], found.eyes[b], found.mouths[m]) for a, b, m in trios])
    pixels = as_floats(picture[None]).expand(len(trios), -1, -1, -1)
    whole = portrait(portraits(pixels, torch.from_numpy(places[..., :2])))
    stray = [_stray(found, trio) for trio in trios]
    return np.stack([np.array(stray, np.float32), whole.numpy()], axis=1)


def _stray(found: Points, trio: Trio) -> float:
    """The score of the surest eye that is near a face without being one of its two."""
    left, right, mouth = trio
    a, b = found.eyes[left, :2], found.eyes[right, :2]
    middle = ((a + b) / 2 + found.mouths[mouth, :2]) / 2
    rest = np.delete(found.eyes, [left, right], axis=0)
    away = np.hypot(*(rest[:, :2] - middle).T) / np.hypot(*(b - a))
    return float(rest[away < NEAR, 2].max(initial=0))


def measured(network: Keypoints, portrait: Portrait, pictures: Bytes, faces: Floats) -> Floats:
    """[M, MEASURES] of every true face, [N, animals, 5, 2], of which all three points are found."""
    rows = [np.zeros((0, len(MEASURES)), np.float32)]
    for picture, found, truth in zip(pictures, points(network, pictures), faces, strict=True):
        trios = [trio for n in faces_of(truth) if (trio := _matched(found, truth[n]))]
        if trios:
            rough = [geometry(found.eyes[a], found.eyes[b], found.mouths[m]) for a, b, m in trios]
            fine = looks(portrait, picture, found, trios)
            rows.append(np.concatenate([np.stack(rough), fine], axis=1))
    return np.concatenate(rows)


def _matched(found: Points, face: Floats) -> Trio | None:
    """Which eyes and mouth are those of [5, 2]; mirrored figures have them the other way round."""
    reach = SAME * float(np.hypot(*(face[RIGHT] - face[LEFT])))
    left, right = (_nearest(found.eyes, face[eye], reach) for eye in (LEFT, RIGHT))
    mouth = _nearest(found.mouths, face[MOUTH], reach)
    if left is None or right is None or mouth is None or left == right:
        return None
    upright = geometry(found.eyes[left], found.eyes[right], found.mouths[mouth])[2] > 0
    return (left, right, mouth) if upright else (right, left, mouth)


def _nearest(found: Floats, point: Floats, reach: float) -> int | None:
    away = np.hypot(*(found[:, :2] - point).T)
    return int(away.argmin()) if len(away) and away.min() < reach else None


def fit_limits(rows: Floats, normal: float = NORMAL) -> Limits:
    """One percentile, as narrow as lets `normal` of the faces [M, MEASURES] through, wider for all but the last."""
    for percent in np.linspace(2, 0, 81):
        limits = _limits(rows, percent)
        if ((rows >= limits.low) & (rows <= limits.high)).all(axis=1).mean() >= normal:
            break
    return limits


def _limits(rows: Floats, percent: float) -> Limits:
    shares = np.array([percent * WIDE] * (len(MEASURES) - 1) + [percent])
    low = np.array([np.percentile(c, p) for c, p in zip(rows.T, shares, strict=True)], np.float32)
    high = np.array(
        [np.percentile(c, 100 - p) for c, p in zip(rows.T, shares, strict=True)], np.float32
    )
    low[[m not in TWO_SIDED | AT_LEAST for m in MEASURES]] = -np.inf
    high[[m in AT_LEAST for m in MEASURES]] = np.inf
    return Limits(low, high)


def softened(softener: Softener, latents: Floats) -> Bytes:
    """f32 [N, C, 16, 16] → uint8 [N, 128, 128, 3] by the trained decoder."""
    starts = each("soften", range(0, len(latents), 8), lambda at: f"{at} of {len(latents)}")
    return np.concatenate([small(softener.paint(latents[at : at + 8])) for at in starts])


def calibrated(
    network: Keypoints, portrait: Portrait, drawings: Drawings, softener: Softener
) -> FaceCheck:
    """Limits by drawings that the networks never saw, as drawn and through the decoder."""
    faces = drawings.faces.astype(np.float32)
    both = (np.array(drawings.pictures), softened(softener, drawings.latents.astype(np.float32)))
    rows = np.concatenate([measured(network, portrait, pictures, faces) for pictures in both])
    return FaceCheck(network, portrait, fit_limits(rows))


def save_faces(check: FaceCheck, path: Path) -> None:
    part = path.with_suffix(".part")
    stored = {
        "network": check.network.state_dict(),
        "portrait": check.portrait.state_dict(),
        "low": torch.from_numpy(check.limits.low),
        "high": torch.from_numpy(check.limits.high),
    }
    torch.save(stored, part)
    part.rename(path)


def load_faces(
    work: Path, network: Keypoints | None = None, portrait: Portrait | None = None
) -> FaceCheck:
    """Raises FileNotFoundError."""
    stored = torch.load(work / "faces.pt", map_location="cpu", weights_only=True)
    network, portrait = network or Keypoints(), portrait or Portrait()
    network.load_state_dict(stored["network"])
    portrait.load_state_dict(stored["portrait"])
    limits = Limits(stored["low"].numpy(), stored["high"].numpy())
    return FaceCheck(network.eval(), portrait.eval(), limits)
