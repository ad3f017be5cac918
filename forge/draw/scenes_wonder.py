"""Scenes off the ground: the plain studio, under water, on the moon and on the clouds."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence

from forge.draw.paint import Brush, Point, blob, heart, oval, shape, star
from forge.draw.palette import RAINBOW, RGB, WHITE, mix, rgb, shade
from forge.draw.setting import (
    GRADIENTS,
    Light,
    circles,
    cloud,
    hill,
    hue,
    lit,
    near,
    vary,
    wall,
)
from forge.draw.skies import arc, crescent, drop, puddles, sky, stars

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
    for i, (x, y) in enumerate(near(rng, [(44, 76), (468, 76), (40, 312), (474, 312)], 18)):
        brush.fill((star(x, y, 26, 13, 5, 10), heart(x, y, 20))[i in (1, 2)], WHITE)


def _open(brush: Brush, rng: random.Random, light: Light) -> None:
    """Soft hills and a bank of clouds under a wide sky, all in the sky's own pastel."""
    sky(brush, rng, light, 390, (368, 276))
    _, bottom = GRADIENTS[light]
    ground, distance = (lit(tone, light) for tone in _GROUND[light])
    far = mix(bottom, WHITE, 0.3)
    puffs = [
        (4, 372, 58),
        (84, 392, 44),
        (428, 390, 46),
        (508, 368, 62),
        (170, 400, 36),
        (346, 402, 36),
    ]
    brush.fill(circles((x + vary(rng, 12), y, r) for x, y, r in puffs), far)
    hill(brush, 380 + vary(rng, 10), 402, 392, mix(distance, bottom, 0.4))
    hill(brush, 408, 392, 414 + vary(rng, 10), mix(distance, ground, 0.4))
    hill(brush, 436, 418, 436, ground)
    brush.fill(oval(256, 470, 206, 30), mix(ground, WHITE, 0.24))
    puddles(brush, rng, light)


_GROUND: dict[Light, tuple[RGB, RGB]] = {
    "night": (rgb("#9fb6f2"), rgb("#a07fe6")),
    "rain": (rgb("#bfe4d0"), rgb("#8fc0dc")),
    "rainbow": (rgb("#c4eeae"), rgb("#9fe0cf")),
    "sunset": (rgb("#ffc39a"), rgb("#e58fc0")),
}
"""The open ground where one stands, and the hills behind it."""


def underwater(brush: Brush, rng: random.Random, light: Light) -> None:
    """Rays of light over sand, far reefs, coral, seaweed and a few large bubbles."""
    top, bottom = SEA[light]
    brush.backdrop(top, bottom, 0, 440)
    for i, middle in enumerate((90, 250, 410)):
        x = middle + vary(rng, 20)
        ray = shape((x - 30, -10), (x + 40, -10), (x - 30, 430), (x - 170, 430))
        bow = light == "rainbow"
        brush.fill(ray, RAINBOW[(0, 2, 5)[i]] if bow else WHITE, 0.3 if bow else 0.15)
    _surface(brush, rng, light)
    for share, reef in (
        (0.16, [(-60, 480), (10, 330), (90, 372), (150, 430), (180, 560)]),
        (0.16, [(330, 560), (370, 420), (450, 344), (530, 318), (580, 480)]),
        (0.3, [(-60, 500), (20, 400), (120, 430), (190, 560)]),
        (0.3, [(320, 560), (400, 440), (490, 400), (580, 480)]),
    ):
        brush.fill(blob(reef), mix(bottom, shade(bottom, 0.6), share))
    weed = _sunk(rgb("#3fbf7a"), light)
    for (x, y), high in zip(
        near(rng, [(26, 462), (80, 466), (490, 462)], 10), (270, 170, 250), strict=True
    ):
        _weed(brush, x, y, high, weed)
    sand = mix(lit(hue(rng, rgb("#f8dea0")), light), bottom, 0.14)
    hill(brush, 428 + vary(rng, 8), 430, 424 + vary(rng, 8), sand)
    _coral(brush, 438 + vary(rng, 8), 466, 142, _sunk(rgb("#ff7f92"), light))
    _coral(brush, 84 + vary(rng, 8), 488, 92, _sunk(rgb("#ff9f5a"), light))
    yellow = _sunk(rgb("#ffd05a"), light)
    brush.fill(star(34 + vary(rng, 6), 484, 36, 21, 5, -10), yellow)
    spots = [(112, 84), (48, 156), (108, 232), (398, 128), (466, 196), (412, 282)]
    for i, (x, y) in enumerate(near(rng, spots, 18)):
        r = 24 if i % 2 else 17
        brush.fill(oval(x, y, r), WHITE, 0.26)
        brush.stroke(oval(x, y, r), WHITE, 4, 0.8)
        brush.fill(oval(x - r * 0.35, y - r * 0.35, r * 0.3), WHITE, 0.9)


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
    for inset, tone in ((0, shade(colour, 0.84)), (9, mix(colour, WHITE, 0.1))):
        path = shape(
            (x - 17, y),
            (x - 48, y - h * 0.3, x + 22, y - h * 0.55, x - 4, y - h),
            (x + 50 - inset, y - h * 0.55, x - 10 - inset, y - h * 0.3, x + 18 - inset, y),
        )
        brush.fill(path, tone)


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
    """Grey ridges and craters, the earth and a ringed planet above."""
    top, bottom = SPACE[light]
    brush.backdrop(top, bottom, 0, 380)
    stars(brush, rng, size=17 if light == "night" else 14)
    if light == "rainbow":
        arc(brush, 256, 345, 262)
    if light == "sunset":
        brush.glow(440, 330, 200, rgb("#fff0a0"), 0.85)
        brush.fill(oval(440 + vary(rng, 10), 300, 66), rgb("#ffe98f"))
    _earth(brush, 438 + vary(rng, 10), 98 + vary(rng, 10), 66)
    _ringed(brush, 70 + vary(rng, 10), 138 + vary(rng, 12), 44)
    if light == "night":
        _comet(brush, 20 + vary(rng, 10), 270 + vary(rng, 10))
    if light == "rain":
        for cx, cy in ((70, 46), (398, 40), (470, 34)):
            cloud(brush, cx + vary(rng, 16), cy, 70, rgb("#8896b6"))
    grey = hue(rng, mix(rgb("#dad8e2"), lit(rgb("#dad8e2"), light), 0.5))
    hill(brush, 316, 346, 300, mix(grey, bottom, 0.6))
    hill(brush, 364, 326, 352, mix(grey, bottom, 0.34))
    hill(brush, 404, 386, 400, grey)
    craters = zip(near(rng, [(52, 424), (462, 432), (86, 484), (424, 488)], 10), (66, 60, 54, 50), strict=True)  # fmt: skip
    for (x, y), rx in craters:
        brush.fill(oval(x, y + 5, rx + 4, rx * 0.38), mix(grey, WHITE, 0.55))
        brush.fill(oval(x, y, rx, rx * 0.36), shade(grey, 0.72))
        brush.fill(oval(x, y + 6, rx * 0.84, rx * 0.25), shade(grey, 0.84))


