"""Instruments. The origin is the chest's middle; the hands are 96 units to either side of it."""

from __future__ import annotations

import random
from functools import cache

import skia

from forge.draw.cloth import (
    CREAM,
    STEEL,
    WOOD,
    bar,
    curved_band,
    cut,
    edge_of,
    glint,
    merged,
    piece,
    trim,
)
from forge.draw.paint import Brush, box, oval, shape, star
from forge.draw.palette import INK, WHITE, Tint, rgb


def drum(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A deep drum with two sticks."""
    shell = shape((-92, -36), (-90, 48), (0, 92, 90, 48), (92, -36))
    piece(brush, shell, tint, 6)
    with brush.inside(shell):
        for x in (-92, -31, 31, 92):
            for side in (-1, 1):
                brush.lines([(x, -12), (x + side * 31, 70)], trim(tint).base, 7)
        for y in (-34, 40):
            piece(brush, curved_band(-98, 98, y, y + 20, 17), tint, 5)
    brush.stroke(shell, edge_of(tint))
    brush.solid(oval(0, -38, 92, 23), CREAM, tint.line)
    for side in (-1, 1):
        piece(brush, bar((side * 88, 4), (side * 24, -40), 12), WOOD, 5)
        piece(brush, oval(side * 22, -41, 14), CREAM, 5)


def piano(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A toy piano, its keys towards us."""
    for x in (-106, 82):
        piece(brush, box(x, 40, 24, 36, 6), tint, 5)
    piece(brush, box(-118, 18, 236, 46, 14), tint, 6)
    brush.solid(star(0, 43, 17, 8), trim(tint), tint.line, 4.5)
    for x in (-66, 66):
        brush.solid(oval(x, 43, 9), trim(tint), tint.line, 4)
    piece(brush, box(-122, -66, 244, 52, 14), tint, 6)
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
        piece(brush, _bout(), tint, 6)
        brush.solid(oval(0, -4, 18), Tint(rgb("#5a3d36")), width=4.5)
        piece(brush, box(-25, 42, 50, 13, 5), WOOD, 4.5)
        for x in (-5, 5):
            brush.lines([(x, 46), (x, -150)], CREAM.base, 3)
        glint(brush, [(-44, 36), (-42, 14), (-32, 8)], 7, 0.6)


@cache
def _bout() -> skia.Path:
    """A guitar's outline."""
    return merged(oval(0, -22, 42, 36), oval(0, 34, 58, 48), box(-33, -12, 66, 30))


def violin(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Slanted the other way than a guitar, with a waist; its bow lies across the strings."""
    dark = Tint(rgb("#4a3832"))
    with brush.at(30, 12, -52 + rng.uniform(-3, 3)):
        piece(brush, bar((0, -56), (0, -150), 17), dark, 5)
        piece(brush, oval(0, -160, 15), tint, 5)
        piece(brush, _waisted(), tint, 6)
        piece(brush, bar((0, -110), (0, 6), 15), dark, 4)
        for x in (-26, 26):
            brush.lines([(x, -4), (x * 0.8, 14), (x * 1.2, 34)], dark.base, 7)
        piece(brush, shape((-14, 52), (14, 52), (9, 86), (-9, 86)), dark, 4)
        glint(brush, [(-40, 62), (-44, 40), (-36, 22)], 8, 0.6)
    brush.lines([(-48, -74), (128, 44)], WHITE, 6)
    piece(brush, bar((-52, -84), (134, 40), 11), WOOD, 5)


@cache
def _waisted() -> skia.Path:
    """A violin's outline."""
    body = merged(oval(0, -30, 46, 40), oval(0, 42, 58, 50), box(-32, -30, 64, 70))
    for x in (-50, 50):
        body = cut(body, oval(x, 0, 22, 18))
    return body
