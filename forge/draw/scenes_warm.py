"""Warm scenes: beach and desert."""

from __future__ import annotations

import random

from forge.draw.paint import Brush, box, oval, shape, star
from forge.draw.palette import RGB, WHITE, mix, rgb, shade
from forge.draw.setting import Light, hazy, hue, lit, mirror, near, vary
from forge.draw.skies import puddles, sky


def beach(brush: Brush, rng: random.Random, light: Light) -> None:
    """A palm, the sea with a boat and a far island, and sand with a shell and a starfish."""
    sky(brush, rng, light, 270, (300, 250))
    sea = mirror(hue(rng, rgb("#35b8e0")), light)
    if light != "sunset":
        island = shape((96, 276), (150, 206, 210, 262), (250, 250, 300, 276))
        brush.fill(island, hazy(rgb("#8fc7a0"), light, 0.45))
    for top, tone in ((268, mix(sea, WHITE, 0.12)), (296, mix(sea, WHITE, 0.26)), (330, mix(sea, WHITE, 0.44))):  # fmt: skip
        brush.fill(box(0, top, 512, 100), tone)
    if light == "sunset":
        for glint, half in ((278, 56), (304, 42), (330, 30)):
            brush.fill(box(424 - half, glint, half * 2, 10, 5), rgb("#ffe9a0"))
    else:
        _boat(brush, 440 + vary(rng, 14), 300, light)
    for x, y in near(rng, [(112, 300), (392, 338), (150, 336)], 10):
        brush.stroke(
            shape((x - 30, y), (x - 15, y - 12, x, y), (x + 15, y - 12, x + 30, y), close=False),
            mix(sea, WHITE, 0.75),
            6,
        )
    sand = lit(hue(rng, rgb("#fbdf9d")), light)
    for down, tone in ((-12, lit(WHITE, light)), (0, shade(sand, 0.9)), (14, mix(sand, WHITE, 0.22)), (84, sand)):  # fmt: skip
        shore = shape((0, 372 + down), (84, 344 + down, 170, 366 + down), (270, 390 + down, 372, 366 + down), (450, 350 + down, 512, 364 + down), (512, 512), (0, 512))  # fmt: skip
        brush.fill(shore, tone)
    puddles(brush, rng, light)
    _palm(brush, 54 + vary(rng, 10), 452, light)
    x, y = near(rng, [(412, 476)], 8)[0]
    brush.fill(star(x, y + 4, 42, 23, 5, 12), lit(rgb("#dd6a50"), light))
    brush.fill(star(x, y, 40, 22, 5, 12), lit(rgb("#ff8a6b"), light))
    _shell(brush, 472 + vary(rng, 6), 432 + vary(rng, 6), 40, light)


def _boat(brush: Brush, x: float, y: float, light: Light) -> None:
    hull = shape((x - 50, y), (x + 50, y), (x + 36, y + 30, x + 20, y + 30), (x - 20, y + 30), (x - 36, y + 30, x - 50, y))  # fmt: skip
    brush.fill(hull, lit(rgb("#e8605a"), light))
    brush.fill(shape((x + 4, y - 94), (x + 54, y - 8), (x + 4, y - 8)), lit(WHITE, light))
    brush.fill(shape((x - 4, y - 76), (x - 42, y - 8), (x - 4, y - 8)), lit(rgb("#ffd75e"), light))


def _shell(brush: Brush, x: float, y: float, size: float, light: Light) -> None:
    pink = lit(rgb("#ffb3c7"), light)
    for grow, tone in ((1.0, shade(pink, 0.8)), (0.88, pink)):
        s = size * grow
        fan = shape(
            (x, y + s * 0.8),
            (x - s * 1.5, y - s * 0.2, x - s * 0.6, y - s * 0.95, x, y - s * 0.8),
            (x + s * 0.6, y - s * 0.95, x + s * 1.5, y - s * 0.2, x, y + s * 0.8),
        )
        brush.fill(fan, tone)
    for dx in (-0.42, 0.0, 0.42):
        brush.lines([(x, y + size * 0.6), (x + dx * size, y - size * 0.46)], shade(pink, 0.84), 5)


