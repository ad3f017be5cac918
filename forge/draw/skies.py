"""Skies: a bright day, night, rain, a rainbow and a sunset, and the rain that falls before the figure."""

from __future__ import annotations

import random

import skia

from forge.draw.paint import Brush, Point, box, oval, shape, star
from forge.draw.palette import RAINBOW, RGB, WHITE, mix, rgb
from forge.draw.setting import GRADIENTS, Light, cloud, near, ramp, vary

STAR_SPOTS: tuple[Point, ...] = (
    (40, 52), (128, 30), (92, 128), (30, 196), (330, 34), (484, 190), (402, 172), (222, 22),
)  # fmt: skip
FAR_DROPS: tuple[Point, ...] = (
    (96, 150), (150, 92), (120, 236), (86, 300), (362, 98), (404, 160), (388, 240), (424, 306), (256, 60),
)  # fmt: skip
NEAR_DROPS: tuple[Point, ...] = (
    (30, 180), (52, 262), (26, 344), (46, 424), (486, 172), (460, 250), (488, 334), (466, 414),
)  # fmt: skip
"""Before the figure it rains only at the edges: no drop ever falls on a face."""
MOON = rgb("#fff0a8")
DROP = rgb("#d8efff")


def sun(brush: Brush, x: float, y: float, radius: float) -> None:
    brush.glow(x, y, radius * 2.4, rgb("#fff3b0"), 0.8)
    brush.fill(star(x, y, radius * 1.45, radius * 1.08, 12), rgb("#ffe27a"))
    brush.fill(oval(x, y, radius), rgb("#ffd23f"))
    brush.fill(oval(x - radius * 0.15, y - radius * 0.18, radius * 0.7), rgb("#ffe27a"))


def crescent(brush: Brush, x: float, y: float, radius: float) -> None:
    """A moon whose opening looks to the upper left."""
    brush.glow(x, y, radius * 2.3, MOON, 0.5)
    moon = skia.Op(
        oval(x, y, radius),
        oval(x - radius * 0.5, y - radius * 0.28, radius * 0.86),
        skia.kDifference_PathOp,
    )
    brush.fill(moon, MOON)


def stars(
    brush: Brush, rng: random.Random, spots: tuple[Point, ...] = STAR_SPOTS, size: float = 15
) -> None:
    for i, (x, y) in enumerate(near(rng, spots, 24)):
        radius = size * (1.15 if i % 2 else 0.8) + vary(rng, 3)
        brush.fill(
            star(x, y, radius, radius * 0.5, 5, vary(rng, 40)), rgb("#ffeb94") if i % 3 else WHITE
        )


def arc(brush: Brush, x: float, y: float, radius: float, band: float = 15) -> None:
    """A rainbow, `radius` its outer edge; softly pale, so that the figure stays first."""
    for i, colour in enumerate(RAINBOW):
        path = oval(x, y, radius - band * (i + 0.5))
        brush.stroke(path, mix(colour, WHITE, 0.24), band + 0.6)


def drop(
    brush: Brush, x: float, y: float, size: float, alpha: float = 0.85, colour: RGB = DROP
) -> None:
    """A raindrop, its tip up and a little to the right; `size` half its height."""
    path = _tear(x, y, size)
    brush.fill(path, colour, alpha)
    brush.stroke(path, rgb("#5f93cf"), 2.5, alpha)


def _tear(x: float, y: float, size: float) -> skia.Path:
    return shape(
        (x + size * 0.35, y - size),
        (x + size * 0.75, y + size * 0.1, x + size * 0.42, y + size * 0.7, x, y + size * 0.75),
        (x - size * 0.75, y + size * 0.65, x - size * 0.4, y, x + size * 0.35, y - size),
    )


def falling(brush: Brush, rng: random.Random, light: Light) -> None:
    """The rain before the figure."""
    if light == "rain":
        for x, y in near(rng, NEAR_DROPS, 24):
            drop(brush, x, y, 20, 1.0)


def puddles(brush: Brush, rng: random.Random, light: Light) -> None:
    """Water on the ground when it rains."""
    if light != "rain":
        return
    for (x, y), rx in zip(near(rng, [(78, 472), (440, 484)]), (72, 66), strict=True):
        brush.fill(oval(x, y, rx, 18), rgb("#8fb6dc"))
        brush.fill(oval(x - 6, y - 3, rx * 0.78, 11), rgb("#b5d6f2"))
        brush.stroke(oval(x + 8, y, rx * 0.36, 6), WHITE, 3, 0.8)


