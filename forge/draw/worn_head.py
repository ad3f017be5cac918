"""What is worn on the head, before the eyes and around the neck.

Head frame: the origin is the head's centre, the head is 236 wide and reaches from y -104 to 98.
"""

from __future__ import annotations

import random

import skia

from forge.draw.cloth import (
    EDGE,
    bar,
    blossom,
    bow_knot,
    curved_band,
    cut,
    dots,
    glint,
    merged,
    piece,
    trim,
)
from forge.draw.paint import Brush, box, oval, shape
from forge.draw.palette import INK, WHITE, Tint, mix, rgb


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
    brush.stroke(dome, INK if tint.kind == "piebald" else tint.line, EDGE)


def straw_hat(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(turn=rng.uniform(-3, 3)):
        brim = shape((-146, -84), (-140, -56, 0, -56), (140, -56, 146, -84), (130, -112, 0, -112),
                     (-130, -112, -146, -84))  # fmt: skip
        piece(brush, brim, tint)
        with brush.inside(brim):
            for sag in (-6, -18):
                brush.lines([(-150, -92), (0, -56 + sag), (150, -92)], tint.line, 2.5)
            for x in range(-135, 150, 18):
                brush.lines([(x * 0.86, -84), (x, -56)], tint.line, 2.5)
        dome = shape(
            (-74, -90),
            (-76, -160, -36, -162),
            (0, -166, 36, -162),
            (76, -160, 74, -90),
            (0, -70, -74, -90),
        )
        piece(brush, dome, tint)
        with brush.inside(dome):
            for x in range(-120, 121, 24):
                brush.lines([(x, -90), (x + 60, -170)], tint.line, 2.5)
                brush.lines([(x, -90), (x - 60, -170)], tint.line, 2.5)
        _band(brush, dome, tint, -114, -90)


def party_hat(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(turn=rng.uniform(-4, 4)):
        cone = shape((-66, -84), (0, -168), (66, -84), (0, -50, -66, -84))
        piece(brush, cone, tint)
        dots(
            brush,
            cone,
            tint,
            ((-34, -84), (0, -108), (2, -76), (36, -86), (-18, -128), (16, -136)),
            9,
        )
        brush.stroke(cone, INK if tint.kind == "piebald" else tint.line, EDGE)
        for x, y in ((-52, -78), (-27, -69), (0, -66), (27, -69), (52, -78)):
            brush.solid(oval(x, y, 13), trim(tint), width=4)
        brush.solid(oval(0, -166, 18), trim(tint), tint.line)


def crown(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(turn=rng.uniform(-3, 3)):
        points = ((-84, -140), (-44, -150), (0, -160), (44, -150), (84, -140))
        piece(brush, shape((-76, -82), (-84, -140), (-58, -112), (-44, -150), (-22, -112), (0, -160), (22, -112),
                           (44, -150), (58, -112), (84, -140), (76, -82), (0, -50, -76, -82)), tint)  # fmt: skip
        for x, y in points:
            brush.solid(oval(x, y, 10), tint, width=5)
        red, blue = Tint(rgb("#f0474f")), Tint(rgb("#4a9df5"))
        for x, y, jewel in ((0, -87, red), (-44, -93, blue), (44, -93, blue)):
            brush.solid(oval(x, y, 14, 13), jewel, width=4)
            brush.fill(oval(x - 4, y - 5, 4), WHITE, 0.9)


def flower(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(68, -76, rng.uniform(-12, 12)):
        blossom(brush, tint, 56, 8)


def bow(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(-46, -98, -14 + rng.uniform(-4, 4)):
        bow_knot(brush, tint, 70, tails=False)


def bow_tie(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(0, 112, rng.uniform(-3, 3)):
        bow_knot(brush, tint, 62, tails=False)


def glasses(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Round frames; what is behind the lenses stays visible."""
    with brush.at(0, 4, rng.uniform(-2, 2)):
        for x in (-48, 48):
            brush.fill(oval(x, 0, 38), rgb("#dff2ff"), 0.12)
            glint(brush, [(x - 25, -3), (x - 22, -19), (x - 8, -25)], 6, 0.85)
        rims = merged(oval(-48, 0, 45), oval(48, 0, 45), box(-14, -14, 28, 15, 6), _temples())
        for x in (-48, 48):
            rims = cut(rims, oval(x, 0, 31))
        piece(brush, rims, tint, 4.5)


def _temples() -> skia.Path:
    return merged(bar((-86, -8), (-110, -18), 14), bar((86, -8), (110, -18), 14))


def sunglasses(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(0, 4, rng.uniform(-2, 2)):
        left = shape((-98, -32), (-50, -44, -8, -30), (-6, 36, -48, 38), (-94, 38, -98, -32))
        right = shape((98, -32), (50, -44, 8, -30), (6, 36, 48, 38), (94, 38, 98, -32))
        piece(brush, merged(left, right, box(-16, -30, 32, 17, 6), _temples()), tint, 5)
        for x in (-52, 52):
            lens = shape(
                (x - 34, -20), (x, -27, x + 34, -20), (x + 30, 26, x, 26), (x - 30, 26, x - 34, -20)
            )
            brush.fill(lens, mix(tint.base, rgb("#25202e"), 0.86))
            brush.stroke(lens, tint.line, 4)
            with brush.inside(lens):
                glint(brush, [(x - 24, 12), (x - 10, -6), (x + 2, -22)], 9, 0.6)
                glint(brush, [(x - 6, 18), (x + 8, 0), (x + 20, -20)], 4, 0.5)


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
    brush.stroke(wrap, INK if tint.kind == "piebald" else tint.line, EDGE)
    piece(brush, box(20, 96, 46, 44, 16), tint)


def cape_clasp(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """The cape's collar and its golden button under the chin."""
    collar = shape((-78, 78), (-90, 96, -76, 112), (-40, 122, 0, 120), (40, 122, 76, 112), (90, 96, 78, 78),
                   (0, 126, -78, 78))  # fmt: skip
    piece(brush, collar, tint)
    brush.solid(
        oval(0, 114, 14),
        Tint(rgb("#ffd24a")) if tint.kind != "gold" else Tint(rgb("#f0474f")),
        width=4.5,
    )
    brush.fill(oval(-4, 109, 4), WHITE, 0.9)


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
