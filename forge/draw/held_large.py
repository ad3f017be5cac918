"""Things that need both hands, stand beside the figure or carry it.

Before the chest the origin is the chest's middle; beside and below the figure it lies on the ground.
"""

from __future__ import annotations

import random

from forge.draw.cloth import (
    CREAM,
    EDGE,
    STEEL,
    WOOD,
    bar,
    bow_knot,
    curved_band,
    cut,
    glint,
    merged,
    mirrored,
    piece,
    trim,
)
from forge.draw.paint import Brush, box, oval, shape, star
from forge.draw.palette import INK, WHITE, Tint, mix, rgb


def _edge(tint: Tint) -> tuple[float, float, float]:
    return INK if tint.kind == "piebald" else tint.line


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


def drum(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """On short legs, with two sticks."""
    for side in (-1, 1):
        piece(brush, bar((side * 40, 48), (side * 60, 68), 13), STEEL, 4.5)
    shell = shape((-88, -34), (-86, 34), (0, 74, 86, 34), (88, -34))
    piece(brush, shell, tint, 6)
    with brush.inside(shell):
        for x in (-90, -30, 30, 90):
            for side in (-1, 1):
                brush.lines([(x, -18), (x + side * 30, 62)], trim(tint).base, 7)
        for y in (-34, 24):
            brush.solid(curved_band(-94, 94, y, y + 14, 16), trim(tint), tint.line, 4.5)
    brush.stroke(shell, _edge(tint))
    brush.solid(oval(0, -36, 90, 25), CREAM, tint.line)
    for side in (-1, 1):
        piece(brush, bar((side * 84, 4), (side * 24, -38), 10), WOOD, 4.5)
        piece(brush, oval(side * 22, -39, 11), CREAM, 4.5)


def piano(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A toy piano, its keys towards us."""
    for x in (-106, 82):
        piece(brush, box(x, 40, 24, 36, 6), tint, 5)
    piece(brush, box(-118, 18, 236, 46, 14), tint, 6)
    brush.solid(star(0, 43, 17, 8), trim(tint), tint.line, 4.5)
    for x in (-66, 66):
        brush.solid(oval(x, 43, 9), trim(tint), tint.line, 4)
    piece(brush, box(-122, -42, 244, 24, 10), tint, 6)
    piece(brush, box(-122, -26, 244, 54, 10), tint, 6)
    keys = box(-100, -26, 200, 46, 5)
    brush.fill(keys, WHITE)
    for i in range(1, 8):
        brush.lines([(-100 + i * 25, -26), (-100 + i * 25, 20)], INK, 4)
    for i in (1, 2, 4, 5, 6):
        brush.fill(box(-107.5 + i * 25, -27, 15, 28, 3), INK)
    brush.stroke(keys, INK, 5)


def guitar(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Slanted across the chest, its neck up to the right."""
    with brush.at(-22, 8, 62 + rng.uniform(-4, 4), 1.12):
        piece(brush, bar((0, -40), (0, -128), 17), WOOD, 5)
        for y in (-132, -150):
            for x in (-17, 17):
                piece(brush, oval(x, y, 6), STEEL, 4)
        piece(brush, shape((-15, -122), (15, -122), (19, -160), (0, -168, -19, -160)), tint, 5)
        body = merged(oval(0, -22, 42, 36), oval(0, 34, 58, 48), box(-33, -12, 66, 30))
        piece(brush, body, tint, 6)
        brush.solid(oval(0, -4, 18), Tint(rgb("#5a3d36")), width=4.5)
        piece(brush, box(-25, 42, 50, 13, 5), WOOD, 4.5)
        for x in (-5, 5):
            brush.lines([(x, 46), (x, -150)], CREAM.base, 3)
        glint(brush, [(-44, 36), (-42, 14), (-32, 8)], 7, 0.6)


def ball(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A beach ball of 106 units with pale segments."""
    with brush.at(0, -53, rng.uniform(-12, 12), 1.15):
        skin = oval(0, 0, 46)
        piece(brush, skin, tint, 6)
        with brush.inside(skin):
            for side in (-1, 1):
                segment = shape(
                    (0, -26), (side * 18, 0, side * 8, 50), (side * 34, 44), (side * 40, 0, 0, -26)
                )
                brush.solid(segment, trim(tint), tint.line, 4)
            brush.lines([(0, -26), (-26, -22), (-50, -34)], tint.line, 4.5)
            brush.lines([(0, -26), (26, -22), (50, -34)], tint.line, 4.5)
        brush.solid(oval(0, -27, 10, 8), trim(tint), tint.line, 4)
        brush.stroke(skin, _edge(tint))
        glint(brush, [(-32, -8), (-30, -24), (-20, -32)], 6, 0.8)


def cake(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A birthday cake on its plate with one candle."""
    brush.solid(oval(0, -9, 72, 12), Tint(rgb("#e6ebf5")), width=5)
    side = shape((-58, -58), (-58, -16), (0, 6, 58, -16), (58, -58))
    piece(brush, side, tint, 6)
    icing = CREAM.base if tint.kind == "piebald" else mix(trim(tint).base, WHITE, 0.55)
    top = shape((-58, -60), (-56, -84, 0, -84), (56, -84, 58, -60), (56, -34, 42, -46), (30, -22, 16, -42),
                (2, -18, -14, -42), (-28, -24, -40, -46), (-56, -34, -58, -60))  # fmt: skip
    brush.solid(top, Tint(icing), tint.line, EDGE)
    for x in (-36, 36):
        brush.solid(oval(x, -68, 11), Tint(rgb("#e8394f")), width=4)
    candle = Tint(rgb("#7cc4f8"))
    brush.solid(box(-7, -106, 14, 38, 4), candle, width=4.5)
    brush.solid(
        shape((0, -136), (20, -112, 0, -106), (-20, -112, 0, -136)), Tint(rgb("#ffb52e")), width=4.5
    )


def gift(brush: Brush, tint: Tint, rng: random.Random) -> None:
    ribbon = trim(tint)
    piece(brush, box(-44, -66, 88, 66, 7), tint, 6)
    brush.solid(box(-11, -66, 22, 64), ribbon, tint.line, 4.5)
    piece(brush, box(-52, -84, 104, 30, 7), tint, 6)
    brush.solid(box(-13, -82, 26, 27), ribbon, tint.line, 4.5)
    with brush.at(0, -98):
        bow_knot(brush, ribbon, 36, tails=False)


def bicycle(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Rides to the right; belongs behind the rider's legs. Rims and fenders show its colour beside the rider."""
    pedals, saddle, stem = (-6, -60), (-58, -122), (96, -122)
    for x in (-125, 125):
        _wheel(brush, x, tint)
    rods = ((pedals, saddle), (pedals, stem), (saddle, stem), ((-125, -62), pedals), ((-125, -62), saddle),
            ((125, -62), (88, -152)))  # fmt: skip
    piece(brush, merged(*(bar(a, b, 20) for a, b in rods)), tint, 6)
    piece(brush, oval(*pedals, 18), STEEL, 5)
    dark = Tint(rgb("#5a4a50"))
    piece(
        brush,
        shape(
            (-104, -136), (-100, -152, -64, -148), (-36, -146, -26, -134), (-62, -120, -104, -136)
        ),
        dark,
        5,
    )
    piece(brush, bar((60, -152), (110, -160), 16), dark, 5)


def _wheel(brush: Brush, x: float, tint: Tint) -> None:
    with brush.at(x, -62):
        for turn in range(0, 180, 45):
            with brush.at(turn=turn):
                brush.lines([(-46, 0), (46, 0)], rgb("#8d93a5"), 4.5)
        piece(brush, cut(oval(0, 0, 62), oval(0, 0, 50)), Tint(rgb("#5a5766")), 4)
        piece(brush, cut(oval(0, 0, 50), oval(0, 0, 38)), tint, 4)
        fender = cut(cut(oval(0, 0, 78), oval(0, 0, 62)), box(-90, -28, 180, 120))
        piece(brush, fender, tint, 5)
        piece(brush, oval(0, 0, 12), STEEL, 4.5)
