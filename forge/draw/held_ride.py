"""What a figure rides in or on. The origin lies on the ground under it; it drives to the right."""

from __future__ import annotations

import random
from functools import cache

import skia

from forge.draw.cloth import STEEL, bar, cut, edge_of, glint, merged, piece, trim
from forge.draw.paint import Brush, box, oval, shape, star
from forge.draw.palette import Tint, rgb

PEDALS = (-6.0, -60.0)
RUBBER = Tint(rgb("#5a5766"))


def bicycle(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Rides to the right; belongs behind the rider's legs. Rims and fenders show its colour beside the rider."""
    for x in (-125, 125):
        _wheel(brush, x, tint)
    piece(brush, _frame(), tint, 6)
    piece(brush, oval(*PEDALS, 18), STEEL, 5)
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


@cache
def _frame() -> skia.Path:
    saddle, stem = (-58, -122), (96, -122)
    rods = ((PEDALS, saddle), (PEDALS, stem), (saddle, stem), ((-125, -62), PEDALS), ((-125, -62), saddle),
            ((125, -62), (88, -152)))  # fmt: skip
    return merged(*(bar(a, b, 20) for a, b in rods))


def _wheel(brush: Brush, x: float, tint: Tint) -> None:
    with brush.at(x, -62):
        for turn in (0, 60, 120):
            with brush.at(turn=turn):
                brush.lines([(-46, 0), (46, 0)], rgb("#8d93a5"), 5)
        piece(brush, _ring(62, 52), RUBBER, 4)
        piece(brush, _ring(52, 35), tint, 4)
        piece(brush, _fender(), tint, 5)
        piece(brush, oval(0, 0, 13), STEEL, 4.5)


@cache
def _ring(outer: float, inner: float) -> skia.Path:
    return cut(oval(0, 0, outer), oval(0, 0, inner))


@cache
def _fender() -> skia.Path:
    return cut(_ring(78, 62), box(-90, -28, 180, 120))


def car_back(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Behind the driver: the seat and the windscreen."""
    piece(brush, box(-152, -190, 84, 130, 34), tint, 6)
    glass = shape((96, -100), (84, -196), (102, -204, 114, -190), (168, -100))
    brush.fill(glass, rgb("#d4eefc"), 0.75)
    brush.stroke(glass, tint.line, 9)


def car(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """The near side of a rounded toy car of 400 units, over the driver's belly and legs."""
    body = shape((-196, -36), (-206, -120, -150, -122), (-110, -126, -96, -112), (-80, -98, 0, -98), (80, -98, 96, -108),
                 (120, -118, 160, -104), (206, -92, 202, -34), (196, -14, 160, -14), (-170, -14),
                 (-196, -14, -196, -36))  # fmt: skip
    brush.fill(box(-180, -26, 360, 28, 8), RUBBER.line)
    piece(brush, body, tint, 6)
    with brush.inside(body):
        brush.fill(box(-220, -30, 440, 40), trim(tint).base)
    brush.stroke(body, edge_of(tint))
    brush.solid(star(0, -62, 31, 15), trim(tint), tint.line, 5)
    brush.solid(oval(180, -68, 17, 20), Tint(rgb("#ffe27a")), tint.line, 5)
    glint(brush, [(-178, -62), (-178, -96), (-150, -104)], 10, 0.6)
    for x in (-118, 118):
        brush.solid(oval(x, -32, 42), RUBBER, rgb("#37333f"))
        brush.solid(oval(x, -32, 20), STEEL, width=5)
