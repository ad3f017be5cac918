"""Says how many whole faces a picture has: two eyes that match, and a mouth below and between them.

    python -m forge.faces --work ~/.cache/edged-forge --minutes 8

What is normal is not set by hand but measured on held-out drawings, sharp and soft. Leaves faces.pt in the work folder
and prints how often whole drawings are found whole, and how many faults on purpose are noticed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import numpy as np
import torch
from msgspec import Struct
from scipy.ndimage import map_coordinates

from forge.damage import LEFT, MOUTH, RIGHT, faces_of
from forge.drawings import Drawings, Softener, small
from forge.keypoints import Keypoints, Points, points
from forge.latents import Bytes, Floats

HELD = 1024
"""Drawings that say what is normal."""
NORMAL = 0.985
"""Share of the drawings' faces that stays within all limits together."""
GEOMETRY = ("eyes apart", "mouth aside", "mouth below", "tilt", "weaker eye", "mouth")
LOOKS = ("eyes differ", "openness differs", "stray eye")
MEASURES = (*GEOMETRY, *LOOKS)
TWO_SIDED = {"eyes apart", "mouth below"}
AT_LEAST = {"weaker eye", "mouth"}
"""Of the other measures only much is abnormal, of these only little."""
LENS = 0.3
"""Radius of what is compared of an eye, in distances between the eyes."""
GRAIN = 9
"""Samples a side of it."""
NEAR = 1.2
"""Distance from a face's middle, in distances between its eyes, within which another eye is one too many."""
SAME = 0.3
"""A point found so near to a true one, in distances between the eyes, is that one."""


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
    limits: Limits

    def counts(self, pictures: Bytes) -> list[int]:
        """Whole faces in each of uint8 [N, 128, 128, 3]."""
        found = points(self.network, pictures)
        return [
            whole_faces(picture, here, self.limits)
            for picture, here in zip(pictures, found, strict=True)
        ]


def whole_faces(picture: Bytes, found: Points, limits: Limits) -> int:
    """How many whole faces the points make; no point belongs to two."""
    candidates = []
    for left, right, mouth, rough in _combinations(found):
        if limits.allow(rough):
            fine = _looks(picture, found, left, right, mouth)
            if limits.allow(fine, len(GEOMETRY)):
                candidates.append((left, right, mouth))
    scores = [found.eyes[a, 2] + found.eyes[b, 2] + found.mouths[m, 2] for a, b, m in candidates]
    eyes: set[int] = set()
    mouths: set[int] = set()
    count = 0
    for number in sorted(range(len(candidates)), key=lambda n: -scores[n]):
        left, right, mouth = candidates[number]
        if not {left, right} & eyes and mouth not in mouths:
            eyes |= {left, right}
            mouths.add(mouth)
            count += 1
    return count


def _combinations(found: Points) -> Iterator[tuple[int, int, int, Floats]]:
    """(left eye, right eye, mouth, geometry) of everything that could be a face, the mouth on the lower side."""
    for left, right in permutations(range(len(found.eyes)), 2):
        for mouth in range(len(found.mouths)):
            rough = geometry(found.eyes[left], found.eyes[right], found.mouths[mouth])
            if rough[2] > 0:
                yield left, right, mouth, rough


def geometry(left: Floats, right: Floats, mouth: Floats) -> Floats:
    """GEOMETRY of three points (x, y, score)."""
    across = right[:2] - left[:2]
    apart = float(np.hypot(*across)) + 1e-6
    way = across / apart
    x, y = mouth[:2] - (left[:2] + right[:2]) / 2
    aside, below = (x * way[0] + y * way[1]) / apart, (y * way[0] - x * way[1]) / apart
    tilt = abs(float(np.degrees(np.arctan2(way[1], way[0]))))
    return np.array([apart, abs(aside), below, tilt, min(left[2], right[2]), mouth[2]], np.float32)


def _looks(picture: Bytes, found: Points, left: int, right: int, mouth: int) -> Floats:
    """LOOKS of one face."""
    a, b, below = found.eyes[left], found.eyes[right], found.mouths[mouth]
    across = b[:2] - a[:2]
    one, other = _lens(picture, a[:2], across), _lens(picture, b[:2], across)
    # Lids mirror each other, glints do not: light falls on both eyes from one side.
    differ = min(np.abs(one - other).mean(), np.abs(one - other[:, ::-1]).mean())
    dark = [(lens.max(axis=-1) < 0.4).mean() for lens in (one, other)]
    middle = ((a + b) / 2 + below)[:2] / 2
    rest = np.delete(found.eyes, [left, right], axis=0)
    away = np.hypot(*(rest[:, :2] - middle).T) / np.hypot(*across)
    stray = rest[away < NEAR, 2].max(initial=0)
    return np.array([differ, abs(dark[0] - dark[1]), stray], np.float32)


