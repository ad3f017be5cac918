"""Cold scenes: snow, ice and the high mountains."""

from __future__ import annotations

import random

from forge.draw.paint import Brush, box, oval, shape
from forge.draw.palette import RGB, WHITE, mix, rgb, shade
from forge.draw.scenes_plants import far_firs, fir, flower
from forge.draw.setting import WOOD, Light, circles, hazy, hill, hue, lit, mirror, near, vary
from forge.draw.skies import puddles, sky


def snow(brush: Brush, rng: random.Random, light: Light) -> None:
    """White hills one behind the other, a snowy fir on the left, a snowman on the right."""
    sky(brush, rng, light, 310)
    white, blue = lit(rgb("#fbfdff"), light), lit(rgb("#a9cdf0"), light)
    hill(brush, 262 + vary(rng, 16), 300, 276 + vary(rng, 16), hazy(rgb("#b4d3f2"), light, 0.35))
    spots = near(rng, [(150, 312), (206, 316), (330, 314), (384, 304)], 10)
    far_firs(brush, spots, 56, hazy(rgb("#7fc0b4"), light, 0.5))
    hill(brush, 336, 314, 290 + vary(rng, 12), mix(white, blue, 0.62))
    pine = hazy(rgb("#5fb09a"), light, 0.15)
    fir(brush, 122 + vary(rng, 10), 366, 88, pine, hazy(WOOD, light, 0.15), white)
    hill(brush, 360, 356, 344, mix(white, blue, 0.34))
    pine = lit(rgb("#3f9f7c"), light)
    fir(brush, 56 + vary(rng, 10), 430, 150 + vary(rng, 10), pine, lit(WOOD, light), white)
    _snowman(brush, 448 + vary(rng, 10), 432 + vary(rng, 6), 54, light)
    hill(brush, 414, 424, 420, white)
    puddles(brush, rng, light)
    if light != "rain":
        flakes = [
            (34, 44),
            (118, 66),
            (30, 186),
            (160, 24),
            (346, 40),
            (486, 28),
            (404, 172),
            (484, 250),
        ]
        brush.fill(circles((x, y, 11) for x, y in near(rng, flakes, 24)), WHITE)


def _snowman(brush: Brush, x: float, foot: float, size: float, light: Light) -> None:
    """`size` is the radius of its lower ball."""
    white, dark = lit(WHITE, light), lit(rgb("#4a4460"), light)
    edge, red = lit(rgb("#b3cdea"), light), lit(rgb("#ef5a5f"), light)
    head = foot - size * 2.2
    for y, r in ((foot - size * 0.8, size), (head, size * 0.76)):
        brush.fill(oval(x, y, r + 2, r), edge)
        brush.fill(oval(x - r * 0.1, y - r * 0.06, r * 0.88), white)
    brush.fill(box(x - size * 0.72, head + size * 0.52, size * 1.44, size * 0.34, 9), red)
    brush.fill(box(x + size * 0.2, head + size * 0.6, size * 0.36, size * 0.8, 8), red)
    brush.fill(box(x - size * 0.5, head - size * 1.3, size, size * 0.74, 8), dark)
    brush.fill(box(x - size * 0.5, head - size * 0.84, size, size * 0.2), red)
    brush.fill(box(x - size * 0.84, head - size * 0.68, size * 1.68, size * 0.22, 6), dark)
    for dx in (-0.3, 0.26):
        brush.fill(oval(x + dx * size, head - size * 0.16, size * 0.12), dark)
    nose = shape((x, head), (x - size * 0.75, head + size * 0.16), (x, head + size * 0.28))
    brush.fill(nose, lit(rgb("#ff9234"), light))


def ice(brush: Brush, rng: random.Random, light: Light) -> None:
    """A frozen lake: an igloo on its far bank, blocks of ice, pale bergs behind."""
    sky(brush, rng, light, 300)
    white, blue = lit(rgb("#f8fcff"), light), mirror(hue(rng, rgb("#8fd0f5")), light)
    _bergs(brush, hazy(rgb("#a8d8f5"), light, 0.56))
    hill(brush, 296, 306, 290, mix(white, blue, 0.3))
    _shards(brush, 446 + vary(rng, 10), 346, 190 + vary(rng, 14), blue)
    banks = [(14, 352), (92, 360), (176, 352), (256, 354), (336, 352), (420, 360), (500, 350)]
    for x, y in near(rng, banks, 8):
        brush.fill(oval(x, y, 58, 22), white)
    _igloo(brush, 78 + vary(rng, 8), 376, 90, light)
    for down, tone in ((0, mix(blue, WHITE, 0.62)), (10, mix(blue, WHITE, 0.42)), (62, mix(blue, WHITE, 0.2)), (112, blue)):  # fmt: skip
        rink = shape((0, 372 + down), (256, 340 + down, 512, 372 + down), (512, 512), (0, 512))
        brush.fill(rink, tone)
    for ax, ay, size in ((36, 418, 66), (418, 408, 70), (80, 480, 70), (410, 476, 66)):
        x, y = ax + vary(rng, 12), ay + vary(rng, 6)
        for step, width in ((0, 13), (30, 8)):
            ends = [(x + step, y + 18), (x + step + size, y - 18)]
            brush.lines(ends, mix(blue, WHITE, 0.8), width)
    puddles(brush, rng, light)


def _bergs(brush: Brush, tone: RGB) -> None:
    """Icebergs far away, one silhouette."""
    brush.fill(
        shape(
            (-10, 320), (-10, 246), (40, 212), (92, 250), (138, 232), (196, 290), (250, 300),
            (318, 288), (352, 226), (386, 236), (410, 200), (470, 230), (522, 206), (522, 320),
        ),
        tone,
    )  # fmt: skip


