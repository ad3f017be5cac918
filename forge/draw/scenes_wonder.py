"""Scenes off the ground: the plain studio, under water, on the moon and on the clouds."""

from __future__ import annotations

import math
import random

from forge.draw.paint import Brush, Point, blob, heart, oval, shape, star
from forge.draw.palette import RAINBOW, RGB, WHITE, Tint, mix, rgb, shade
from forge.draw.setting import Light, cloud, hill, hue, lit, near, ramp, vary, wall
from forge.draw.skies import GRADIENTS, arc, crescent, drop, puddles, sky, stars

STUDIO: tuple[RGB, ...] = tuple(
    rgb(c) for c in ("#ffd3dc", "#cfe8ff", "#d3f2d6", "#ffe9a8", "#e4d8fb", "#ffdfc4")
)
SEA: dict[Light, tuple[RGB, RGB]] = {
    "": (rgb("#8fe6f2"), rgb("#2a86d0")),
    "night": (rgb("#3a58b0"), rgb("#151f62")),
    "rain": (rgb("#a6c2cf"), rgb("#4d7a9a")),
    "rainbow": (rgb("#a4ecf6"), rgb("#3793d8")),
    "sunset": (rgb("#ffb27a"), rgb("#7a5fb8")),
}
SPACE: dict[Light, tuple[RGB, RGB]] = {
    "": (rgb("#5144a8"), rgb("#b09cf2")),
    "night": (rgb("#11143f"), rgb("#2d3580")),
    "rain": (rgb("#4a5578"), rgb("#8492b4")),
    "rainbow": (rgb("#40388f"), rgb("#8f86e0")),
    "sunset": (rgb("#6a2f7a"), rgb("#ff9d6b")),
}


def plain(brush: Brush, rng: random.Random, light: Light) -> None:
    """A soft studio in one pastel; other skies than the day open the view."""
    if light:
        _open(brush, rng, light)
        return
    colour = hue(rng, rng.choice(STUDIO))
    deep = shade(colour, 0.92, 1.05)
    wall(brush, colour)
    turn, pale = vary(rng, 30), mix(colour, WHITE, 0.36)
    for i in range(12):
        a, b = (math.radians(turn + i * 30 + d) for d in (-7.5, 7.5))
        rim = [(256 + 420 * math.cos(c), 250 + 420 * math.sin(c)) for c in (a, b)]
        brush.fill(shape((256, 250), *rim), pale)
    brush.fill(oval(256, 250, 214 + vary(rng, 14)), mix(colour, WHITE, 0.6))
    brush.fill(oval(256, 470, 250, 46), deep)
    brush.fill(oval(256, 464, 232, 36), mix(deep, WHITE, 0.3))
    spots = [
        (44, 70),
        (468, 84),
        (36, 296),
        (478, 300),
        (84, 410),
        (436, 404),
        (100, 26),
        (412, 28),
    ]
    for i, (x, y) in enumerate(near(rng, spots, 24)):
        path = (star(x, y, 21, 11, 5, 10), heart(x, y, 15), oval(x, y, 10))[i % 3]
        brush.fill(path, WHITE)


def _open(brush: Brush, rng: random.Random, light: Light) -> None:
    """Bare ground under a wide sky, in the sky's own pastel."""
    sky(brush, rng, light, 430)
    tone = lit(rgb("#ffe3d0") if light == "sunset" else rgb("#dcdcf5"), light)
    hill(brush, 412, 392, 412, mix(tone, GRADIENTS[light][1], 0.25))
    brush.fill(oval(256, 468, 214, 34), mix(tone, WHITE, 0.3))
    puddles(brush, rng, light)


