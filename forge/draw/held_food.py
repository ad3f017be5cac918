"""What one hand holds to eat or drink: the origin is the hand's centre, +x points away from the body."""

from __future__ import annotations

import random

from forge.draw.cloth import (
    CREAM,
    LEAF,
    WOOD,
    edge_of,
    glint,
    piece,
    placed,
    trim,
    within,
)
from forge.draw.paint import Brush, oval, shape
from forge.draw.palette import INK, WHITE, Tint, mix, rgb


@within(-43, -153, 94, 59)
def ice_cream(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """One scoop of 120 units on a wafer cone, a cherry on top."""
    with brush.at(0, 4, 20 + rng.uniform(-3, 3), 1.16):
        wafer = Tint(rgb("#e9ae62"))
        cone = shape((-38, -36), (38, -36), (6, 44), (0, 50, -6, 44))
        brush.fill(cone, wafer)
        with brush.inside(cone):
            for x in (-44, -12, 20):
                brush.lines([(x, -36), (x + 54, 54)], wafer.line, 4)
                brush.lines([(x + 24, -36), (x - 30, 54)], wafer.line, 4)
        brush.stroke(cone, wafer.line, 5)
        brush.solid(oval(4, -124, 15), Tint(rgb("#e8394f")), width=4.5)
        scoop = shape((-48, -38), (-64, -116, 0, -118), (64, -116, 48, -38), (36, -14, 22, -36), (8, -8, -6, -34),
                      (-26, -14, -48, -38))  # fmt: skip
        piece(brush, scoop, tint, 5)
        glint(brush, [(-30, -70), (-30, -92), (-12, -100)], 9)


@within(-25, -151, 112, 75)
def carrot(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A fat root, its point down, under three leaves."""
    with brush.at(20, -8, 20 + rng.uniform(-4, 4), 1.4):
        for turn in (-34, 34, 0):
            leaf = placed(shape((0, 0), (-26, -28, 0, -50), (26, -28, 0, 0)), (0, -54), turn)
            brush.solid(leaf, LEAF, width=4.5)
        root = shape((0, -66), (36, -70, 36, -40), (32, 8, 7, 56), (0, 64, -7, 56), (-32, 8, -36, -40),
                     (-36, -70, 0, -66))  # fmt: skip
        piece(brush, root, tint, 4.5)
        for x, y, side in ((-34, -32, 1), (31, -16, -1)):
            brush.lines([(x, y), (x + side * 12, y + 4), (x + side * 22, y + 2)], tint.line, 5)
        glint(brush, [(-16, -4), (-18, -20), (-12, -34)], 6, 0.6)


@within(-71, -153, 125, 61)
def bamboo(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Two joints of a thick cane with three big leaves."""
    with brush.at(8, 4, 12 + rng.uniform(-4, 4), 1.24):
        for x, y, turn in ((12, -52, 66), (-12, -34, -62), (4, -68, 24)):
            leaf = placed(shape((0, 0), (-28, -32, 0, -68), (28, -32, 0, 0)), (x, y), turn)
            piece(brush, leaf, tint, 4.5)
        for y in (10, -52):
            joint = shape((-22, y - 30), (0, y - 37, 22, y - 30), (14, y, 22, y + 30), (0, y + 37, -22, y + 30),
                          (-14, y, -22, y - 30))  # fmt: skip
            piece(brush, joint, tint, 4.5)
            glint(brush, [(-7, y + 10), (-8, y), (-7, y - 12)], 7, 0.6)


@within(-27, -114, 125, 29)
def apple(brush: Brush, tint: Tint, rng: random.Random) -> None:
    with brush.at(44, -36, 8 + rng.uniform(-6, 6), 1.3):
        brush.stroke(shape((0, -28), (0, -46, 8, -56), close=False), WOOD.line, 9)
        brush.solid(shape((4, -38), (16, -66, 48, -58), (42, -32, 4, -38)), LEAF, width=4.5)
        fruit = shape((0, -30), (22, -48, 56, -36, 52, 2), (48, 40, 20, 52, 0, 42), (-20, 52, -48, 40, -52, 2),
                      (-56, -36, -22, -48, 0, -30))  # fmt: skip
        piece(brush, fruit, tint, 4.5)
        brush.lines([(-12, -29), (0, -20), (12, -29)], tint.line, 5)
        glint(brush, [(-34, 4), (-36, -14), (-22, -24)], 10)


@within(-49, -180, 126, 35)
def banana(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """One fat crescent of 190 units, its stalk up."""
    with brush.at(12, -14, rng.uniform(-4, 4), 1.1):
        fruit = shape((-34, 40), (60, 50, 112, -30, 92, -116), (92, -126), (70, -124), (66, -118),
                      (66, -60, 26, -10, -36, 8), (-50, 20, -34, 40))  # fmt: skip
        piece(brush, fruit, tint, 5.5)
        brush.lines([(-20, 26), (52, 22), (82, -84)], mix(tint.base, tint.line, 0.45), 5)
        for end in (shape((66, -114), (64, -142), (88, -144), (95, -114)), oval(-38, 24, 13, 15)):
            brush.solid(end, Tint(rgb("#7a5236")), width=4.5)
        glint(brush, [(38, -8), (60, -30), (70, -62)], 8, 0.6)


@within(-53, -91, 139, 42)
def watermelon(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A slice of 180 units: the flesh is of the colour, the rind stays green."""
    with brush.at(48, -30, -8 + rng.uniform(-4, 4), 1.2):
        rind = shape((-76, -34), (-74, 56, 0, 58), (74, 56, 76, -34), (0, -46, -76, -34))
        brush.solid(rind, Tint(rgb("#4fb552")), width=5)
        brush.fill(
            shape((-65, -33), (-63, 45, 0, 46), (63, 45, 65, -33), (0, -43, -65, -33)),
            rgb("#e9f7c8"),
        )
        flesh = shape((-59, -33), (-56, 38, 0, 39), (56, 38, 59, -33), (0, -43, -59, -33))
        piece(brush, flesh, tint, 0.5)
        pips = WHITE if sum(tint.base) < 1.0 else INK
        for x, y in ((-32, -16), (0, -18), (32, -16), (-16, 10), (16, 10)):
            brush.fill(oval(x, y, 6, 8.5), pips)


@within(-67, -138, 116, 43)
def grass(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A tuft of five bent blades."""
    with brush.at(16, 4, 8 + rng.uniform(-3, 3), 1.22):
        for x, lean, top in ((-9, -62, 56), (9, 62, 56), (-6, -36, 94), (7, 38, 90), (0, 0, 114)):
            blade = shape((x - 15, 26), (x - 18 + lean * 0.1, -top * 0.62, x + lean, -top),
                          (x + 24 + lean * 0.3, -top * 0.4, x + 15, 26))  # fmt: skip
            piece(brush, blade, tint, 4.5)


@within(-45, -156, 130, 59)
def lollipop(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A disc of 128 units with a broad swirl, on a white stick."""
    with brush.at(0, 0, 34 + rng.uniform(-4, 4)):
        stick = shape((0, 58), (0, -60), close=False)
        brush.stroke(stick, CREAM.line, 19)
        brush.stroke(stick, WHITE, 9)
        with brush.at(0, -104, -34):
            disc = oval(0, 0, 64)
            piece(brush, disc, tint, 6)
            with brush.inside(disc):
                swirl = shape((0, 2), (18, -18, 30, 6), (32, 38, -6, 36), (-48, 30, -42, -14), (-28, -54, 16, -46),
                              (46, -38, 58, -8), close=False)  # fmt: skip
                brush.stroke(swirl, trim(tint).base, 12)
            brush.stroke(disc, edge_of(tint))
            glint(brush, [(-50, -6), (-46, -32), (-28, -44)], 8, 0.8)


@within(-18, -135, 98, 63)
def milk(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A wide glass, filled to near its rim; the straw bends towards the face."""
    with brush.at(40, -8, rng.uniform(-3, 3)):
        straw = shape((16, 30), (2, -98), (-24, -116), close=False)
        brush.stroke(straw, rgb("#b83248"), 20)
        brush.stroke(straw, rgb("#ff6b7c"), 10)
        glass = shape((-52, -66), (52, -66), (42, 64), (0, 72, -42, 64))
        brush.fill(glass, rgb("#e8f4fd"), 0.9)
        drink = shape((-48, -38), (0, -28, 48, -38), (41, 62), (0, 70, -41, 62))
        piece(brush, drink, tint, 0.5)
        brush.fill(oval(0, -38, 47, 9), tint.light if tint.kind == "plain" else trim(tint).base)
        brush.stroke(glass, mix(rgb("#5f82ad"), tint.line, 0.3), 6)
        glint(brush, [(-30, 44), (-35, 10), (-38, -16)], 9, 0.85)
