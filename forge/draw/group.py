"""Where one, two or three animals of a picture stand, and how large they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from forge.draw.paint import Brush
from forge.draw.pose import GROUND, Pose

SIZES = {"": 1.0, "big": 1.14, "tiny": 0.6}
SCALES = {1: 1.0, 2: 0.66, 3: 0.54}
BROAD_SCALES = {1: 1.0, 2: 0.58, 3: 0.46}
"""Of bodies seen from the side, which are as long as high."""


@dataclass(frozen=True)
class Place:
    x: float
    """The figure's middle, units from the left."""
    ground: float
    scale: float
    mirrored: bool = False
    near: bool = False
    """In front of the others."""

    @contextmanager
    def frame(self, brush: Brush) -> Iterator[None]:
        """The frame of a figure that stands here."""
        with brush.at(self.x, self.ground, scale=self.scale), brush.at(-256, -GROUND):
            yield


def places(count: int, size: str, pose: Pose, hidden: bool = False) -> list[Place]:
    """One place for each of 1 to 3 animals, from left to right.

    `hidden`: something stands before their lower halves, so the small ones are lifted above it.
    """
    sunk = hidden or not pose.shadow
    scale = (BROAD_SCALES if pose.side else SCALES)[count] * SIZES[size]
    lift = max(0.0, 1 - scale) * (GROUND - 226) * 0.42 if sunk else 0.0
    ground = GROUND - lift + (14 if size == "big" and not sunk else 0)
    if count == 1:
        return [Place(256, ground, scale)]
    still = not pose.moves
    half = _spacing(count, scale, pose)
    outer = [
        Place(256 - half, ground, scale, mirrored=still and bool(pose.side)),
        Place(256 + half, ground, scale, mirrored=still and not pose.side),
    ]
    if count == 2:
        return outer
    step = 8 if sunk else 30
    middle = Place(256, ground + step, scale * 1.06, near=True)
    return [outer[0], middle, outer[1]]


def _spacing(count: int, scale: float, pose: Pose) -> float:
    """Half the way from the first to the last."""
    if pose.side and pose.side.anybody:
        return 196 * scale if count == 2 else 250 * scale
    return min(150.0, 172 * scale) if count == 2 else min(172.0, 318 * scale)