def underwater(brush: Brush, rng: random.Random, light: Light) -> None:
    """Rays of light, coral, seaweed and bubbles over sand."""
    top, bottom = SEA[light]
    brush.backdrop(top, bottom)
    for i, middle in enumerate((70, 170, 300, 420)):
        x = middle + vary(rng, 30)
        ray = shape((x - 24, -10), (x + 34, -10), (x - 20, 430), (x - 150, 430))
        brush.fill(
            ray,
            RAINBOW[(0, 2, 3, 5)[i]] if light == "rainbow" else WHITE,
            0.34 if light == "rainbow" else 0.16,
        )
    _surface(brush, rng, light)
    sand = mix(lit(hue(rng, rgb("#f8dea0")), light), bottom, 0.16)
    brush.fill(
        blob([(-60, 470), (40, 396), (160, 440), (140, 560)]),
        mix(bottom, shade(bottom, 0.8), 0.6),
        0.6,
    )
    brush.fill(
        blob([(360, 560), (380, 430), (480, 390), (580, 460)]),
        mix(bottom, shade(bottom, 0.8), 0.6),
        0.6,
    )
    weed = _sunk(rgb("#3fbf7a"), light)
    for (x, y), high in zip(
        near(rng, [(26, 452), (74, 460), (488, 452)], 12), (210, 140, 200), strict=True
    ):
        _weed(brush, x, y, high, weed)
    hill(brush, 440 + vary(rng, 10), 450, 434 + vary(rng, 10), sand)
    _coral(brush, 436 + vary(rng, 10), 462, 120, _sunk(rgb("#ff7f92"), light))
    _coral(brush, 116 + vary(rng, 10), 476, 74, _sunk(rgb("#ff9f5a"), light))
    brush.solid(
        star(44 + vary(rng, 8), 482, 27, 16, 5, -10),
        Tint(_sunk(rgb("#ffd05a"), light)),
        _sunk(rgb("#d99a3a"), light),
        3,
    )
    spots = [
        (104, 90),
        (60, 170),
        (110, 236),
        (402, 110),
        (462, 190),
        (420, 270),
        (36, 60),
        (484, 60),
    ]
    for i, (x, y) in enumerate(near(rng, spots, 24)):
        r = 20 if i % 2 else 13
        brush.fill(oval(x, y, r), WHITE, 0.28)
        brush.stroke(oval(x, y, r), WHITE, 3, 0.8)
        brush.fill(oval(x - r * 0.35, y - r * 0.35, r * 0.28), WHITE, 0.9)


def _sunk(colour: RGB, light: Light) -> RGB:
    return mix(lit(colour, light), SEA[light][1], 0.1)


def _surface(brush: Brush, rng: random.Random, light: Light) -> None:
    """The sky as seen through the water."""
    if light == "night":
        crescent(brush, 440 + vary(rng, 16), 70 + vary(rng, 10), 44)
        stars(brush, rng, ((36, 40), (120, 30), (330, 26), (380, 50), (486, 140)), 12)
    elif light == "rainbow":
        arc(brush, 256, 330, 262)
    elif light == "sunset":
        brush.glow(432, 20, 190, rgb("#fff2a8"), 0.9)
        brush.fill(oval(432, 14, 62), rgb("#fff0a8"))
    elif light == "rain":
        brush.fill(
            shape((0, 0), (0, 30), (128, 50, 256, 30), (384, 10, 512, 30), (512, 0)), rgb("#7f93a8")
        )
        for x, y in near(
            rng, [(36, 78), (112, 104), (178, 62), (338, 62), (404, 100), (476, 74)], 16
        ):
            drop(brush, x, y, 19, 0.95)
        for ripple in (76, 440):
            brush.stroke(oval(ripple, 36, 46, 11), WHITE, 4, 0.8)


def _weed(brush: Brush, x: float, y: float, high: float, colour: RGB) -> None:
    h = high
    path = shape(
        (x - 13, y),
        (x - 42, y - h * 0.3, x + 22, y - h * 0.55, x - 4, y - h),
        (x + 46, y - h * 0.55, x - 12, y - h * 0.3, x + 15, y),
    )
    ramp(brush, path, mix(colour, WHITE, 0.25), shade(colour, 0.85))


def _coral(brush: Brush, x: float, y: float, size: float, colour: RGB) -> None:
    """A branching coral `size` units high."""
    w = size * 0.19
    arms: tuple[tuple[Point, Point, Point], ...] = (
        ((0, 0), (0.02, -0.5), (0, -0.95)),
        ((0, -0.2), (-0.42, -0.25), (-0.42, -0.7)),
        ((0, -0.32), (0.42, -0.34), (0.44, -0.8)),
        ((0, -0.55), (-0.2, -0.7), (-0.2, -1.0)),
    )
    for width, tone in ((w + 7, shade(colour, 0.84)), (w, colour)):
        for arm in arms:
            brush.lines([(x + px * size, y + py * size) for px, py in arm], tone, width)
    for _, _, (px, py) in arms:
        brush.fill(oval(x + px * size, y + py * size, w * 0.3), mix(colour, WHITE, 0.55))


