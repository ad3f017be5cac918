"""Scenes on the land: meadow, forest, garden, snow, ice and beach."""

from __future__ import annotations

import random

from forge.draw.paint import Brush, box, oval, shape, star
from forge.draw.palette import RAINBOW, RGB, WHITE, Tint, mix, rgb, shade
from forge.draw.setting import (
    LEAF,
    WOOD,
    Light,
    fir,
    flower,
    hill,
    hue,
    lit,
    near,
    ramp,
    round_tree,
    tuft,
    tulip,
    vary,
)
from forge.draw.skies import puddles, sky

PETALS: tuple[RGB, ...] = tuple(
    rgb(c) for c in ("#ff8fb3", "#ffffff", "#ffd44d", "#c79bff", "#ff8a70")
)
YOLK = rgb("#ffc531")


def meadow(brush: Brush, rng: random.Random, light: Light) -> None:
    """Rolling green hills full of flowers."""
    sky(brush, rng, light, 330)
    grass = hue(rng, rgb("#8fd65a"))
    hill(
        brush,
        296 + vary(rng, 30),
        330,
        330 + vary(rng, 30),
        lit(mix(grass, rgb("#7fd0b0"), 0.35), light),
    )
    round_tree(brush, 76 + vary(rng, 24), 330, 66, lit(shade(LEAF, 0.9), light), lit(WOOD, light))
    hill(
        brush,
        352 + vary(rng, 20),
        348,
        314 + vary(rng, 20),
        lit(mix(grass, rgb("#ffff90"), 0.12), light),
    )
    hill(brush, 392, 416, 398 + vary(rng, 16), lit(grass, light))
    puddles(brush, rng, light)
    blade = lit(shade(grass, 0.78), light)
    for x, y in near(rng, [(132, 478), (384, 440), (300, 500), (204, 502)], 24):
        tuft(brush, x, y, 26, blade)
    spots = [
        (40, 392),
        (104, 424),
        (34, 470),
        (444, 388),
        (488, 440),
        (404, 470),
        (120, 372),
        (470, 346),
    ]
    for i, (x, y) in enumerate(near(rng, spots, 20)):
        flower(brush, x, y, 20 + 4 * (i % 2), lit(PETALS[i % 5], light), lit(YOLK, light), blade)


def forest(brush: Brush, rng: random.Random, light: Light) -> None:
    """Big trees at both sides, firs far away, toadstools."""
    sky(brush, rng, light, 300, (320, 232))
    leaf, wood = hue(rng, rgb("#4fae4a")), hue(rng, WOOD)
    far = lit(mix(leaf, rgb("#8fd8c0"), 0.45), light)
    for x, y in near(rng, [(150, 370), (370, 366), (256, 360), (100, 360), (420, 360)], 16):
        fir(brush, x, y, 96, far, lit(wood, light))
    hill(brush, 346, 352, 340, lit(rgb("#7cc45c"), light))
    fir(
        brush,
        460 + vary(rng, 16),
        420 + vary(rng, 10),
        138 + vary(rng, 14),
        lit(shade(leaf, 0.85), light),
        lit(wood, light),
    )
    round_tree(
        brush,
        52 + vary(rng, 16),
        428 + vary(rng, 10),
        176 + vary(rng, 16),
        lit(leaf, light),
        lit(wood, light),
    )
    hill(brush, 418, 428, 412, lit(rgb("#69b54c"), light))
    puddles(brush, rng, light)
    for (x, y), size in zip(
        near(rng, [(398, 440), (462, 452), (112, 452)], 14), (24, 36, 30), strict=True
    ):
        _toadstool(brush, x, y, size, light)
    for x, y in near(rng, [(30, 474), (190, 500), (340, 496)], 20):
        tuft(brush, x, y, 28, lit(rgb("#4f9a3f"), light))


def _toadstool(brush: Brush, x: float, y: float, size: float, light: Light) -> None:
    """`size` is half its cap's width."""
    brush.fill(
        box(x - size * 0.34, y - size * 0.3, size * 0.68, size * 1.15, size * 0.3),
        lit(rgb("#fff3e0"), light),
    )
    cap = shape(
        (x - size, y),
        (x - size * 0.9, y - size * 1.2, x + size * 0.9, y - size * 1.2, x + size, y),
        (x, y + size * 0.35, x - size, y),
    )
    brush.fill(cap, Tint(lit(rgb("#ef5350"), light)))
    for px, py, r in ((-0.45, -0.3, 0.19), (0.1, -0.58, 0.2), (0.52, -0.2, 0.17)):
        brush.fill(oval(x + px * size, y + py * size, r * size), lit(WHITE, light))