def sky(
    brush: Brush,
    rng: random.Random,
    light: Light,
    horizon: float = 350,
    bow: tuple[float, float] = (345, 262),
) -> None:
    """The whole sky down to `horizon`; `bow` is the height of a rainbow's middle and its outer radius."""
    top, bottom = GRADIENTS[light]
    ramp(brush, box(0, 0, 512, horizon), top, bottom)
    brush.fill(box(0, horizon, 512, 140), bottom)
    _BODIES[light](brush, rng, horizon, bow)


def _day(brush: Brush, rng: random.Random, horizon: float, bow: tuple[float, float]) -> None:
    sun(brush, 442 + vary(rng, 24), 70 + vary(rng, 20), 40 + vary(rng, 6))
    cloud(brush, 78 + vary(rng, 40), 84 + vary(rng, 30), 66 + vary(rng, 12))
    cloud(brush, 442 + vary(rng, 40), 196 + vary(rng, 30), 50 + vary(rng, 10))


def _night(brush: Brush, rng: random.Random, horizon: float, bow: tuple[float, float]) -> None:
    stars(brush, rng)
    crescent(brush, 436 + vary(rng, 24), 84 + vary(rng, 20), 50 + vary(rng, 6))


def _rain(brush: Brush, rng: random.Random, horizon: float, bow: tuple[float, float]) -> None:
    for x, y in near(rng, [(150, 40), (374, 36)], 20):
        cloud(brush, x, y, 70, rgb("#b4c6dd"))
    for (x, y), size in zip(near(rng, [(62, 76), (456, 70)], 20), (84, 84), strict=True):
        cloud(brush, x, y, size, rgb("#6f86ac"))
    for x, y in near(rng, FAR_DROPS, 24):
        brush.fill(_tear(x, y, 17), rgb("#c3dcf2"))


def _rainbow(brush: Brush, rng: random.Random, horizon: float, bow: tuple[float, float]) -> None:
    middle, radius = bow
    arc(brush, 256 + vary(rng, 16), middle + vary(rng, 14), radius + vary(rng, 8))
    for x, y in near(rng, [(34, 66), (482, 60)], 20):
        cloud(brush, x, y, 54)


def _sunset(brush: Brush, rng: random.Random, horizon: float, bow: tuple[float, float]) -> None:
    x, y, radius = 424 + vary(rng, 20), horizon - 100 + vary(rng, 12), 70 + vary(rng, 6)
    brush.glow(x, y, radius * 2.6, rgb("#fff0a0"), 0.9)
    brush.fill(oval(x, y, radius), rgb("#ffe680"))
    brush.fill(oval(x, y, radius * 0.86), rgb("#fff2b0"))
    for (cx, cy), size in zip(
        near(rng, [(76, 90), (452, 60), (56, 200)], 30), (66, 58, 46), strict=True
    ):
        cloud(brush, cx, cy, size, rgb("#ffb9b4"))


_BODIES = {"": _day, "night": _night, "rain": _rain, "rainbow": _rainbow, "sunset": _sunset}


def window(
    brush: Brush, rng: random.Random, light: Light, x: float, y: float, width: float, height: float
) -> None:
    """A window in a room with its sky in one large sign."""
    pane = box(x, y, width, height, 12)
    cx, cy, r = x + width / 2 + vary(rng, 8), y + height / 2 + vary(rng, 8), width * 0.27
    with brush.inside(pane):
        ramp(brush, pane, *GRADIENTS[light])
        if light == "":
            sun(brush, cx + r * 0.7, cy - r * 0.6, r * 0.75)
            cloud(brush, cx - r * 0.5, cy + r, r * 1.2)
        elif light == "night":
            crescent(brush, cx + r * 0.4, cy - r * 0.2, r * 1.05)
            stars(
                brush,
                rng,
                ((x + 24, y + 32), (x + 30, y + height - 32), (x + width - 26, y + height - 26)),
                12,
            )
        elif light == "rain":
            cloud(brush, cx, cy - r * 0.9, r * 1.7, rgb("#6d7f9c"))
            for px, py in ((-1.1, 0.9), (0.0, 1.35), (1.1, 0.8)):
                drop(brush, cx + px * r, cy + py * r, 17, 1.0)
        elif light == "rainbow":
            arc(brush, x + width / 2, y + height * 0.84, width * 0.52, 8)
            cloud(brush, x + 16, y + height - 14, 34)
            cloud(brush, x + width - 16, y + height - 14, 34)
        else:
            brush.glow(cx, y + height, r * 3, rgb("#fff0a0"), 0.8)
            brush.fill(oval(cx, y + height - r * 0.8, r * 1.3), rgb("#fff0a0"))
            cloud(brush, cx, y + 30, r * 1.1, rgb("#ffb3b0"))
    brush.stroke(pane, WHITE, 13)
    brush.fill(box(x - 14, y + height + 2, width + 28, 15, 6), WHITE)