def _palm(brush: Brush, x: float, foot: float, light: Light) -> None:
    wood, leaf = lit(rgb("#b98252"), light), lit(rgb("#55b955"), light)
    top = (x + 6, foot - 290)
    for inset, tone in ((0, shade(wood, 0.84)), (9, wood)):
        trunk = shape(
            (x - 24, foot),
            (x - 48, foot - 140, top[0] - 13, top[1]),
            (top[0] + 13 - inset, top[1]),
            (x - 14 - inset, foot - 140, x + 26 - inset, foot),
        )
        brush.fill(trunk, tone)
    for i in range(4):
        y = foot - 46 - i * 52
        brush.lines([(x - 24, y), (x - 8, y + 10), (x + 6, y)], shade(wood, 0.78), 6)
    fronds = ((-88, 20, -84), (100, 28, -80), (-70, 92, -8), (82, 96, 0), (-38, -62, -76), (62, -52, -84))  # fmt: skip
    for i, (dx, dy, bend) in enumerate(fronds):
        tip, (cx, cy) = (top[0] + dx, top[1] + dy), top
        mid = (cx + dx * 0.5, cy + bend * 0.55)
        tone = shade(leaf, 0.88) if i in (2, 3) else leaf
        brush.fill(shape((cx, cy - 6), (*mid, *tip), (mid[0], mid[1] + 62, cx, cy + 12)), tone)
    for dx in (-13, 13):
        brush.fill(oval(top[0] + dx, top[1] + 14, 15), lit(rgb("#8a5a3a"), light))


def desert(brush: Brush, rng: random.Random, light: Light) -> None:
    """Dunes with their shaded sides, table mountains far away, two tall cacti."""
    sky(brush, rng, light, 310, (330, 250))
    far = hazy(rgb("#e79a78"), light, 0.42)
    dx = vary(rng, 14)
    table = [(104 + dx, 340), (118 + dx, 226), (132 + dx, 214), (206 + dx, 214), (220 + dx, 226), (238 + dx, 340)]  # fmt: skip
    brush.fill(shape(table[0], *table[1:]), far)
    brush.fill(shape((330 + dx, 340), (342 + dx, 252), (398 + dx, 252), (412 + dx, 340)), far)
    sand = hue(rng, rgb("#f7bd6b"))
    _dune(brush, 300, 170, 262, hazy(sand, light, 0.3))
    _dune(brush, 330, 400, 276, hazy(mix(sand, rgb("#f59f5f"), 0.25), light, 0.12))
    _cactus(brush, 450 + vary(rng, 10), 412, 178, light)
    _dune(brush, 378, 96, 352, lit(mix(sand, rgb("#f59f5f"), 0.12), light))
    _cactus(brush, 72 + vary(rng, 8), 446, 244, light)
    for down, tone in ((0, mix(sand, WHITE, 0.3)), (16, mix(sand, WHITE, 0.12))):
        ground = shape((0, 428 + down), (130, 396 + down, 270, 424 + down), (400, 446 + down, 512, 408 + down), (512, 512), (0, 512))  # fmt: skip
        brush.fill(ground, lit(tone, light))
    puddles(brush, rng, light)
    for x, y, r in ((428, 474, 34), (472, 486, 26)):
        brush.fill(oval(x, y, r, r * 0.62), lit(rgb("#c98a5c"), light))
        brush.fill(oval(x - r * 0.14, y - r * 0.14, r * 0.7, r * 0.38), lit(rgb("#dfa676"), light))


def _dune(brush: Brush, foot: float, crest: float, top: float, sand: RGB) -> None:
    """A wave of sand over the whole width, highest at x = `crest`, its lee side darker."""
    back = shape((-40, foot), (crest - 100, foot - 10, crest, top), (crest + 120, foot - 6, 560, foot + 10), (560, 512), (-40, 512))  # fmt: skip
    brush.fill(back, mix(sand, WHITE, 0.16))
    lee = shape((crest, top), (crest + 120, foot - 6, 560, foot + 10), (560, 512), (crest - 60, 512), (crest + 50, foot + 60, crest, top))  # fmt: skip
    brush.fill(lee, shade(sand, 0.96))


def _cactus(brush: Brush, x: float, foot: float, high: float, light: Light) -> None:
    """A tall cactus with two raised arms and a pink blossom."""
    green, w = lit(rgb("#4fae6a"), light), high * 0.21
    arms = ((-0.22, 0.42, 0.66), (0.26, 0.3, 0.56))
    for width, tone, shift in ((w, shade(green, 0.8), 0.0), (w * 0.74, green, -w * 0.08)):
        brush.lines([(x + shift, foot), (x + shift, foot - high)], tone, width)
        for dx, low, up in arms:
            elbow = (x + dx * high + shift, foot - low * high)
            brush.lines([(x + shift, elbow[1]), elbow], tone, width * 0.78)
            brush.lines([elbow, (elbow[0], foot - up * high)], tone, width * 0.78)
    for dx in (-0.18, 0.18):
        brush.lines([(x + dx * w, foot - high * 0.1), (x + dx * w, foot - high * 0.94)], shade(green, 0.88), 4)  # fmt: skip
    pink = lit(rgb("#ff86b0"), light)
    for dx, dy in ((-0.34, 0.1), (0.34, 0.1), (0.0, -0.22)):
        brush.fill(oval(x + dx * w, foot - high - w * (0.42 - dy), w * 0.3), pink)