def garden(brush: Brush, rng: random.Random, light: Light) -> None:
    """A white fence before a hedge, and beds of tall flowers."""
    sky(brush, rng, light, 320, (330, 258))
    hedge, white = lit(hue(rng, rgb("#69bb58")), light), lit(WHITE, light)
    for x, y in near(
        rng, [(20, 306), (96, 290), (176, 304), (256, 292), (336, 304), (416, 290), (492, 306)], 10
    ):
        brush.fill(oval(x, y, 58, 48), hedge)
    hill(brush, 330, 330, 330, hedge)
    rail = shade(white, 0.9)
    for rail_top in (296, 346):
        brush.fill(box(0, rail_top, 512, 15), rail)
    for i in range(11):
        x = 4 + i * 50
        picket = shape((x - 15, 388), (x - 15, 272), (x, 252), (x + 15, 272), (x + 15, 388))
        brush.fill(picket, white)
        brush.stroke(picket, mix(white, rgb("#8fa3c8"), 0.4), 2.5)
    hill(brush, 378, 388, 378, lit(rgb("#93d65f"), light))
    puddles(brush, rng, light)
    _beds(brush, rng, light)


def _beds(brush: Brush, rng: random.Random, light: Light) -> None:
    stem = lit(rgb("#4ea548"), light)
    for x, y in near(rng, [(58, 300), (470, 306)], 16):
        brush.lines([(x, y), (x + 6, y + 70), (x, y + 150)], stem, 9)
        for dx in (-24, 26):
            brush.fill(oval(x + dx, y + 92, 25, 12), stem)
        brush.fill(star(x, y, 50, 35, 14), lit(rgb("#ffc928"), light))
        brush.fill(oval(x, y, 23), lit(rgb("#8a5a34"), light))
    for bed, rx in ((52, 88), (462, 88)):
        brush.fill(oval(bed, 470, rx, 24), lit(rgb("#a8754f"), light))
    spots = [(24, 404), (112, 414), (66, 420), (402, 414), (446, 420), (492, 408)]
    for i, (x, y) in enumerate(near(rng, spots, 10)):
        if i % 3 == 2:
            flower(brush, x, y, 25, lit(WHITE, light), lit(YOLK, light), stem)
        else:
            tulip(
                brush,
                x,
                y,
                24,
                lit((PETALS[0], RAINBOW[0], RAINBOW[5])[i % 3 - i // 3], light),
                stem,
            )


def snow(brush: Brush, rng: random.Random, light: Light) -> None:
    """White hills, a snowy fir on the left, a snowman on the right."""
    sky(brush, rng, light, 320)
    white = lit(rgb("#fafdff"), light)
    hill(
        brush,
        286 + vary(rng, 24),
        340,
        306 + vary(rng, 24),
        mix(white, lit(rgb("#a9cdf0"), light), 0.6),
    )
    fir(brush, 128 + vary(rng, 12), 356, 78, lit(rgb("#5fae98"), light), lit(WOOD, light), white)
    hill(brush, 362, 352, 340, mix(white, lit(rgb("#b9d8f5"), light), 0.4))
    fir(
        brush,
        62 + vary(rng, 14),
        426,
        138 + vary(rng, 12),
        lit(rgb("#3f9a78"), light),
        lit(WOOD, light),
        white,
    )
    _snowman(brush, 444 + vary(rng, 14), 428 + vary(rng, 8), 50, light)
    hill(brush, 412, 424, 420, white)
    puddles(brush, rng, light)
    if light != "rain":
        _flakes(brush, rng, 1.0)


def _flakes(brush: Brush, rng: random.Random, alpha: float) -> None:
    spots = [
        (40, 40),
        (104, 110),
        (28, 176),
        (116, 232),
        (170, 44),
        (348, 48),
        (406, 130),
        (486, 36),
        (482, 200),
        (396, 236),
        (134, 320),
    ]
    for i, (x, y) in enumerate(near(rng, spots, 30)):
        brush.fill(oval(x, y, 9 + 3 * (i % 2)), WHITE, alpha)


def _snowman(brush: Brush, x: float, foot: float, size: float, light: Light) -> None:
    """`size` is the radius of its lower ball."""
    white, dark = Tint(lit(WHITE, light)), lit(rgb("#4a4460"), light)
    head = foot - size * 2.25
    brush.solid(oval(x, foot - size * 0.8, size, size * 0.94), white, lit(rgb("#a9c4e4"), light), 3)
    brush.solid(oval(x, head, size * 0.74), white, lit(rgb("#a9c4e4"), light), 3)
    brush.fill(
        box(x - size * 0.72, head + size * 0.5, size * 1.44, size * 0.3, 8),
        lit(rgb("#ef5a5f"), light),
    )
    brush.fill(box(x - size * 0.5, head - size * 1.28, size, size * 0.7, 7), dark)
    brush.fill(box(x - size * 0.82, head - size * 0.68, size * 1.64, size * 0.2, 5), dark)
    for dx in (-0.28, 0.28):
        brush.fill(oval(x + dx * size, head - size * 0.14, size * 0.1), dark)
    brush.fill(
        shape((x, head), (x - size * 0.75, head + size * 0.16), (x, head + size * 0.24)),
        lit(rgb("#ff9234"), light),
    )
    for y in (0.72, 1.12):
        brush.fill(oval(x, foot - size * (1.6 - y), size * 0.1), dark)


def ice(brush: Brush, rng: random.Random, light: Light) -> None:
    """A frozen lake between snow banks and shards of ice."""
    sky(brush, rng, light, 320)
    white, blue = lit(rgb("#f8fcff"), light), lit(hue(rng, rgb("#8fd0f5")), light)
    hill(brush, 290, 318, 290, mix(white, blue, 0.35))
    for x, high, flip in (
        (44 + vary(rng, 12), 150 + vary(rng, 20), 1),
        (468 + vary(rng, 12), 142 + vary(rng, 20), -1),
    ):
        _shards(brush, x, 334, high, flip, blue)
    for x, y in near(
        rng, [(14, 336), (92, 346), (176, 340), (256, 344), (336, 340), (420, 346), (500, 336)], 10
    ):
        brush.fill(oval(x, y, 58, 28), white)
    rink = shape((0, 366), (256, 332, 512, 366), (512, 512), (0, 512))
    ramp(brush, rink, mix(blue, WHITE, 0.45), shade(blue, 0.93))
    for x, y, size in (
        (54, 398, 60),
        (410, 388, 66),
        (96, 462, 56),
        (440, 452, 60),
        (236, 490, 50),
    ):
        dx, dy = vary(rng, 14), vary(rng, 8)
        for step, width in ((0, 11), (26, 6)):
            brush.stroke(
                shape(
                    (x + dx + step, y + dy + 16), (x + dx + step + size, y + dy - 16), close=False
                ),
                WHITE,
                width,
                0.8,
            )
    puddles(brush, rng, light)


def _shards(brush: Brush, x: float, foot: float, high: float, flip: int, blue: RGB) -> None:
    """A cluster of three pointed blocks of ice."""
    for dx, w, part in ((-40, 30, 0.62), (44, 34, 0.5), (0, 42, 1.0)):
        left, right, tip = x + flip * dx - w, x + flip * dx + w, foot - high * part
        mid = x + flip * (dx + 6)
        brush.fill(
            shape(
                (left, foot),
                (left + w * 0.3, tip + 36),
                (mid, tip),
                (right - w * 0.2, tip + 48),
                (right, foot),
            ),
            mix(blue, WHITE, 0.25),
        )
        brush.fill(
            shape((mid - 4, foot), (mid, tip), (right - w * 0.2, tip + 48), (right, foot)),
            shade(blue, 0.93),
        )
        brush.fill(
            shape(
                (left + 9, foot),
                (left + w * 0.3 + 6, tip + 42),
                (left + w * 0.3 + 18, tip + 34),
                (left + 24, foot),
            ),
            WHITE,
            0.6,
        )


def beach(brush: Brush, rng: random.Random, light: Light) -> None:
    """A palm, the sea with a boat, and sand with a shell and a starfish."""
    sky(brush, rng, light, 280, (300, 250))
    sea = lit(hue(rng, rgb("#35b8e0")), light)
    ramp(brush, box(0, 262, 512, 120), shade(sea, 0.92), mix(sea, WHITE, 0.35))
    if light == "sunset":
        for glint, half in ((276, 52), (298, 40), (320, 28)):
            brush.fill(box(424 - half, glint, half * 2, 8, 4), rgb("#ffe9a0"), 0.8)
    else:
        _boat(brush, 438 + vary(rng, 20), 292, light)
    for x, y in near(rng, [(110, 290), (400, 330), (40, 326)], 12):
        brush.stroke(
            shape((x - 26, y), (x - 13, y - 10, x, y), (x + 13, y - 10, x + 26, y), close=False),
            WHITE,
            4,
            0.7,
        )
    sand = lit(hue(rng, rgb("#fbdf9d")), light)
    shore = shape(
        (0, 366),
        (70, 346, 150, 362),
        (256, 384, 372, 362),
        (450, 346, 512, 360),
        (512, 512),
        (0, 512),
    )
    brush.stroke(shore, WHITE, 18, 0.9)
    ramp(brush, shore, mix(sand, WHITE, 0.2), shade(sand, 0.94))
    puddles(brush, rng, light)
    _palm(brush, 62 + vary(rng, 14), 440, light)
    x, y = near(rng, [(404, 478)], 12)[0]
    brush.solid(
        star(x, y, 33, 19, 5, 12), Tint(lit(rgb("#ff8a6b"), light)), lit(rgb("#d9604a"), light), 3
    )
    _shell(brush, 464 + vary(rng, 10), 440 + vary(rng, 10), 36, light)


def _boat(brush: Brush, x: float, y: float, light: Light) -> None:
    brush.fill(
        shape(
            (x - 42, y),
            (x + 42, y),
            (x + 30, y + 24, x + 18, y + 24),
            (x - 18, y + 24),
            (x - 30, y + 24, x - 42, y),
        ),
        lit(rgb("#e8605a"), light),
    )
    brush.fill(shape((x + 4, y - 76), (x + 44, y - 8), (x + 4, y - 8)), lit(WHITE, light))
    brush.fill(shape((x - 4, y - 62), (x - 34, y - 8), (x - 4, y - 8)), lit(rgb("#ffd75e"), light))


def _shell(brush: Brush, x: float, y: float, size: float, light: Light) -> None:
    pink = lit(rgb("#ffb3c7"), light)
    fan = shape(
        (x, y + size * 0.8),
        (x - size * 1.5, y - size * 0.2, x - size * 0.6, y - size * 0.95, x, y - size * 0.8),
        (x + size * 0.6, y - size * 0.95, x + size * 1.5, y - size * 0.2, x, y + size * 0.8),
    )
    brush.solid(fan, Tint(pink), shade(pink, 0.78), 3)
    for dx in (-0.45, 0.0, 0.45):
        brush.lines([(x, y + size * 0.65), (x + dx * size, y - size * 0.5)], shade(pink, 0.82), 4)


def _palm(brush: Brush, x: float, foot: float, light: Light) -> None:
    wood, leaf = lit(rgb("#b98252"), light), lit(rgb("#4fb04f"), light)
    top = (x + 6, foot - 276)
    trunk = shape(
        (x - 20, foot),
        (x - 46, foot - 140, top[0] - 11, top[1]),
        (top[0] + 11, top[1]),
        (x - 14, foot - 140, x + 22, foot),
    )
    ramp(brush, trunk, shade(wood, 0.88), wood)
    for i in range(4):
        y = foot - 46 - i * 48
        brush.lines([(x - 22, y), (x - 8, y + 9), (x + 4, y)], shade(wood, 0.78), 5)
    for dx, dy, bend in (
        (-74, 26, -70),
        (88, 34, -66),
        (-62, 82, -8),
        (70, 88, 0),
        (-36, -50, -70),
        (52, -44, -74),
    ):
        tip, (cx, cy) = (top[0] + dx, top[1] + dy), top
        mid = (cx + dx * 0.5, cy + bend * 0.55)
        brush.fill(
            shape((cx, cy - 5), (*mid, *tip), (mid[0], mid[1] + 52, cx, cy + 10)), Tint(leaf)
        )
    for dx in (-10, 12):
        brush.fill(oval(top[0] + dx, top[1] + 12, 13), lit(rgb("#8a5a3a"), light))