def _comet(brush: Brush, x: float, y: float) -> None:
    brush.fill(shape((x - 4, y - 14), (x + 84, y - 44), (x + 4, y + 14)), rgb("#8f8be0"))
    brush.fill(star(x, y, 26, 13), rgb("#fff4c0"))


def _earth(brush: Brush, x: float, y: float, r: float) -> None:
    brush.glow(x, y, r * 1.6, rgb("#9fdcff"), 0.6)
    globe = oval(x, y, r)
    brush.fill(globe, rgb("#4aa8f0"))
    with brush.inside(globe):
        for points in (
            [(-0.9, -0.3), (-0.3, -0.8), (0.1, -0.4), (-0.2, 0.1), (-0.6, 0.1)],
            [(0.1, 0.2), (0.6, -0.1), (1.0, 0.3), (0.5, 0.8)],
            [(-0.5, 0.55), (-0.1, 0.5), (-0.1, 0.95), (-0.5, 0.9)],
        ):
            brush.fill(blob([(x + px * r, y + py * r) for px, py in points], 0.9), rgb("#74cf6a"))
        brush.fill(oval(x - r * 0.3, y - r * 0.75, r * 0.5, r * 0.14), WHITE, 0.85)


def _ringed(brush: Brush, x: float, y: float, r: float) -> None:
    ring = ((-r * 1.6, 0), (-r * 1.4, r * 0.75, 0, r * 0.6), (r * 1.4, r * 0.75, r * 1.6, 0))
    with brush.at(x, y, -18):
        brush.fill(oval(0, 0, r), rgb("#f59f5c"))
        brush.fill(oval(-r * 0.12, -r * 0.12, r * 0.84), rgb("#ffbf80"))
        brush.stroke(shape(*ring, close=False), rgb("#ffe3b8"), 13)


def clouds(brush: Brush, rng: random.Random, light: Light) -> None:
    """High in the blue: banks of clouds, whiter the nearer they come."""
    sky(brush, rng, light, 390, (330, 258))
    white = _puff(light)
    far = mix(mix(white, GRADIENTS[light][0], 0.46), rgb("#c9b8ff"), 0.16)
    layers = (
        (0.0, [(30.0, 322.0, 76), (486, 316, 76), (150, 366, 80), (362, 366, 80)]),
        (0.36, [(20, 384, 104), (492, 380, 104), (170, 412, 100), (342, 412, 100)]),
        (0.7, [(64, 440, 124), (448, 440, 124), (256, 452, 170)]),
    )
    for share, bank in layers:
        tone = mix(far, white, share)
        moved = [(x + vary(rng, 10), y + vary(rng, 8), size) for x, y, size in bank]
        brush.fill(circles(_puffs(moved)), tone)
        if share:
            brush.fill(shape((0, 472), (512, 472), (512, 512), (0, 512)), tone)
    for (x, y), size in zip(
        near(rng, [(160, 486), (356, 486), (20, 480), (494, 480)], 8),
        (120, 120, 100, 100),
        strict=True,
    ):
        cloud(brush, x, y, size, white)


def _puffs(
    bank: Sequence[tuple[float, float, float]],
) -> Iterator[tuple[float, float, float]]:
    """The discs of many clouds (x, y, size), so that a whole bank is drawn at once."""
    for x, y, size in bank:
        for dx, dy, r in (
            (-0.62, 0.1, 0.38),
            (-0.2, -0.16, 0.5),
            (0.3, -0.04, 0.46),
            (0.7, 0.14, 0.36),
        ):
            yield x + dx * size, y + dy * size, r * size


def _puff(light: Light) -> RGB:
    """The whitest tone of a cloud one can stand on."""
    return mix(lit(WHITE, light), rgb("#b9c4ff"), 0.45) if light == "night" else lit(WHITE, light)


def clouds_front(brush: Brush, rng: random.Random, light: Light) -> None:
    """Wisps over the feet."""
    white = _puff(light)
    for x, y in near(rng, [(130, 496), (384, 496), (256, 514)], 10):
        cloud(brush, x, y, 84, white)
