"""What is worn on the head.

Head frame: the origin is the head's centre, the head is 236 wide and reaches from y -104 to 98.
"""

from __future__ import annotations

import random
from functools import cache

import skia

from forge.draw.cloth import (
    EDGE,
    blossom,
    bow_knot,
    curved_band,
    cut,
    dots,
    edge_of,
    glint,
    merged,
    piece,
    trim,
)
from forge.draw.paint import Brush, box, oval, shape
from forge.draw.palette import WHITE, Tint, rgb


def hat(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A bowler with a band."""
    with brush.at(turn=rng.uniform(-3, 3)):
        piece(brush, shape((-116, -92), (-112, -56, 0, -57), (112, -56, 116, -92), (104, -104, 84, -94),
                           (0, -70, -84, -94), (-104, -104, -116, -92)), tint)  # fmt: skip
        dome = shape((-80, -88), (-84, -168, 0, -170), (84, -168, 80, -88), (0, -66, -80, -88))
        piece(brush, dome, tint)
        _band(brush, dome, tint, -112, -88)
        glint(brush, [(-52, -126), (-46, -148), (-24, -154)], 8, 0.5)


def _band(brush: Brush, dome: skia.Path, tint: Tint, top: float, bottom: float) -> None:
    with brush.inside(dome):
        brush.solid(curved_band(-100, 100, top, bottom, 11), trim(tint), width=4)
    brush.stroke(dome, edge_of(tint), EDGE)


def straw_hat(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A very wide flat brim, a low crown and a red ribbon."""
    with brush.at(turn=rng.uniform(-3, 3)):
        brim = shape((-158, -84), (-150, -50, 0, -50), (150, -50, 158, -84), (140, -116, 0, -116),
                     (-140, -116, -158, -84))  # fmt: skip
        piece(brush, brim, tint)
        with brush.inside(brim):
            for sag in (-2, -20):
                brush.lines([(-158, -92), (0, -52 + sag), (158, -92)], tint.line, 4)
        dome = shape((-76, -88), (-78, -158, -36, -162), (0, -168, 36, -162), (78, -158, 76, -88),
                     (0, -66, -76, -88))  # fmt: skip
        piece(brush, dome, tint)
        with brush.inside(dome):
            for x in (-50, 0, 50):
                brush.lines([(x - 34, -112), (x, -166)], tint.line, 4)
                brush.lines([(x + 34, -112), (x, -166)], tint.line, 4)
        _band(brush, dome, tint, -114, -88)


def party_hat(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A tall cone with big dots, a fluffy rim and a bobble."""
    with brush.at(turn=rng.uniform(-4, 4)):
        cone = shape((-76, -78), (0, -176), (76, -78), (0, -44, -76, -78))
        piece(brush, cone, tint)
        dots(brush, cone, tint, ((-36, -86), (10, -78), (-2, -122), (42, -98)), 13)
        brush.stroke(cone, edge_of(tint), EDGE)
        for x, y in ((-60, -74), (-31, -63), (0, -60), (31, -63), (60, -74)):
            brush.solid(oval(x, y, 16), trim(tint), width=4.5)
        brush.solid(oval(0, -168, 22), trim(tint), tint.line)


def crown(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Three broad points with balls, three jewels."""
    with brush.at(turn=rng.uniform(-3, 3)):
        points = ((-98, -146), (0, -174), (98, -146))
        for x, y in points:
            brush.solid(oval(x, y, 15), tint, width=5)
        piece(brush, shape((-84, -76), (-98, -144), (-46, -112), (0, -172), (46, -112), (98, -144), (84, -76),
                           (0, -42, -84, -76)), tint, 6)  # fmt: skip
        red, blue = Tint(rgb("#f0474f")), Tint(rgb("#4a9df5"))
        for x, y, jewel in ((0, -90, red), (-50, -96, blue), (50, -96, blue)):
            brush.solid(oval(x, y, 17, 16), jewel, width=4.5)
            brush.fill(oval(x - 5, y - 6, 5), WHITE, 0.9)


def flower(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(68, -76, rng.uniform(-12, 12)):
        blossom(brush, tint, 56, 8)


def bow(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(-46, -98, -14 + rng.uniform(-4, 4)):
        bow_knot(brush, tint, 70, tails=False)


def chef_hat(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A tall band under a big puffy top."""
    with brush.at(turn=rng.uniform(-3, 3)):
        puff = merged(
            oval(-66, -136, 54, 44),
            oval(66, -136, 54, 44),
            oval(0, -148, 60, 46),
            box(-70, -140, 140, 50),
        )
        piece(brush, puff, tint, 6)
        for side in (-1, 1):
            brush.lines([(side * 30, -108), (side * 36, -126), (side * 34, -140)], tint.line, 5)
        band = shape((-78, -116), (0, -98, 78, -116), (76, -72), (0, -48, -76, -72))
        piece(brush, band, tint, 6)
        glint(brush, [(-98, -138), (-92, -156), (-76, -162)], 9)


def headphones(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A broad band over the head and a big cushion over each ear."""
    with brush.at(turn=rng.uniform(-2, 2)):
        piece(brush, _hoop(), tint, 6)
        glint(brush, [(-100, -76), (-84, -98), (-60, -113)], 8, 0.6)
        for side in (-1, 1):
            piece(brush, box(side * 129 - 31, -44, 62, 96, 30), tint, 6)
            brush.solid(oval(side * 129, 4, 15, 22), trim(tint), tint.line, 5)


@cache
def _hoop() -> skia.Path:
    return cut(cut(oval(0, -2, 138, 134), oval(0, -2, 114, 108)), box(-160, -2, 320, 160))


def helmet(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A clear bubble around the whole head, in its ring."""
    bubble = oval(0, -14, 150, 146)
    brush.fill(bubble, rgb("#cfeaff"), 0.08)
    brush.stroke(bubble, rgb("#6f8fb5"), 12)
    brush.stroke(bubble, rgb("#e6f5ff"), 5)
    glint(brush, [(-126, -50), (-116, -98), (-78, -124)], 11, 0.9)
    glint(brush, [(-56, -134), (-50, -137), (-44, -139)], 10, 0.9)
    glint(brush, [(112, 54), (126, 28), (128, 4)], 7, 0.7)
    piece(brush, shape((-86, 88), (-100, 100, -88, 116), (0, 146, 88, 116), (100, 100, 86, 88), (0, 122, -86, 88)),
          tint)  # fmt: skip
