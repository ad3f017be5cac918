"""Green scenes: meadow, forest, garden and pond."""

from __future__ import annotations

import random

from forge.draw.paint import Brush, box, oval, shape
from forge.draw.palette import RAINBOW, RGB, WHITE, mix, rgb, shade
from forge.draw.scenes_plants import (
    bushes,
    cattail,
    crown,
    far_firs,
    fir,
    flower,
    round_tree,
    sunflower,
    tuft,
    tulip,
)
from forge.draw.setting import LEAF, WOOD, Light, hazy, hill, hue, lit, mirror, near, vary
from forge.draw.skies import puddles, sky

PETALS: tuple[RGB, ...] = tuple(
    rgb(c) for c in ("#ff8fb3", "#ffffff", "#ffd44d", "#c79bff", "#ff8a70")
)
YOLK = rgb("#ffc531")


def meadow(brush: Brush, rng: random.Random, light: Light) -> None:
    """Rolling hills, paler with each one, and big flowers in the near grass."""
    sky(brush, rng, light, 320)
    grass = hue(rng, rgb("#8fd65a"))
    hill(brush, 262 + vary(rng, 24), 324, 290, hazy(rgb("#8fd0a8"), light, 0.5))
    hill(brush, 330, 296 + vary(rng, 16), 268 + vary(rng, 20), hazy(rgb("#93d489"), light, 0.3))
    wood = hazy(WOOD, light, 0.15)
    round_tree(brush, 74 + vary(rng, 20), 334, 76, hazy(LEAF, light, 0.15), wood)
    hill(brush, 322 + vary(rng, 14), 348, 334, hazy(rgb("#a9de68"), light, 0.08))
    hill(brush, 388, 408, 392 + vary(rng, 12), lit(grass, light))
    puddles(brush, rng, light)
    stem = lit(shade(grass, 0.76), light)
    for x, y in near(rng, [(150, 500), (362, 504)], 14):
        tuft(brush, x, y, 28, stem)
    spots = [(42, 372), (98, 424), (34, 458), (452, 366), (416, 428), (480, 446)]
    for i, (x, y) in enumerate(near(rng, spots, 14)):
        petals = lit(PETALS[i % 5], light)
        flower(brush, x, y, 27 if i % 3 else 23, petals, lit(YOLK, light), stem)


def forest(brush: Brush, rng: random.Random, light: Light) -> None:
    """An old tree whose crown hangs into the picture, firs in two rows, toadstools."""
    sky(brush, rng, light, 300, (320, 232))
    leaf, wood = hue(rng, rgb("#56b54e")), hue(rng, WOOD)
    far = near(
        rng, [(12, 322), (84, 330), (160, 324), (236, 330), (310, 324), (386, 330), (462, 322)], 10
    )
    far_firs(brush, far, 100, hazy(rgb("#7cc7a4"), light, 0.45))
    row = near(rng, [(140, 372), (208, 368), (300, 368), (376, 372)], 12)
    far_firs(brush, row, 92, hazy(rgb("#66b886"), light, 0.24))
    hill(brush, 348, 352, 344, hazy(rgb("#86cc66"), light, 0.1))
    side = lit(shade(leaf, 0.84), light)
    fir(brush, 462 + vary(rng, 12), 426 + vary(rng, 8), 148 + vary(rng, 10), side, lit(wood, light))
    _old_tree(brush, vary(rng, 8), lit(leaf, light), lit(wood, light))
    hill(brush, 420, 426, 414, lit(rgb("#74be54"), light))
    puddles(brush, rng, light)
    for (x, y), size in zip(near(rng, [(440, 462), (98, 466)], 12), (42, 34), strict=True):
        _toadstool(brush, x, y, size, light)
    for x, y in near(rng, [(32, 492), (190, 504), (350, 502), (496, 496)], 12):
        tuft(brush, x, y, 28, lit(rgb("#55a345"), light))


def _old_tree(brush: Brush, dx: float, leaf: RGB, wood: RGB) -> None:
    """A trunk at the left edge, its crown in the upper left corner."""
    for inset, tone in ((0, shade(wood, 0.82)), (16, wood)):
        trunk = shape(
            (-20, 450),
            (14 + dx, 400, 8 + dx, 140),
            (70 + dx - inset, 140),
            (62 + dx - inset, 390, 104 - inset, 450),
        )
        brush.fill(trunk, tone)
    brush.fill(oval(38 + dx, 304, 15, 20), shade(wood, 0.66))
    crown(brush, 42 + dx, 100, 250, leaf)


def _toadstool(brush: Brush, x: float, y: float, size: float, light: Light) -> None:
    """`size` is half its cap's width."""
    cream, red = lit(rgb("#fff3e0"), light), lit(rgb("#ef5350"), light)
    brush.fill(box(x - size * 0.36, y - size * 0.3, size * 0.72, size * 1.1, size * 0.3), cream)
    for grow, tone in ((1.0, shade(red, 0.84)), (0.9, red)):
        s = size * grow
        cap = shape((x - s, y), (x - s * 0.9, y - s * 1.25, x + s * 0.9, y - s * 1.25, x + s, y), (x, y + s * 0.35, x - s, y))  # fmt: skip
        brush.fill(cap, tone)
    for px, py, r in ((-0.42, -0.28, 0.21), (0.1, -0.58, 0.21), (0.5, -0.18, 0.19)):
        brush.fill(oval(x + px * size, y + py * size, r * size), cream)