def _igloo(brush: Brush, x: float, foot: float, size: float, light: Light) -> None:
    """A round snow house, `size` half its width."""
    white, joint = lit(rgb("#f4faff"), light), lit(rgb("#86b9e6"), light)
    dome = shape(
        (x - size, foot),
        (x - size, foot - size * 1.3, x + size, foot - size * 1.3, x + size, foot),
    )
    with brush.inside(dome):
        brush.fill(dome, mix(white, joint, 0.3))
        brush.fill(oval(x - size * 0.2, foot - size * 0.2, size * 0.86, size), white)
        for up in (0.34, 0.68):
            brush.lines([(x - size, foot - size * up), (x + size, foot - size * up)], joint, 6)
        for dx, up in ((-0.5, 0.0), (0.55, 0.0), (-0.1, 0.34), (0.5, 0.34), (0.1, 0.68)):
            top = (x + dx * size, foot - (up + 0.34) * size)
            brush.lines([(top[0], foot - up * size), top], joint, 6)
    brush.stroke(dome, joint, 6)
    glow = rgb("#ffd77a") if light in ("night", "sunset") else lit(rgb("#5f8fc4"), light)
    for grow, tone in ((1.4, white), (1.0, glow)):
        r = size * 0.3 * grow
        door = shape((x - r, foot), (x - r, foot - r * 2.2, x + r, foot - r * 2.2, x + r, foot))
        brush.fill(door, tone)
        if tone is white:
            brush.stroke(door, joint, 4)


def _shards(brush: Brush, x: float, foot: float, high: float, blue: RGB) -> None:
    """Three pointed blocks of ice around x."""
    for dx, w, part in ((-50, 30, 0.56), (44, 36, 0.62), (0, 44, 1.0)):
        left, right, tip, mid = x + dx - w, x + dx + w, foot - high * part, x + dx + 4
        block = ((left, foot), (left + w * 0.3, tip + 36), (mid, tip), (right - w * 0.2, tip + 48))
        brush.fill(shape(*block, (right, foot)), mix(blue, WHITE, 0.42))
        brush.fill(
            shape((mid + 4, foot), (mid, tip), (right - w * 0.2, tip + 48), (right, foot)),
            shade(blue, 0.86),
        )


def mountain(brush: Brush, rng: random.Random, light: Light) -> None:
    """Snow-capped peaks over a valley of firs and an alpine meadow."""
    sky(brush, rng, light, 300, (330, 250))
    far, cap = hazy(rgb("#9db4e0"), light, 0.55), hazy(WHITE, light, 0.35)
    _peak(brush, 268 + vary(rng, 10), 168, 190, 340, far, cap)
    rock, cap = hazy(rgb("#7f96cf"), light, 0.2), hazy(WHITE, light, 0.05)
    _peak(brush, 446 + vary(rng, 10), 176 + vary(rng, 12), 180, 370, rock, cap)
    rock = hazy(rgb("#7288c6"), light, 0.1)
    _peak(brush, 84 + vary(rng, 10), 78 + vary(rng, 12), 220, 380, rock, lit(WHITE, light))
    hill(brush, 336, 320, 344, hazy(rgb("#8ccf8a"), light, 0.25))
    far_firs(
        brush,
        near(rng, [(124, 364), (170, 362), (338, 362), (384, 366)], 10),
        60,
        hazy(rgb("#5fae86"), light, 0.2),
    )
    hill(brush, 366, 356, 372, hazy(rgb("#8fd073"), light, 0.08))
    pine, wood = lit(rgb("#459c6a"), light), lit(WOOD, light)
    for x, foot, size in ((26.0, 432.0, 110.0), (482, 436, 118), (84, 424, 76)):
        fir(brush, x + vary(rng, 8), foot, size, pine, wood)
    hill(brush, 414, 424, 416, lit(rgb("#9adb68"), light))
    puddles(brush, rng, light)
    for i, (x, y) in enumerate(near(rng, [(46, 456), (100, 482), (424, 478), (476, 460)], 10)):
        petals = lit(WHITE if i % 2 else rgb("#8fa8ff"), light)
        flower(brush, x, y, 20, petals, lit(rgb("#ffc531"), light), None)


def _peak(
    brush: Brush, x: float, tip: float, half: float, foot: float, rock: RGB, cap: RGB
) -> None:
    """A mountain whose right side lies in the shade; its snow reaches a third down."""
    high = foot - tip
    left, right = (x - half, foot), (x + half, foot)
    brush.fill(shape(left, (x - 10, tip + 8), (x, tip, x + 10, tip + 8), right), rock)
    ridge = ((x + half * 0.16, tip + high * 0.3), (x - half * 0.02, tip + high * 0.55), (x + half * 0.2, foot))  # fmt: skip
    brush.fill(shape((x, tip + 4), *ridge, right), shade(rock, 0.9))
    down = 0.36
    rim = [
        (x + half * down, tip + high * down), (x + half * 0.2, tip + high * 0.29),
        (x + half * 0.1, tip + high * 0.42), (x - half * 0.04, tip + high * 0.3),
        (x - half * 0.18, tip + high * 0.44), (x - half * 0.24, tip + high * 0.32),
        (x - half * down, tip + high * down),
    ]  # fmt: skip
    brush.fill(shape((x - 10, tip + 8), (x, tip, x + 10, tip + 8), *rim), cap)
    shadow = (
        (x + half * down, tip + high * down),
        rim[1],
        rim[2],
        (x + half * 0.04, tip + high * 0.35),
    )
    brush.fill(shape((x, tip + 4), *shadow), mix(cap, rock, 0.32))
