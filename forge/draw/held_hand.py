"""Toys and tools that one hand holds: the origin is the hand's centre, +x points away from the body.

Standing, there is room for 140 units outwards, 370 up and 80 down; elsewhere `room` finds it.
"""

from __future__ import annotations

import random

from forge.draw.cloth import (
    CREAM,
    EDGE,
    LEAF,
    STEEL,
    SUN,
    WOOD,
    bar,
    blossom,
    edge_of,
    glint,
    merged,
    mirrored,
    piece,
    placed,
    room,
    trim,
    within,
)
from forge.draw.paint import Brush, Point, box, oval, shape
from forge.draw.paint import star as outline
from forge.draw.palette import INK, WHITE, Tint, mix, rgb


def balloon(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A round skin of 140 x 156 units beside the head."""
    x, y = _lifted(brush, (78, -218), (72, 100))
    brush.stroke(
        shape((0, 24), (-14, -40, x * 0.6, y * 0.4), (x, y + 120, x, y + 90), close=False), INK, 6
    )
    with brush.at(x, y, rng.uniform(-3, 3)):
        piece(brush, shape((0, 72), (-19, 98), (19, 98)), tint)
        skin = shape((0, 82), (-92, 54, -92, -76, 0, -78), (92, -76, 92, 54, 0, 82))
        piece(brush, skin, tint, 6)
        glint(brush, [(-42, -8), (-42, -42), (-16, -54)], 14)


def _lifted(brush: Brush, at: Point, half: Point) -> Point:
    """Where something on a string floats: at `at`, or as near to it as its size lets it be in the picture."""
    dx, dy = room(brush, at[0] - half[0], at[1] - half[1], at[0] + half[0], at[1] + half[1])
    return at[0] + dx, at[1] + dy


def kite(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A diamond of 150 x 190 units high in the corner, with two bows on its tail."""
    x, y = _lifted(brush, (76, -264), (84, 106))
    brush.stroke(shape((0, 24), (x * 0.2, y * 0.4, x - 6, y + 6), close=False), INK, 5)
    tail = shape(
        (x - 18, y + 96),
        (x + 34, y + 130, x + 2, y + 156),
        (x - 20, y + 176, x + 10, y + 204),
        close=False,
    )
    brush.stroke(tail, INK, 5)
    for dx, dy in ((10, 128), (-4, 188)):
        with brush.at(x + dx, y + dy, 18 - dx):
            wing = shape((0, 0), (30, -20), (30, 20))
            piece(brush, merged(wing, mirrored(wing)), tint, 5)
    with brush.at(x, y, 10 + rng.uniform(-4, 4)):
        _sail(brush, tint)


def _sail(brush: Brush, tint: Tint) -> None:
    """Two of its four fields are paler."""
    sail = shape((0, -96), (74, -18), (0, 98), (-74, -18))
    piece(brush, sail, tint, 6)
    for far in ((-74, -18), (74, -18)):
        end = (0, 98) if far[0] < 0 else (0, -96)
        brush.fill(shape((0, -18), far, end), mix(tint.base, trim(tint).base, 0.75))
    brush.lines([(0, -96), (0, 98)], tint.line, 5)
    brush.lines([(-74, -18), (74, -18)], tint.line, 5)
    brush.stroke(sail, edge_of(tint))


def umbrella(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Open above the head and behind it; the canopy is 360 units wide, its crook is in the hand."""
    x, y = _lifted(brush, (-76, -312), (184, 74))
    for colour, width in ((WOOD.line, 18), (WOOD.base, 9)):
        crook = shape((x, y), (4, 20), (8, 54, 28, 54), (46, 52, 44, 30), close=False)
        brush.stroke(crook, colour, width)
    with brush.at(x, y, rng.uniform(-2, 2)):
        _canopy(brush, tint)


def _canopy(brush: Brush, tint: Tint) -> None:
    """Four panels by turns of the colour and a paler one; the origin is its middle."""
    cloth = shape((-180, 62), (-160, -64, 0, -68), (160, -64, 180, 62), (136, 34, 92, 62), (46, 32, 0, 62),
                  (-46, 32, -92, 62), (-136, 34, -180, 62))  # fmt: skip
    piece(brush, cloth, tint, 6)
    with brush.inside(cloth):
        for side in (-1, 1):
            panel = shape((0, -70), (side * 78, -40, side * 92, 66), (0, 66))
            if tint.kind not in {"rainbow", "piebald"}:
                brush.fill(panel, mix(trim(tint).base, tint.base, 0.6))
            brush.lines([(0, -70), (side * 78, -40), (side * 92, 66)], tint.line, 5)
        brush.lines([(0, -70), (0, 66)], tint.line, 5)
    brush.stroke(cloth, edge_of(tint))
    glint(brush, [(-150, 14), (-134, -20), (-104, -38)], 11, 0.65)


@within(-26, -154, 142, 49)
def lantern(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A round paper lantern with golden caps and a tassel, on a stick."""
    piece(brush, bar((-16, 40), (66, -144), 14), WOOD, 5)
    with brush.at(72, -66, rng.uniform(-3, 3)):
        brush.lines([(0, -84), (0, -60)], SUN.line, 6)
        for y in (58, 72, 86):
            brush.lines([(0, 54), (0, y)], tint.line, 18)
        brush.lines([(0, 54), (0, 88)], SUN.base, 9)
        skin = oval(0, 0, 68, 58)
        piece(brush, skin, tint, 6)
        brush.glow(0, 4, 44, rgb("#fff3b0"), 0.55)
        for x in (-68, -4, 60):
            brush.lines([(x * 0.3, -56), (x * 0.9 + 2, 0), (x * 0.3, 56)], tint.line, 4.5)
        for y in (-64, 46):
            brush.solid(box(-30, y, 60, 19, 7), SUN, width=5)


@within(-16, -124, 135, 26)
def star(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A plump star of 140 units."""
    with brush.at(58, -46, 8 + rng.uniform(-6, 6)):
        points = outline(0, 0, 66, 36)
        brush.stroke(points, tint.line, 24)
        brush.stroke(points, tint.base, 12)
        piece(brush, outline(0, 0, 70, 38), tint, 0.5)
        glint(brush, [(-30, -2), (-24, -18), (-8, -30)], 10)


@within(-40, -166, 81, 67)
def toothbrush(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A thick handle leaning outwards, tall bristles towards the face."""
    with brush.at(0, 0, 20 + rng.uniform(-3, 3)):
        for y in (-142, -122, -102):
            brush.solid(box(-48, y - 11, 50, 22, 5), Tint(WHITE), rgb("#7f9cc0"), 5)
        piece(brush, shape((-15, 58), (-18, -40), (-12, -90), (-14, -158), (-12, -170, 4, -170), (18, -170, 18, -156),
                           (16, -90), (20, -40), (16, 58), (0, 76, -15, 58)), tint, 6)  # fmt: skip
        glint(brush, [(6, 30), (7, 0), (6, -40)], 7, 0.6)


@within(-45, -182, 100, 77)
def paintbrush(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A thick handle, a steel ring and a big drop of paint, both of the colour."""
    with brush.at(0, 0, 24 + rng.uniform(-3, 3)):
        piece(
            brush,
            shape((-8, 76), (-22, -20, -17, -72), (17, -72), (22, -20, 8, 76), (0, 84, -8, 76)),
            tint,
            6,
        )
        tip = shape((-24, -104), (-52, -138, -18, -166, 10, -196), (14, -164, 50, -146, 24, -104))
        piece(brush, tip, tint, 6)
        brush.solid(box(-25, -110, 50, 40, 7), STEEL, width=6)
        glint(brush, [(-14, -124), (-18, -138), (-6, -152)], 8, 0.7)


@within(-45, -149, 146, 80)
def bouquet(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Three big blossoms in paper, tied with a ribbon of their colour."""
    with brush.at(26, 16, 22 + rng.uniform(-4, 4)):
        for turn in (-58, 0, 58):
            leaf = placed(shape((0, 0), (-34, -50, 0, -104), (34, -50, 0, 0)), (0, -34), turn)
            brush.solid(leaf, LEAF, width=EDGE)
        paper = shape((-64, -50), (0, -64, 64, -50), (14, 60), (0, 66, -14, 60))
        brush.solid(paper, CREAM, width=6)
        for x, y in ((0, -122), (-44, -66), (44, -66)):
            with brush.at(x, y, x):
                blossom(brush, tint, 48, 6)
        piece(brush, bar((-20, 14), (20, 14), 16), tint, 5)