def garden(brush: Brush, rng: random.Random, light: Light) -> None:
    """A white fence before a hedge, sunflowers and beds of tulips at both sides."""
    sky(brush, rng, light, 300, (330, 258))
    discs = [(x, y, 46.0) for x, y in near(rng, [(210, 268), (302, 266)], 8)]
    bushes(brush, discs, hazy(rgb("#74c283"), light, 0.4))
    far = [(20.0, 262.0, 52.0), (104, 258, 50), (408, 258, 50), (492, 264, 52)]
    bushes(brush, [(x + vary(rng, 8), y, r) for x, y, r in far], hazy(rgb("#6fc06a"), light, 0.25))
    hill(brush, 282, 290, 282, hazy(rgb("#8ccb6c"), light, 0.15))
    _fence(brush, lit(WHITE, light))
    hill(brush, 380, 388, 380, lit(rgb("#97d962"), light))
    puddles(brush, rng, light)
    stem = lit(rgb("#4ea548"), light)
    for x, y in near(rng, [(46, 256), (470, 266)], 10):
        sunflower(brush, x, y, 58, lit(rgb("#ffc928"), light), lit(rgb("#8a5a34"), light), stem)
    for bed in (40, 474):
        brush.fill(oval(bed, 468, 96, 26), lit(rgb("#8f6244"), light))
        brush.fill(oval(bed, 463, 90, 20), lit(rgb("#b07f58"), light))
    tulips = zip([(34, 404), (92, 412), (424, 412), (480, 404)], (0, 1, 2, 0), strict=True)
    for (x, y), i in tulips:
        colour = lit((PETALS[0], RAINBOW[0], RAINBOW[5])[i], light)
        tulip(brush, x + vary(rng, 8), y + vary(rng, 8), 29, colour, stem)


def _fence(brush: Brush, white: RGB) -> None:
    for top in (298, 346):
        brush.fill(box(0, top, 512, 18), shade(white, 0.88))
    for i in range(9):
        x = i * 64
        for dx, tone in ((4, mix(white, rgb("#8fa3c8"), 0.35)), (-1, white)):
            a, b = x - 20 + dx, x + 20 + (dx if dx < 0 else 3)
            brush.fill(shape((a, 396), (a, 276), ((a + b) / 2, 254), (b, 276), (b, 396)), tone)


def pond(brush: Brush, rng: random.Random, light: Light) -> None:
    """Still water with lily pads between reeds, seen from its grassy bank."""
    sky(brush, rng, light, 290, (300, 240))
    hill(brush, 258 + vary(rng, 16), 262, 236, hazy(rgb("#8fd0a0"), light, 0.48))
    wood = hazy(WOOD, light, 0.2)
    round_tree(brush, 434 + vary(rng, 12), 312, 84, hazy(LEAF, light, 0.22), wood)
    bushes(brush, [(66, 292, 34), (112, 298, 28)], hazy(LEAF, light, 0.3))
    hill(brush, 300, 294, 298, hazy(rgb("#9bd876"), light, 0.18))
    water = mirror(hue(rng, rgb("#58bfe4")), light)
    brush.fill(oval(256, 402, 330, 92), mix(water, WHITE, 0.55))
    brush.fill(oval(256, 408, 326, 90), mix(water, WHITE, 0.2))
    brush.fill(oval(256, 424, 320, 84), water)
    for x, y, half in ((168.0, 352.0, 46), (372, 376, 52), (120, 402, 40)):
        brush.fill(box(x - half + vary(rng, 10), y, half * 2, 7, 3), mix(water, WHITE, 0.5))
    pads = zip(near(rng, [(114, 372), (432, 348), (452, 402)], 8), (46, 34, 50), strict=True)
    for i, ((x, y), r) in enumerate(pads):
        _lily_pad(brush, x, y, r, i != 1, light)
    hill(brush, 424, 432, 428, lit(rgb("#8ad35c"), light))
    reed, brown = lit(rgb("#58ab4c"), light), lit(rgb("#93603c"), light)
    for x, foot, high in ((48, 472, 200), (16, 482, 280), (494, 482, 250)):
        cattail(brush, x + vary(rng, 8), foot, high + vary(rng, 20), reed, brown)
    puddles(brush, rng, light)


def _lily_pad(brush: Brush, x: float, y: float, r: float, blooms: bool, light: Light) -> None:
    """A round leaf with its notch, and a pink lotus on it where it blooms; `r` half its width."""
    green = lit(rgb("#5cbf62"), light)
    brush.fill(oval(x, y + 5, r, r * 0.42), shade(green, 0.78))
    notch = shape((x, y), (x + r * 1.1, y - r * 0.34), (x + r * 0.5, y - r * 0.6))
    brush.fill(oval(x, y, r, r * 0.42), green)
    brush.fill(notch, shade(green, 0.78))
    if blooms:
        pink = lit(rgb("#ff9cc0"), light)
        for lean, tone in ((-0.62, pink), (0.62, pink), (-0.32, mix(pink, WHITE, 0.25)), (0.32, mix(pink, WHITE, 0.25)), (0.0, mix(pink, WHITE, 0.5))):  # fmt: skip
            tip = (x - r * 0.1 + lean * r, y - r * (0.95 - abs(lean) * 0.45))
            foot, side = (x - r * 0.1, y + r * 0.06), r * 0.3
            brush.fill(shape(foot, (tip[0] - side, (tip[1] + foot[1]) / 2, *tip), (tip[0] + side, (tip[1] + foot[1]) / 2, *foot)), tone)  # fmt: skip
