"""Things that need both hands or stand beside the figure.

Before the chest the origin is the chest's middle, the hands are 96 units to either side of it; beside
the figure it lies on the ground, with room for 84 units to either side.
"""

from __future__ import annotations

import random

from forge.draw.cloth import CREAM, bow_knot, edge_of, glint, mirrored, piece, trim
from forge.draw.paint import Brush, box, oval, shape, star
from forge.draw.paint import heart as outline
from forge.draw.palette import WHITE, Tint, mix, rgb


def book(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Open towards the reader: its covers are seen, and a rim of pages above them."""
    with brush.at(turn=rng.uniform(-2, 2)):
        page = shape((0, -50), (40, -74, 86, -62), (86, 40), (0, 50))
        for path in (page, mirrored(page)):
            brush.solid(path, CREAM, width=5)
        cover = shape((0, -38), (44, -60, 94, -48), (94, 52), (44, 42, 0, 62))
        for path in (cover, mirrored(cover)):
            piece(brush, path, tint, 6)
        piece(brush, shape((-9, -42), (9, -42), (9, 62), (-9, 62)), tint, 5)
        for x in (-51, 51):
            brush.solid(star(x, 0, 27, 12.5), trim(tint), tint.line, 4.5)


def honey_pot(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A round pot of 190 units; golden honey runs over its rim."""
    honey = Tint(rgb("#ffb627"))
    pot = shape(
        (-62, -38), (-112, -14, -112, 60, -58, 74), (0, 84, 58, 74), (112, 60, 112, -14, 62, -38)
    )
    piece(brush, pot, tint, 6)
    glint(brush, [(-82, 36), (-88, 10), (-72, -12)], 10, 0.6)
    brush.solid(box(-74, -64, 148, 34, 15), trim(tint), tint.line, 6)
    drip = shape((-64, -74), (0, -92, 64, -74), (72, -40, 56, -38), (44, -36, 42, -46), (38, 22, 14, 18),
                 (2, 16, -4, -40), (-10, -16, -26, -18), (-40, -20, -44, -44), (-62, -34, -64, -74))  # fmt: skip
    brush.solid(drip, honey, width=6)
    glint(brush, [(-44, -66), (-20, -74), (8, -74)], 8, 0.8)


def heart(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A plush heart of 190 units."""
    with brush.at(0, 6, rng.uniform(-3, 3)):
        piece(brush, outline(0, 0, 92), tint, 6)
        glint(brush, [(-68, -14), (-68, -46), (-40, -56)], 13, 0.8)


def ball(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A beach ball of 136 units with pale segments."""
    with brush.at(0, -68, rng.uniform(-12, 12), 1.48):
        skin = oval(0, 0, 46)
        piece(brush, skin, tint, 4)
        with brush.inside(skin):
            for side in (-1, 1):
                segment = shape(
                    (0, -26), (side * 18, 0, side * 8, 50), (side * 34, 44), (side * 40, 0, 0, -26)
                )
                brush.solid(segment, trim(tint), tint.line, 3.5)
            brush.lines([(0, -26), (-26, -22), (-50, -34)], tint.line, 3.5)
            brush.lines([(0, -26), (26, -22), (50, -34)], tint.line, 3.5)
        brush.solid(oval(0, -27, 10, 8), trim(tint), tint.line, 3.5)
        brush.stroke(skin, edge_of(tint), 4)
        glint(brush, [(-32, -8), (-30, -24), (-20, -32)], 6, 0.8)


def cake(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A birthday cake of 160 units on its plate, with one candle."""
    brush.solid(oval(0, -10, 84, 14), Tint(rgb("#e6ebf5")), width=5)
    sponge = shape((-70, -74), (-70, -18), (0, 6, 70, -18), (70, -74))
    brush.solid(
        sponge, Tint(mix(tint.base, WHITE, 0.5)) if tint.kind == "plain" else CREAM, tint.line
    )
    icing = shape((-70, -76), (-68, -106, 0, -106), (68, -106, 70, -76), (68, -38, 48, -54), (32, -20, 14, -48),
                (0, -18, -18, -48), (-34, -22, -48, -54), (-68, -38, -70, -76))  # fmt: skip
    piece(brush, icing, tint, 6)
    glint(brush, [(-54, -66), (-54, -84), (-34, -92)], 8, 0.6)
    for x in (-42, 42):
        brush.solid(oval(x, -88, 14), CREAM, width=4.5)
    brush.solid(box(-9, -134, 18, 50, 5), Tint(rgb("#7cc4f8")), width=5)
    flame = shape((0, -174), (26, -142, 0, -132), (-26, -142, 0, -174))
    brush.solid(flame, Tint(rgb("#ffb52e")), width=5)


def gift(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A box of 132 units with a lid and a big bow."""
    ribbon = trim(tint)
    piece(brush, box(-58, -88, 116, 88, 8), tint, 6)
    brush.solid(box(-15, -88, 30, 86), ribbon, tint.line, 5)
    piece(brush, box(-67, -110, 134, 38, 9), tint, 6)
    brush.solid(box(-17, -108, 34, 35), ribbon, tint.line, 5)
    with brush.at(0, -126):
        bow_knot(brush, ribbon, 46, tails=False)
