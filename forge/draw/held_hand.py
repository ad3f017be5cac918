"""Things that one hand holds: the origin is the hand's centre, +x points away from the body."""

from __future__ import annotations

import random

from forge.draw.cloth import CREAM, EDGE, LEAF, WOOD, bar, blossom, glint, piece, placed, trim
from forge.draw.paint import Brush, oval, shape
from forge.draw.palette import INK, WHITE, Tint, mix, rgb


def balloon(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(turn=rng.uniform(-3, 3)):
        brush.stroke(shape((0, 20), (-14, -36, 22, -76), (40, -98, 46, -124), close=False), INK, 5)
        piece(brush, shape((46, -136), (32, -112), (60, -112)), tint)
        skin = shape((46, -128), (-22, -160, -12, -240, 46, -242), (104, -240, 114, -160, 46, -128))
        piece(brush, skin, tint, 6)
        glint(brush, [(16, -192), (16, -214), (34, -223)], 11)


def umbrella(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Open and leaning over the head; the canopy is 290 wide and belongs behind the head."""
    with brush.at(turn=rng.uniform(-2, 2)):
        for colour, width in ((WOOD.line, 16), (WOOD.base, 7)):
            brush.stroke(
                shape((-26, -300), (0, 24), (2, 48, 20, 48), (36, 46, 34, 30), close=False),
                colour,
                width,
            )
    with brush.at(-32, -206, -4 + rng.uniform(-2, 2)):
        _canopy(brush, tint)


def _canopy(brush: Brush, tint: Tint) -> None:
    """The origin is the middle of its lower edge."""
    cloth = shape((-146, 0), (-134, -138, 0, -142), (134, -138, 146, 0), (110, -30, 74, -2), (36, -32, 0, -2),
                  (-36, -32, -74, -2), (-110, -30, -146, 0))  # fmt: skip
    piece(brush, cloth, tint, 6)
    with brush.inside(cloth):
        for side in (-1, 1):
            segment = shape(
                (0, -144),
                (side * 68, -100, side * 74, 10),
                (side * 146, 10),
                (side * 134, -138, 0, -144),
            )
            if tint.kind not in {"rainbow", "piebald"}:
                brush.fill(segment, mix(trim(tint).base, tint.base, 0.55))
            brush.lines([(0, -144), (side * 68, -100), (side * 74, 0)], tint.line, 5)
        brush.lines([(0, -144), (0, 0)], tint.line, 5)
    brush.stroke(cloth, INK if tint.kind == "piebald" else tint.line, 6)
    piece(brush, bar((0, -152), (0, -142), 12), tint, 4)
    glint(brush, [(-104, -62), (-86, -98), (-52, -114)], 9, 0.6)


def ice_cream(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(turn=rng.uniform(-2, 8)):
        cone = shape((-34, -30), (34, -30), (5, 50), (0, 54, -5, 50))
        wafer = Tint(rgb("#e9ae62"))
        brush.fill(cone, wafer)
        with brush.inside(cone):
            for x in (-60, -36, -12, 12, 36):
                brush.lines([(x, -30), (x + 54, 54)], wafer.line, 3.5)
                brush.lines([(x + 24, -30), (x - 30, 54)], wafer.line, 3.5)
        brush.stroke(cone, wafer.line, EDGE)
        brush.solid(oval(6, -112, 12), Tint(rgb("#e8394f")), width=4.5)
        scoop = shape((-44, -34), (-56, -104, 0, -106), (56, -104, 44, -34), (36, -14, 26, -32), (14, -8, 2, -30),
                      (-10, -16, -22, -32), (-36, -16, -44, -34))  # fmt: skip
        piece(brush, scoop, tint, 6)
        glint(brush, [(-26, -64), (-26, -84), (-10, -90)], 8)


def carrot(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(turn=14 + rng.uniform(-4, 4), scale=1.22):
        for turn in (-30, 30, 0):
            leaf = placed(shape((0, 0), (-24, -30, 0, -54), (24, -30, 0, 0)), (0, -54), turn)
            brush.solid(leaf, LEAF, width=EDGE)
        root = shape((0, -66), (32, -68, 34, -40), (30, 6, 6, 56), (0, 64, -6, 56), (-30, 6, -34, -40),
                     (-32, -68, 0, -66))  # fmt: skip
        piece(brush, root, tint, 6)
        for x, y, side in ((-32, -34, 1), (29, -20, -1), (-24, 10, 1)):
            brush.lines([(x, y), (x + side * 10, y + 4), (x + side * 18, y + 2)], tint.line, 5)
        glint(brush, [(-14, -28), (-16, -46), (-6, -54)], 6, 0.6)


def bamboo(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(turn=8 + rng.uniform(-4, 4)):
        for x, y, turn in ((10, -62, 62), (10, -96, 40), (-10, -80, -58), (0, -112, -18)):
            leaf = placed(shape((0, 0), (-22, -30, 0, -66), (22, -30, 0, 0)), (x, y), turn)
            piece(brush, leaf, tint)
        for y in (12, -40, -92):
            piece(brush, shape((-16, y - 24), (0, y - 30, 16, y - 24), (10, y, 16, y + 24), (0, y + 30, -16, y + 24),
                               (-10, y, -16, y - 24)), tint)  # fmt: skip
            glint(brush, [(-5, y + 8), (-6, y), (-5, y - 10)], 5, 0.6)


def apple(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(0, -40, rng.uniform(-6, 6), 1.12):
        brush.stroke(shape((0, -28), (0, -46, 8, -56), close=False), WOOD.line, 9)
        brush.solid(shape((4, -40), (16, -70, 50, -60), (42, -32, 4, -40)), LEAF, width=EDGE)
        fruit = shape((0, -32), (22, -48, 54, -36, 50, 2), (46, 40, 20, 52, 0, 42), (-20, 52, -46, 40, -50, 2),
                      (-54, -36, -22, -48, 0, -32))  # fmt: skip
        piece(brush, fruit, tint, 6)
        brush.lines([(-11, -30), (0, -22), (11, -30)], tint.line, 5)
        glint(brush, [(-32, 4), (-34, -14), (-22, -22)], 9)


def watermelon(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A slice: the flesh is of the colour, the rind stays green."""
    with brush.at(4, -44, -6 + rng.uniform(-4, 4), 1.1):
        rind = shape((-70, -32), (-68, 46, 0, 48), (68, 46, 70, -32), (0, -44, -70, -32))
        brush.solid(rind, Tint(rgb("#4fb552")), width=6)
        brush.fill(
            shape((-60, -32), (-58, 36, 0, 37), (58, 36, 60, -32), (0, -42, -60, -32)),
            rgb("#e9f7c8"),
        )
        flesh = shape((-54, -32), (-50, 27, 0, 29), (50, 27, 54, -32), (0, -42, -54, -32))
        brush.fill(flesh, tint)
        pips = WHITE if sum(tint.base) < 1.0 else INK
        for x, y in ((-28, -16), (0, -20), (28, -16), (-14, 6), (14, 6)):
            brush.fill(oval(x, y, 4.5, 6.5), pips)


def grass(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A tuft of bent blades."""
    with brush.at(turn=rng.uniform(-3, 3)):
        for x, lean, top in ((-9, -60, 56), (9, 60, 56), (-6, -34, 94), (7, 36, 90), (0, 0, 114)):
            blade = shape((x - 14, 24), (x - 16 + lean * 0.1, -top * 0.62, x + lean, -top),
                          (x + 22 + lean * 0.3, -top * 0.4, x + 14, 24))  # fmt: skip
            piece(brush, blade, tint)


def bouquet(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Three big blossoms in paper, tied with a ribbon of their colour."""
    with brush.at(turn=rng.uniform(-3, 5)):
        for turn in (-62, -24, 24, 62):
            leaf = placed(shape((0, 0), (-30, -46, 0, -92), (30, -46, 0, 0)), (0, -22), turn)
            brush.solid(leaf, LEAF, width=EDGE)
        brush.solid(
            shape((-50, -40), (0, -58, 50, -40), (12, 54), (0, 60, -12, 54)), CREAM, width=EDGE
        )
        for x, y in ((0, -96), (-33, -58), (33, -58)):
            with brush.at(x, y, x):
                blossom(brush, tint, 38, 6)
        piece(brush, bar((-16, 12), (16, 12), 14), tint, 4.5)


def lollipop(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(turn=rng.uniform(-2, 10)):
        stick = shape((0, 40), (0, -50), close=False)
        brush.stroke(stick, CREAM.line, 16)
        brush.stroke(stick, WHITE, 7)
        disc = oval(0, -76, 48)
        piece(brush, disc, tint, 6)
        with brush.inside(disc):
            swirl = shape((0, -76), (14, -92, 24, -72), (26, -46, -4, -46), (-40, -50, -36, -86), (-26, -116, 12, -114),
                          (36, -110, 46, -86), close=False)  # fmt: skip
            brush.stroke(swirl, trim(tint).base, 9)
        brush.stroke(disc, INK if tint.kind == "piebald" else tint.line, 6)
        glint(brush, [(-38, -82), (-34, -102), (-20, -112)], 6, 0.8)
