"""Spoils the faces of drawings on purpose: for whoever learns to tell whole ones, and to judge those who judge.

Pictures are float arrays [S, S, 3] in any range of values; a face is [5, 2], the points of `forge.draw.picture.Face`
in 0..1. Everything is measured in distances between its eyes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

from forge.latents import PICTURE, Bytes, Floats

Fault = Literal[
    "eye painted over", "eye blurred", "eye of another", "eye resized", "mouth moved", "eye squeezed"
]  # fmt: skip
FAULTS: tuple[Fault, ...] = get_args(Fault)
TAUGHT = FAULTS[:-1]
"""Faults that the network of key points is shown in training; the last one only ever tests it."""
LEFT, RIGHT, MOUTH = 0, 1, 2
"""Rows of a face."""
EYE_REACH, MOUTH_REACH = 0.34, 0.3
"""Radius of what is spoilt."""
BLUR = (0.11, 0.18)
"""Deviation of the blur: an eye's own radius is 0.26."""
MOVE = (0.5, 0.8)
RESIZE = ((0.5, 0.7), (1.4, 1.7))
"""An eye's size, times what it was: too small, or too large."""
SQUEEZE = (0.35, 0.5)
"""An eye's height, times what it was."""
VISIBLE = 0.06
"""Mean difference, as a share of the picture's range, from which on a person sees the fault."""


class Spoilt(Struct, frozen=True):
    """Drawings of which one face each is spoilt."""

    sources: list[int]
    """Which drawing each of them was."""
    which: list[int]
    """Which of its faces it is."""
    faults: list[Fault]
    pictures: Bytes
    """[M, 256, 256, 3]"""


def spoil(
    picture: Floats, face: Floats, fault: Fault, donor: tuple[Floats, Floats], rng: np.random.Generator
) -> Floats | None:  # fmt: skip
    """Spoils the picture in place; returns the face that is left, with NaN for what is no longer there.

    `donor`: another picture with its face. None, and nothing done, if the fault cannot be made or would not be seen:
    another's eye may be the same eye, and a blurred sunglass is a sunglass.
    """
    points, apart = face * len(picture), _apart(face) * len(picture)
    if not np.isfinite(apart) or apart < 4 or _outside(points[:3], apart, len(picture)):
        return None
    side = MOUTH if fault == "mouth moved" else int(rng.integers(2))
    changed, left, centre = picture.copy(), face.copy(), points[side]
    reach = (MOUTH_REACH if side == MOUTH else EYE_REACH) * apart
    if fault == "mouth moved":
        step = _moved(changed, centre, reach, apart, rng)
        left[MOUTH] += step / len(picture)
    elif fault == "eye of another":
        _swap(changed, centre, reach, donor, rng)
    elif fault == "eye resized":
        size = rng.uniform(*RESIZE[int(rng.integers(2))])
        _stretch(changed, centre, reach, size, size)
    elif fault == "eye squeezed":
        _stretch(changed, centre, reach, 1, rng.uniform(*SQUEEZE))
    else:
        if fault == "eye painted over":
            _paint_over(changed, centre, reach)
        else:
            _blur(changed, centre, reach, rng.uniform(*BLUR) * apart)
        left[side] = np.nan
    here, inside = _disc(centre, reach, len(picture))
    change = np.abs(changed[here] - picture[here]) * inside
    if change.sum() / inside.sum() / 3 < VISIBLE * np.ptp(picture):
        return None
    picture[:] = changed
    return left


def _apart(face: Floats) -> float:
    return float(np.hypot(*(face[RIGHT] - face[LEFT])))


def _outside(points: Floats, apart: float, side: int) -> bool:
    return bool((points < apart * MOUTH_REACH).any() or (points > side - apart * MOUTH_REACH).any())


def _disc(centre: Floats, reach: float, side: int) -> tuple[tuple[slice, slice], Floats]:
    """(rows and columns around the disc, f32 [h, w, 1] with 1 inside, its edge one pixel soft)."""
    low = np.maximum(np.floor(centre - reach - 1).astype(int), 0)
    high = np.minimum(np.ceil(centre + reach + 2).astype(int), side)
    x, y = (np.arange(a, b) + 0.5 - c for a, b, c in zip(low, high, centre, strict=True))
    away = np.hypot(y[:, None], x[None])
    inside = np.clip(reach + 0.5 - away, 0, 1).astype(np.float32)[..., None]
    return (slice(low[1], high[1]), slice(low[0], high[0])), inside


def _skin(picture: Floats, centre: Floats, reach: float) -> Floats:
    """The median colour of a ring around the disc."""
    here, wide = _disc(centre, reach * 1.4, len(picture))
    there, narrow = _disc(centre, reach, len(picture))
    ring = np.zeros(picture.shape[:2], bool)
    ring[here] = wide[..., 0] > 0.5
    ring[there] &= narrow[..., 0] < 0.5
    return np.median(picture[ring], axis=0).astype(np.float32)


