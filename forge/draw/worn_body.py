"""What is worn on the body and on the back.

Body frame: the origin is the body's centre, the body is 164 wide and reaches from y -88 (hidden by
the chin down to about -66) to 88, where the legs begin. Arms are drawn later, from (±62, -48).
"""

from __future__ import annotations

import random

import skia

from forge.draw.cloth import EDGE, STEEL, bow_knot, curved_band, dots, glint, mirrored, piece, trim
from forge.draw.paint import Brush, box, oval, shape
from forge.draw.palette import INK, WHITE, Tint, mix, rgb


def _edge(tint: Tint) -> tuple[float, float, float]:
    return INK if tint.kind == "piebald" else tint.line


def dress(brush: Brush, tint: Tint, rng: random.Random) -> None:
    gown = shape(
        (-56, -82), (-80, -44, -82, -8), (-112, 30, -126, 72), (-112, 96, -84, 84), (-64, 102, -42, 88),
        (-20, 106, 0, 90), (20, 106, 42, 88), (64, 102, 84, 84), (112, 96, 126, 72), (112, 30, 82, -8),
        (80, -44, 56, -82),
    )  # fmt: skip
    piece(brush, gown, tint)
    spots = (
        (-92, 54),
        (-58, 30),
        (-52, 66),
        (-16, 48),
        (20, 68),
        (28, 28),
        (60, 54),
        (96, 62),
        (70, 20),
        (-82, 14),
    )
    dots(brush, gown, tint, spots, 9.5)
    with brush.inside(gown):
        brush.solid(curved_band(-96, 96, -20, -2, 8), trim(tint), width=4)
    brush.stroke(gown, _edge(tint))
    leaf = shape((0, -70), (14, -34, 40, -42), (66, -52, 56, -82))
    for half in (leaf, mirrored(leaf)):
        brush.solid(half, trim(tint), tint.line, EDGE)
    with brush.at(0, 0):
        bow_knot(brush, tint, 28, tails=False)


def _pullover() -> skia.Path:
    return shape((-54, -84), (-86, -60, -90, 0), (-92, 40, -72, 70), (0, 92, 72, 70), (92, 40, 90, 0),
                 (86, -60, 54, -84))  # fmt: skip


def sweater(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Two broad stripes; ribs at the neck and the hem."""
    knit = _pullover()
    piece(brush, knit, tint)
    band = trim(tint)
    with brush.inside(knit):
        for y in (-32, 6):
            brush.fill(curved_band(-100, 100, y, y + 20, 7), band.base)
        hem = curved_band(-100, 100, 46, 100, 9)
        brush.fill(hem, tint)
        brush.lines([(-100, 46), (0, 64), (100, 46)], tint.line, 5)
        for x in range(-72, 73, 18):
            brush.lines([(x, 56 - abs(x) * 0.08), (x * 0.94, 92)], tint.line, 4)
    brush.stroke(knit, _edge(tint))
    piece(
        brush, shape((-58, -84), (-64, -66, -50, -58), (0, -34, 50, -58), (64, -66, 58, -84)), tint
    )


def raincoat(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Glossy, with big buttons, pockets and a collar."""
    coat = shape((-56, -84), (-88, -50, -94, 10), (-104, 56, -112, 76), (0, 104, 112, 76), (104, 56, 94, 10),
                 (88, -50, 56, -84))  # fmt: skip
    piece(brush, coat, tint)
    brush.lines([(0, -60), (0, 88)], tint.line, 5)
    glint(brush, [(-80, 44), (-76, 10), (-68, -16)], 10, 0.7)
    glint(brush, [(84, 56), (88, 48), (86, 34)], 7, 0.6)
    button = trim(tint)
    for y in (-26, 12, 50):
        brush.solid(oval(15, y, 11), button, tint.line, 4.5)
    for x in (-66, 42):
        piece(brush, box(x, 30, 34, 32, 9), tint, 4.5)
        brush.lines([(x + 3, 42), (x + 31, 42)], tint.line, 4)
    leaf = shape((0, -68), (10, -40, 36, -34), (70, -44, 60, -84))
    for half in (leaf, mirrored(leaf)):
        piece(brush, half, tint)


def spacesuit(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A padded suit with its panel of lamps; the helmet belongs to the head."""
    suit = shape((-58, -84), (-92, -56, -94, 10), (-94, 62, -64, 88), (0, 104, 64, 88), (94, 62, 94, 10),
                 (92, -56, 58, -84))  # fmt: skip
    piece(brush, suit, tint)
    with brush.inside(suit):
        brush.solid(curved_band(-110, 110, 44, 62, 9), Tint(rgb("#6b8fd6")), width=4.5)
    brush.stroke(suit, _edge(tint))
    brush.solid(box(-46, -36, 92, 66, 14), STEEL, width=5)
    for x, lamp in ((-26, "#f0474f"), (0, "#ffd93b"), (26, "#5cc95f")):
        brush.solid(oval(x, -16, 11), Tint(rgb(lamp)), width=4)
        brush.fill(oval(x - 3, -20, 3.5), WHITE, 0.9)
    brush.solid(box(-34, 4, 68, 15, 6), Tint(rgb("#4a9df5")), width=4)


def cape(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Behind the figure, spread to both sides."""
    cloth = shape(
        (-50, -92), (-112, -60, -140, 20, -172, 74), (-156, 92, -132, 86), (-112, 108, -84, 96), (-44, 112, 0, 98),
        (44, 112, 84, 96), (112, 108, 132, 86), (156, 92, 172, 74), (140, 20, 112, -60, 50, -92),
    )  # fmt: skip
    piece(brush, cloth, tint, 6)
    for side in (-1, 1):
        brush.lines([(side * 78, -52), (side * 104, 20), (side * 132, 80)], tint.line, 5)
        brush.lines([(side * 66, -10), (side * 78, 50), (side * 88, 90)], tint.line, 5)
        glint(brush, [(side * 122, 24), (side * 132, 44), (side * 142, 58)], 7, 0.4)


def bag(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """The backpack itself, behind the figure: its pockets stand out on both sides."""
    piece(brush, box(-42, -118, 84, 46, 22), tint)
    for x in (-138, 90):
        piece(brush, box(x, -6, 48, 66, 16), tint)
        brush.lines([(x + 7, 14), (x + 41, 14)], tint.line, 4.5)
    piece(brush, box(-116, -94, 232, 158, 44), tint, 6)
    for side in (-1, 1):
        glint(brush, [(side * 103, -20), (side * 105, -46), (side * 94, -66)], 7, 0.5)


def straps(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """The backpack's straps over both shoulders, with their buckles."""
    strap = shape((34, -86), (28, -20, 62, 46), (82, 50), (84, 28), (56, -20, 62, -86))
    for path in (strap, mirrored(strap)):
        piece(brush, path, tint)
    for side in (-1, 1):
        with brush.at(side * 48, -26, -side * 12):
            brush.solid(
                box(-19, -11, 38, 22, 6), Tint(mix(trim(tint).base, rgb("#ffd24a"), 0.4)), width=4.5
            )