def _lens(picture: Bytes, centre: Floats, across: Floats) -> Floats:
    """f32 [9, 9, 3] in 0..1: an eye, turned upright."""
    steps = np.linspace(-LENS, LENS, GRAIN)
    right, down = across, np.array([-across[1], across[0]])
    place = centre + steps[None, :, None] * right + steps[:, None, None] * down
    x, y = (place * len(picture) - 0.5).transpose(2, 0, 1)
    channels = [map_coordinates(picture[..., c] / np.float32(255), (y, x), order=1, mode="nearest") for c in range(3)]  # fmt: skip
    return np.stack(channels, axis=-1)


def measured(network: Keypoints, pictures: Bytes, faces: Floats) -> Floats:
    """[M, MEASURES] of every true face, [N, animals, 5, 2], of which all three points are found."""
    rows = []
    for picture, found, truth in zip(pictures, points(network, pictures), faces, strict=True):
        for number in faces_of(truth):
            face = truth[number]
            reach = SAME * float(np.hypot(*(face[RIGHT] - face[LEFT])))
            left, right = (_nearest(found.eyes, face[eye], reach) for eye in (LEFT, RIGHT))
            mouth = _nearest(found.mouths, face[MOUTH], reach)
            if left is None or right is None or mouth is None or left == right:
                continue
            rough = geometry(found.eyes[left], found.eyes[right], found.mouths[mouth])
            rows.append(np.concatenate([rough, _looks(picture, found, left, right, mouth)]))
    return np.stack(rows)


def _nearest(found: Floats, point: Floats, reach: float) -> int | None:
    away = np.hypot(*(found[:, :2] - point).T)
    return int(away.argmin()) if len(away) and away.min() < reach else None


def fit_limits(rows: Floats, normal: float = NORMAL) -> Limits:
    """The same percentile of every measure, as narrow as lets `normal` of the faces [M, MEASURES] through."""
    for percent in np.linspace(2, 0, 81):
        limits = _limits(rows, percent)
        if ((rows >= limits.low) & (rows <= limits.high)).all(axis=1).mean() >= normal:
            break
    return limits


def _limits(rows: Floats, percent: float) -> Limits:
    low, high = np.percentile(rows, (percent, 100 - percent), axis=0).astype(np.float32)
    low[[m not in TWO_SIDED | AT_LEAST for m in MEASURES]] = -np.inf
    high[[m in AT_LEAST for m in MEASURES]] = np.inf
    return Limits(low, high)


def softened(softener: Softener, latents: Floats) -> Bytes:
    """f32 [N, C, 16, 16] → uint8 [N, 128, 128, 3] by the trained decoder."""
    parts = [small(softener.paint(latents[i : i + 8])) for i in range(0, len(latents), 8)]
    return np.concatenate(parts)


def calibrated(network: Keypoints, drawings: Drawings, softener: Softener) -> FaceCheck:
    """Limits by drawings that the network never saw, as drawn and through the decoder."""
    faces = drawings.faces.astype(np.float32)
    both = (np.array(drawings.pictures), softened(softener, drawings.latents.astype(np.float32)))
    rows = np.concatenate([measured(network, pictures, faces) for pictures in both])
    return FaceCheck(network, fit_limits(rows))


def save_faces(check: FaceCheck, path: Path) -> None:
    part = path.with_suffix(".part")
    limits = {"low": torch.from_numpy(check.limits.low), "high": torch.from_numpy(check.limits.high)}  # fmt: skip
    torch.save({"network": check.network.state_dict(), **limits}, part)
    part.rename(path)


def load_faces(work: Path, network: Keypoints | None = None) -> FaceCheck:
    """Raises FileNotFoundError."""
    stored = torch.load(work / "faces.pt", map_location="cpu", weights_only=True)
    network = network or Keypoints()
    network.load_state_dict(stored["network"])
    return FaceCheck(network.eval(), Limits(stored["low"].numpy(), stored["high"].numpy()))
