"""What is worn before the eyes. Frame: the head's, moved so that the eyes are at (±46, 4)."""

from __future__ import annotations

import random
from functools import cache

import skia

from forge.draw.cloth import bar, cut, glint, merged, mirrored, piece
from forge.draw.paint import Brush, box, oval, shape
from forge.draw.palette import Tint, mix, rgb


def glasses(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Big round frames; the lenses are clear, and wide enough for eyes that stand far apart."""
    with brush.at(0, 4, rng.uniform(-2, 2)):
        piece(brush, _rims(), tint, 4.5)
        for x in (-53, 53):
            glint(brush, [(x - 31, 4), (x - 30, -16), (x - 16, -28)], 6, 0.8)


@cache
def _rims() -> skia.Path:
    rims = merged(oval(-53, 0, 54), oval(53, 0, 54), box(-12, -12, 24, 16, 6), _temples())
    for x in (-53, 53):
        rims = cut(rims, oval(x, 0, 38))
    return rims


def _temples() -> skia.Path:
    return merged(bar((-100, -8), (-114, -14), 16), bar((100, -8), (114, -14), 16))


def sunglasses(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Dark lenses with a broad glint in frames of the colour."""
    with brush.at(0, 4, rng.uniform(-2, 2)):
        piece(brush, _frames(), tint, 5)
        for x in (-56, 56):
            lens = shape(
                (x - 34, -18), (x, -26, x + 34, -18), (x + 32, 29, x, 30), (x - 32, 29, x - 34, -18)
            )
            brush.fill(lens, mix(tint.base, rgb("#25202e"), 0.84))
            brush.stroke(lens, tint.line, 4)
            with brush.inside(lens):
                glint(brush, [(x - 24, 16), (x - 10, -6), (x + 4, -26)], 12, 0.7)


@cache
def _frames() -> skia.Path:
    right = shape((4, -34), (60, -52, 110, -38), (110, 47, 56, 49), (5, 45, 4, -34))
    return merged(right, mirrored(right), box(-16, -32, 32, 20, 6), _temples())
