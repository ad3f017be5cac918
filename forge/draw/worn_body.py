"""What is worn on the body.

Body frame: the origin is the body's centre, the body is 164 wide and reaches from y -88 (hidden by
the chin down to about -66) to 88, where the legs begin. Arms are drawn later, from (±62, -48).
"""

from __future__ import annotations

import random

import skia

from forge.draw.cloth import (
    EDGE,
    STEEL,
    SUN,
    bow_knot,
    curved_band,
    cut,
    edge_of,
    glint,
    merged,
    mirrored,
    piece,
    trim,
)
from forge.draw.paint import Brush, box, oval, shape
from forge.draw.palette import WHITE, Tint, rgb


def dress(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A narrow top, a ribbon with a bow, and a skirt that flares to 300 units."""
    skirt = shape(
        (-58, -22), (-92, 6, -132, 30, -150, 74), (-128, 100, -100, 84), (-76, 104, -50, 90), (-26, 108, 0, 92),
        (26, 108, 50, 90), (76, 104, 100, 84), (128, 100, 150, 74), (132, 30, 92, 6, 58, -22),
    )  # fmt: skip
    piece(brush, skirt, tint, 6)
    with brush.inside(skirt):
        brush.fill(curved_band(-170, 170, 46, 64, 16), trim(tint).base)
        for x in (-1, 1):
            brush.lines([(x * 26, -10), (x * 42, 30), (x * 52, 84)], tint.line, 5)
    brush.stroke(skirt, edge_of(tint))
    top = shape((-54, -84), (-84, -70, -78, -40), (-72, -20, -66, -10), (0, 6, 66, -10), (72, -20, 78, -40),
                (84, -70, 54, -84))  # fmt: skip
    piece(brush, top, tint)
    leaf = shape((0, -68), (14, -34, 40, -42), (66, -52, 56, -82))
    for half in (leaf, mirrored(leaf)):
        brush.solid(half, trim(tint), tint.line, EDGE)
    brush.solid(curved_band(-70, 70, -22, -4, 7), trim(tint), tint.line, EDGE)
    with brush.at(0, 0):
        bow_knot(brush, tint, 38, tails=False)


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
    brush.stroke(knit, edge_of(tint))
    piece(
        brush, shape((-58, -84), (-64, -66, -50, -58), (0, -34, 50, -58), (64, -66, 58, -84)), tint
    )


def raincoat(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Glossy and wide, with two big buttons; its hood is on the head."""
    coat = shape((-56, -84), (-92, -50, -100, 10), (-110, 56, -120, 76), (0, 106, 120, 76), (110, 56, 100, 10),
                 (92, -50, 56, -84))  # fmt: skip
    piece(brush, coat, tint, 6)
    brush.lines([(0, -60), (0, 90)], tint.line, 6)
    glint(brush, [(-86, 50), (-82, 14), (-72, -14)], 11, 0.7)
    for y in (-20, 34):
        brush.solid(oval(22, y, 16), trim(tint), tint.line, 5)


def hood(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """In the head's frame: around the face, with a pale rim; ears look out behind it."""
    opening = oval(0, 16, 98, 88)
    outer = shape((0, -148), (28, -130, 138, -118, 140, 8), (140, 78, 84, 122, 0, 124),
                  (-84, 122, -140, 78, -140, 8), (-138, -118, -28, -130, 0, -148))  # fmt: skip
    piece(brush, cut(outer, opening), tint, 6)
    brush.solid(cut(oval(0, 15, 111, 101), opening), trim(tint), tint.line, 5)
    glint(brush, [(-118, -34), (-108, -72), (-78, -98)], 11, 0.7)


def spacesuit(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A padded suit with its panel of lamps; the helmet belongs to the head."""
    suit = shape((-58, -84), (-92, -56, -94, 10), (-94, 62, -64, 88), (0, 104, 64, 88), (94, 62, 94, 10),
                 (92, -56, 58, -84))  # fmt: skip
    piece(brush, suit, tint)
    with brush.inside(suit):
        brush.solid(curved_band(-110, 110, 44, 62, 9), Tint(rgb("#6b8fd6")), width=4.5)
    brush.stroke(suit, edge_of(tint))
    brush.solid(box(-46, -36, 92, 66, 14), STEEL, width=5)
    for x, lamp in ((-26, "#f0474f"), (0, "#ffd93b"), (26, "#5cc95f")):
        brush.solid(oval(x, -16, 11), Tint(rgb(lamp)), width=4)
        brush.fill(oval(x - 3, -20, 3.5), WHITE, 0.9)
    brush.solid(box(-34, 4, 68, 15, 6), Tint(rgb("#4a9df5")), width=4)


def overalls(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Trousers with a bib, a pocket and two buttoned straps; the legs are of the same cloth."""
    strap = shape((30, -40), (34, -88), (62, -88), (56, -40))
    for path in (strap, mirrored(strap)):
        piece(brush, path, tint)
    trousers = shape(
        (-84, 14), (0, 30, 84, 14), (98, 50, 84, 86), (0, 106, -84, 86), (-98, 50, -84, 14)
    )
    bib = shape((-56, -44), (0, -36, 56, -44), (62, 30), (-62, 30))
    piece(brush, merged(trousers, bib), tint, 6)
    brush.lines([(0, 58), (0, 92)], tint.line, 6)
    pocket = shape((-28, -14), (28, -14), (26, 20), (0, 34, -26, 20))
    brush.solid(pocket, trim(tint), tint.line, EDGE)
    for x in (-46, 46):
        brush.solid(oval(x, -36, 14), SUN, width=5)
