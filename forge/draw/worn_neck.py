"""What is worn around the neck. Frame: the head's; its chin is at y 98."""

from __future__ import annotations

import random

from forge.draw.cloth import EDGE, SUN, bow_knot, edge_of, glint, piece, trim
from forge.draw.paint import Brush, box, oval, shape
from forge.draw.palette import INK, WHITE, Tint, rgb


def scarf(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Wound once around the neck, one end hanging down in front."""
    with brush.at(40, 112, -6 + rng.uniform(-4, 4)):
        for x in (-17, -6, 6, 17):
            brush.stroke(shape((x, 84), (x, 100), close=False), tint.line, 11)
            brush.stroke(shape((x, 84), (x, 99), close=False), tint.base, 5)
        end = box(-25, -10, 50, 98, 8)
        piece(brush, end, tint)
        with brush.inside(end):
            for y in (34, 62):
                brush.fill(box(-30, y, 60, 14), trim(tint).base)
        brush.stroke(end, tint.line, EDGE)
    wrap = shape(
        (-84, 70), (-96, 84, -88, 108), (0, 164, 88, 108), (96, 84, 84, 70), (0, 116, -84, 70)
    )
    piece(brush, wrap, tint)
    with brush.inside(wrap):
        for x in (-58, -6):
            stripe = shape((x - 12, 70), (x + 4, 70), (x + 16, 150), (x - 2, 150))
            brush.fill(stripe, trim(tint).base)
    brush.stroke(wrap, edge_of(tint), EDGE)
    piece(brush, box(20, 96, 46, 44, 16), tint)


def bow_tie(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(0, 112, rng.uniform(-3, 3)):
        bow_knot(brush, tint, 62, tails=False)


def bell(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A collar with one big round bell. Golden and yellow bells hang on red, all others on their own colour."""
    ribbon = Tint(rgb("#e8404a")) if tint.kind == "gold" or _sunny(tint) else tint
    collar = shape(
        (-84, 72), (-94, 86, -84, 100), (0, 150, 84, 100), (94, 86, 84, 72), (0, 116, -84, 72)
    )
    piece(brush, collar, ribbon)
    with brush.at(0, 132, rng.uniform(-4, 4)):
        piece(brush, oval(0, 0, 40, 38), tint, 6)
        with brush.inside(oval(0, 0, 40, 38)):
            brush.lines([(-44, -8), (0, 6), (44, -8)], tint.line, 6)
        brush.lines([(0, 14), (0, 34)], INK, 8)
        brush.fill(oval(0, 15, 8), INK)
        glint(brush, [(-24, -8), (-20, -22), (-8, -27)], 8, 0.85)


def _sunny(tint: Tint) -> bool:
    red, green, blue = tint.base
    return tint.kind == "plain" and red > 0.9 and green > 0.7 and blue < 0.5


def cape_clasp(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """The cape's collar and its golden button under the chin."""
    collar = shape((-84, 72), (-98, 94, -82, 114), (-40, 132, 0, 130), (40, 132, 82, 114), (98, 94, 84, 72),
                   (0, 122, -84, 72))  # fmt: skip
    piece(brush, collar, tint)
    brush.solid(oval(0, 118, 18), Tint(rgb("#f0474f")) if tint.kind == "gold" else SUN, width=5)
    brush.fill(oval(-5, 112, 5), WHITE, 0.9)