def _paint_over(picture: Floats, centre: Floats, reach: float) -> None:
    colour = _skin(picture, centre, reach)
    here, inside = _disc(centre, reach, len(picture))
    picture[here] += (colour - picture[here]) * inside


def _blur(picture: Floats, centre: Floats, reach: float, deviation: float) -> None:
    here, inside = _disc(centre, reach * 1.2, len(picture))
    soft = gaussian_filter(picture[here], (deviation, deviation, 0), mode="nearest")
    picture[here] += (soft - picture[here]) * inside


def _swap(
    picture: Floats,
    centre: Floats,
    reach: float,
    donor: tuple[Floats, Floats],
    rng: np.random.Generator,
) -> None:
    """Nothing, if the donor has no face."""
    other, face = donor
    if not np.isfinite(_apart(face)):
        return
    here, inside = _disc(centre, reach, len(picture))
    ratio = _apart(face) * len(other) * EYE_REACH / reach
    pixel = np.mgrid[here].astype(np.float32) + 0.5 - centre[::-1, None, None]
    there = pixel * ratio + (face[int(rng.integers(2))] * len(other))[::-1, None, None] - 0.5
    picture[here] += (_sampled(other, there) - picture[here]) * inside


def _stretch(picture: Floats, centre: Floats, reach: float, wide: float, high: float) -> None:
    """What is in the disc becomes so many times as wide and high; the disc grows with it."""
    here, inside = _disc(centre, reach * max(1, wide, high), len(picture))
    middle = centre[::-1, None, None]
    pixel = np.mgrid[here].astype(np.float32) + 0.5 - middle
    there = pixel / np.array([high, wide])[:, None, None] + middle - 0.5
    picture[here] += (_sampled(picture, there) - picture[here]) * inside


def _sampled(picture: Floats, there: Floats) -> Floats:
    """f32 [h, w, 3] at rows and columns [2, h, w]."""
    channels = np.moveaxis(picture, -1, 0)
    return np.stack([map_coordinates(c, there, order=1, mode="nearest") for c in channels], -1)


def _moved(
    picture: Floats, mouth: Floats, reach: float, apart: float, rng: np.random.Generator
) -> Floats:
    """By how many pixels; 0, and nothing done, if it would leave the picture."""
    side, turn = len(picture), rng.uniform(0, 2 * np.pi)
    step = np.rint(rng.uniform(*MOVE) * apart * np.array([np.cos(turn), np.sin(turn)]))
    (rows, columns), inside = _disc(mouth, reach, side)
    kept = picture[rows, columns].copy()
    dx, dy = (int(d) for d in step)
    rows, columns = _by(rows, dy, side), _by(columns, dx, side)
    if picture[rows, columns].shape != kept.shape:
        return np.zeros(2, np.float32)
    _paint_over(picture, mouth, reach)
    there = picture[rows, columns]
    there += (kept - there) * inside
    return step.astype(np.float32)


def _by(part: slice, step: int, side: int) -> slice:
    return slice(max(0, part.start + step), min(side, part.stop + step))


def faces_of(faces: NDArray[np.floating]) -> list[int]:
    """Numbers of the faces of one picture, [animals, 5, 2], that are there."""
    return [int(i) for i in np.flatnonzero(np.isfinite(faces).all(axis=(1, 2)))]


def spoilt(pictures: Bytes, faces: Floats, seed: int = 0) -> Spoilt:
    """One fault in each of uint8 [N, 256, 256, 3], every kind equally often as far as it can be seen."""
    made = list(_spoilt(pictures, faces, np.random.default_rng(seed)))
    return Spoilt(
        [source for source, _, _, _ in made],
        [which for _, which, _, _ in made],
        [fault for _, _, fault, _ in made],
        np.stack([picture for _, _, _, picture in made])
        if made
        else np.zeros((0, PICTURE, PICTURE, 3), np.uint8),
    )


def _spoilt(
    pictures: Bytes, faces: Floats, rng: np.random.Generator
) -> Iterator[tuple[int, int, Fault, Bytes]]:
    turn = 0
    for source, (picture, places) in enumerate(zip(pictures, faces, strict=True)):
        there, others = faces_of(places), faces_of(faces[source - 1])
        if not there or not others:
            continue
        donor = (pictures[source - 1].astype(np.float32), faces[source - 1, others[0]])
        which = there[int(rng.integers(len(there)))]
        for _ in FAULTS:
            fault, turn = FAULTS[turn % len(FAULTS)], turn + 1
            changed = picture.astype(np.float32)
            if spoil(changed, places[which], fault, donor, rng) is not None:
                yield source, which, fault, np.rint(changed).clip(0, 255).astype(np.uint8)
                break
