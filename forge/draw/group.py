"""Where one, two or three animals of a picture stand, and how large they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from forge.draw.animal import Figure
from forge.draw.paint import Brush
from forge.draw.pose import GROUND

SIZES = {"": 1.0, "big": 1.14, "tiny": 0.6}
TUB = 166.0
"""Half the room between the sides of a bathtub."""
CHIN = 132.0
"""Units from the chin down to the ground of one that sits in water."""


@dataclass(frozen=True)
class Row:
    """How two or three stand side by side."""

    scale: float
    half: float
    """Units from the picture's middle to the outer ones."""
    step: float = 0
    """Units by which each is further back than its left neighbour, or the outer ones than the middle one."""


ROWS: dict[str, tuple[Row, Row]] = {
    "free": (Row(0.73, 124), Row(0.54, 172, 28)),
    "carrying": (Row(0.62, 118), Row(0.47, 160, 26)),
    "running": (Row(0.62, 104, 14), Row(0.5, 150, 14)),
    "spread": (Row(0.64, 122), Row(0.47, 168, 30)),
    "lying": (Row(0.58, 114), Row(0.46, 128, 40)),
    "sunk": (Row(0.68, 120), Row(0.52, 168, 8)),
    "tub": (Row(0.66, TUB - 118 * 0.66), Row(0.47, TUB - 118 * 0.47, 6)),
}
"""What they do -> the row of two and the row of three."""


@dataclass(frozen=True)
class Place:
    x: float
    """The figure's middle, units from the left."""
    ground: float
    scale: float
    mirrored: bool = False
    depth: float = 0
    """The larger, the further back."""

    @contextmanager
    def frame(self, brush: Brush) -> Iterator[None]:
        """The frame of a figure that stands here."""
        with brush.at(self.x, self.ground, scale=self.scale), brush.at(-256, -GROUND):
            yield


def places(figures: list[Figure], size: str, tub: bool = False) -> list[Place]:
    """One place for each of 1 to 3 animals, from left to right. `tub`: they sit in one, whatever they do."""
    aloft = figures[0].pose.wings
    sunk = tub or not figures[0].pose.shadow
    if len(figures) == 1:
        return [Place(256, *_level(SIZES[size], sunk, aloft))]
    kind = "tub" if tub else _kind(figures[0])
    row = ROWS[kind][len(figures) - 2]
    scale, ground = row.scale * SIZES[size], 0.0
    ground, scale = _level(scale, sunk, aloft)
    half = min(row.half * SIZES[size], 180.0)
    if kind == "running":
        return _file(len(figures), ground, scale, half, row.step)
    lean = 14 * _free_side(figures[0]) if kind == "carrying" else 0
    still = kind != "carrying" and not figures[0].pose.moves
    left = Place(256 + lean - half, ground, scale, mirrored=still and kind == "lying", depth=1)
    right = Place(256 + lean + half, ground, scale, mirrored=still and kind != "lying", depth=1)
    if len(figures) == 2:
        return [left, right]
    aside = 80 * scale if kind == "lying" else lean
    return [left, Place(256 + aside, ground + row.step, scale * 1.05), right]


def _kind(figure: Figure) -> str:
    pose, holding = figure.pose, figure.holding
    if pose.side:
        return "lying" if pose.side.anybody else "running"
    if not pose.shadow or pose.wings:
        return "spread" if pose.wings else "sunk"
    carries = holding and holding.thing.grip in {"hand", "over", "side", "ride"}
    inward = pose.mouth in {"chew", "sip"} or pose.embrace or pose.prop == "toothcup"
    busy = pose.prop in {"sled", "pointer"}
    return "carrying" if (carries and not inward) or busy else "free"


def _free_side(figure: Figure) -> int:
    """To which side of it there is more room: away from what it carries."""
    return 1 if figure.pose.prop == "pointer" or figure.pose.hold == 0 else -1


def _level(scale: float, sunk: bool, aloft: bool) -> tuple[float, float]:
    """The ground of a figure of that scale, and the scale; those in water keep their chins above it.

    `aloft`: small ones that fly are high up, as large ones are.
    """
    if sunk:
        return GROUND - CHIN * max(0.0, 1 - scale) * 0.74, scale
    if aloft:
        return GROUND - 190 * max(0.0, 1 - scale), scale
    return GROUND + (14 if scale > 1 else 0), scale


def _file(count: int, ground: float, scale: float, half: float, step: float) -> list[Place]:
    """One after the other, the last one nearest: heads lie over the next one's tail."""
    return [
        Place(
            256 - half + i * 2 * half / (count - 1),
            ground + step * (count - 1 - 2 * i) / 2,
            scale,
            depth=i,
        )
        for i in range(count)
    ]
