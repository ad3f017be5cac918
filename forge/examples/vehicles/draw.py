"""Draws one vehicle: large, thickly outlined, with one clear area that takes the colour."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from forge.draw.paint import UNITS, Brush, box, oval, shape
from forge.draw.palette import INK, WHITE, Tint, rgb, tint
from runtime.prompt.caption import Caption

GLASS, TYRE, RIM = Tint(rgb("#cfeefc")), Tint(rgb("#4a4654")), Tint(rgb("#dfe3ea"))
NATURAL = {
    "car": "yellow",
    "bus": "orange",
    "train": "green",
    "boat": "brown",
    "plane": "white",
    "bicycle": "purple",
}
"""Vehicle → the palette's name for its colour when none is asked for."""


def draw(caption: Caption, rng: random.Random, size: int) -> NDArray[np.uint8]:
    """uint8 [size, size, 3]"""
    brush = Brush(size)
    scene = "".join(part.concept for part in caption.of("scene"))
    SCENES[scene](brush)
    for part in caption.of("vehicle"):
        paint = tint(part.colour, NATURAL[part.concept]).jittered(rng, 0.3)
        x, y = 256 + rng.uniform(-14, 14), 290 + rng.uniform(-10, 10)
        with brush.at(x, y, turn=rng.uniform(-2, 2), scale=rng.uniform(0.94, 1.06)):
            VEHICLES[part.concept](brush, paint)
    return brush.pixels()


def _wheel(brush: Brush, x: float, y: float, radius: float) -> None:
    brush.solid(oval(x, y, radius), TYRE)
    brush.solid(oval(x, y, radius * 0.45), RIM)


def _car(brush: Brush, paint: Tint) -> None:
    brush.solid(shape((-95, -30), (-60, -125), (70, -125), (115, -30)), paint)
    brush.solid(box(-58, -105, 56, 66, 12), GLASS)
    brush.solid(box(14, -105, 56, 66, 12), GLASS)
    brush.solid(box(-185, -45, 370, 110, 40), paint)
    for x in (-105, 105):
        _wheel(brush, x, 65, 46)


def _bus(brush: Brush, paint: Tint) -> None:
    brush.solid(box(-190, -160, 380, 235, 34), paint)
    for x in (-160, -75, 10, 95):
        brush.solid(box(x, -125, 64, 80, 10), GLASS)
    for x in (-110, 110):
        _wheel(brush, x, 75, 44)


def _train(brush: Brush, paint: Tint) -> None:
    brush.solid(box(90, -120, 46, 80, 6), TYRE)
    brush.solid(box(-60, -50, 240, 110, 40), paint)
    brush.solid(box(-180, -160, 140, 220, 16), paint)
    brush.solid(box(-150, -130, 80, 80, 10), GLASS)
    for x in (-125, -15, 95):
        _wheel(brush, x, 72, 42)


def _boat(brush: Brush, paint: Tint) -> None:
    brush.lines(((0, 20), (0, -215)), INK, 14)
    brush.solid(shape((14, -205), (150, -15), (14, -15)), WHITE)
    brush.solid(shape((-190, 10), (190, 10), (120, 110), (-120, 110)), paint)


def _plane(brush: Brush, paint: Tint) -> None:
    brush.solid(shape((-190, -110), (-130, -110), (-95, -20), (-165, -20)), paint)
    brush.solid(oval(0, -10, 190, 62), paint)
    for x in (-50, 20, 90):
        brush.solid(oval(x, -28, 20), GLASS)
    brush.solid(shape((-60, 5), (40, 5), (-50, 125), (-110, 125)), paint)


def _bicycle(brush: Brush, paint: Tint) -> None:
    for x in (-115, 115):
        brush.stroke(oval(x, 35, 78), TYRE.base, 20)
    frame = (((-115, 35), (-50, -75)), ((-50, -75), (85, -75)), ((85, -75), (0, 35)))
    for ends in (*frame, ((0, 35), (-115, 35)), ((-50, -75), (0, 35)), ((70, -130), (115, 35))):
        brush.limb(ends, 20, paint)
    brush.solid(box(-95, -105, 80, 28, 14), TYRE)
    brush.limb(((40, -135), (110, -140)), 16, TYRE)


def _plain(brush: Brush) -> None:
    brush.backdrop(rgb("#fff4dc"), rgb("#ffe2c2"))


def _town(brush: Brush) -> None:
    brush.backdrop(rgb("#bfe6ff"), rgb("#eaf7ff"))
    for x, high, colour in ((10, 210, "#ffc9b5"), (140, 270, "#ffe39a"), (270, 190, "#c9d8ff"), (390, 250, "#d8f0c0")):  # fmt: skip
        brush.solid(box(x, 360 - high, 112, high, 8), Tint(rgb(colour)))
    brush.fill(box(0, 350, UNITS, 170), rgb("#9aa0ac"))


def _sea(brush: Brush) -> None:
    brush.backdrop(rgb("#c9efff"), rgb("#f2fbff"))
    brush.fill(oval(420, 90, 52), rgb("#ffe27a"))
    brush.fill(box(0, 330, UNITS, 190), rgb("#3fa9d8"))


VEHICLES: dict[str, Callable[[Brush, Tint], None]] = {
    "car": _car,
    "bus": _bus,
    "train": _train,
    "boat": _boat,
    "plane": _plane,
    "bicycle": _bicycle,
}
SCENES: dict[str, Callable[[Brush], None]] = {"": _plain, "town": _town, "sea": _sea}