def moon(brush: Brush, rng: random.Random, light: Light) -> None:
    """Grey ground with craters, the earth and a ringed planet above."""
    top, bottom = SPACE[light]
    brush.backdrop(top, bottom, 0, 400)
    stars(brush, rng, size=15 if light == "night" else 12)
    if light == "rainbow":
        arc(brush, 256, 345, 262)
    if light == "sunset":
        brush.glow(440, 330, 220, rgb("#fff0a0"), 0.85)
        brush.fill(oval(440 + vary(rng, 10), 306, 66), rgb("#ffe98f"))
    _earth(brush, 440 + vary(rng, 12), 100 + vary(rng, 12), 58)
    _ringed(brush, 66 + vary(rng, 12), 150 + vary(rng, 14), 36)
    if light == "night":
        for x, y in near(rng, [(20, 270), (430, 262)], 10):
            brush.lines([(x, y), (x + 50, y - 26)], rgb("#fff4c0"), 5)
            brush.fill(star(x, y, 17, 8), rgb("#fff4c0"))
    if light == "rain":
        for cx, cy in ((60, 50), (398, 40), (470, 34)):
            cloud(brush, cx + vary(rng, 16), cy, 62, rgb("#7a88a8"))
    grey = hue(rng, mix(rgb("#d5d3de"), lit(rgb("#d5d3de"), light), 0.5))
    hill(brush, 360, 320, 350, mix(grey, bottom, 0.35))
    hill(brush, 404, 372, 400, grey)
    for (x, y), rx in zip(
        near(rng, [(64, 426), (450, 430), (400, 486), (120, 488), (250, 492)], 12),
        (56, 54, 48, 52, 36),
        strict=True,
    ):
        brush.fill(oval(x, y, rx, rx * 0.36), shade(grey, 0.72))
        brush.fill(oval(x, y + 6, rx * 0.86, rx * 0.25), shade(grey, 0.84))
        brush.stroke(
            shape(
                (x - rx, y + 2),
                (x - rx * 0.8, y + rx * 0.44, x, y + rx * 0.4),
                (x + rx * 0.8, y + rx * 0.44, x + rx, y + 2),
                close=False,
            ),
            mix(grey, WHITE, 0.6),
            4,
        )


def _earth(brush: Brush, x: float, y: float, r: float) -> None:
    brush.glow(x, y, r * 1.6, rgb("#9fdcff"), 0.6)
    globe = oval(x, y, r)
    brush.fill(globe, Tint(rgb("#4aa8f0")))
    with brush.inside(globe):
        for points in (
            [(-0.9, -0.3), (-0.3, -0.8), (0.1, -0.4), (-0.2, 0.1), (-0.6, 0.1)],
            [(0.1, 0.2), (0.6, -0.1), (1.0, 0.3), (0.5, 0.8)],
            [(-0.5, 0.55), (-0.1, 0.5), (-0.1, 0.95), (-0.5, 0.9)],
        ):
            brush.fill(blob([(x + px * r, y + py * r) for px, py in points], 0.9), rgb("#74cf6a"))
        brush.fill(oval(x - r * 0.3, y - r * 0.75, r * 0.5, r * 0.14), WHITE, 0.85)


def _ringed(brush: Brush, x: float, y: float, r: float) -> None:
    with brush.at(x, y, -18):
        brush.fill(oval(0, 0, r), Tint(rgb("#ffb870")))
        brush.stroke(
            shape(
                (-r * 1.6, 0),
                (-r * 1.4, r * 0.75, 0, r * 0.6),
                (r * 1.4, r * 0.75, r * 1.6, 0),
                close=False,
            ),
            rgb("#ffe0b0"),
            9,
        )


def clouds(brush: Brush, rng: random.Random, light: Light) -> None:
    """High in the blue, standing on a bank of clouds."""
    sky(brush, rng, light, 400, (330, 258))
    white = lit(rgb("#ffffff"), light)
    if light == "night":
        white = mix(white, rgb("#b9c4ff"), 0.45)
    far = mix(mix(white, GRADIENTS[light][0], 0.42), WHITE, 0.1)
    near_white = mix(white, far, 0.34)
    for (x, y), size in zip(
        near(rng, [(36, 350), (480, 346), (150, 386), (370, 386)], 16),
        (94, 94, 90, 90),
        strict=True,
    ):
        cloud(brush, x, y, size, far)
    for (x, y), size in zip(
        near(rng, [(60, 424), (452, 424), (256, 446)], 12), (124, 124, 170), strict=True
    ):
        cloud(brush, x, y, size, near_white)
    brush.fill(shape((0, 470), (512, 470), (512, 512), (0, 512)), near_white)
    for (x, y), size in zip(
        near(rng, [(160, 486), (356, 486), (20, 480), (494, 480)], 10),
        (120, 120, 100, 100),
        strict=True,
    ):
        cloud(brush, x, y, size, white)


def clouds_front(brush: Brush, rng: random.Random, light: Light) -> None:
    """Wisps over the feet."""
    white = mix(lit(WHITE, light), rgb("#b9c4ff"), 0.45) if light == "night" else lit(WHITE, light)
    for x, y in near(rng, [(130, 496), (384, 496), (256, 514)], 10):
        cloud(brush, x, y, 84, white)
