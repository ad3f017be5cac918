"""Scenes in a house: sofa, bathtub and classroom, each with the sky in its window."""

from __future__ import annotations

import random

from forge.draw.paint import Brush, box, heart, oval, shape, star
from forge.draw.palette import RGB, WHITE, mix, rgb, shade
from forge.draw.setting import Light, hue, letter, near, room, vary, wall
from forge.draw.skies import window

GOLD = rgb("#f2bd2e")


def sofa(brush: Brush, rng: random.Random, light: Light) -> None:
    """A wide sofa before a striped wall."""
    paper = room(hue(rng, rgb("#fff0d6")), light)
    wall(brush, mix(paper, WHITE, 0.12))
    for i in range(0, 9, 2):
        brush.fill(box(i * 64 - 32, 0, 58, 420), shade(paper, 0.965))
    window(brush, rng, light, 392, 30, 100, 124)
    _lamp(brush, 62 + vary(rng, 8), light)
    brush.fill(box(0, 404, 512, 108), room(rgb("#e2b283"), light))
    brush.fill(box(0, 396, 512, 14), room(rgb("#fffaf0"), light))
    brush.fill(oval(256, 476, 250, 48), room(rgb("#ff9fb2"), light))
    brush.fill(oval(256, 474, 222, 38), room(rgb("#ffd0d8"), light))
    _couch(brush, room(hue(rng, rgb("#62bdb4")), light))
    for px, py, colour, turn in ((112, 326, "#ffd166", -10), (402, 326, "#ff8fa8", 12)):
        with brush.at(px + vary(rng, 8), py + vary(rng, 6), turn):
            pillow = room(rgb(colour), light)
            brush.solid(box(-38, -36, 76, 72, 22), pillow, shade(pillow, 0.84), 5)
            brush.fill(heart(0, 0, 18) if turn < 0 else star(0, 0, 22, 11), WHITE, 0.9)


def _lamp(brush: Brush, x: float, light: Light) -> None:
    brush.glow(x, 110, 110, rgb("#fff2a8"), 0.85 if light == "night" else 0.5)
    brush.fill(box(x - 5, 130, 10, 200), room(rgb("#b98252"), light))
    brush.fill(shape((x - 26, 60), (x + 26, 60), (x + 50, 132), (x - 50, 132)), rgb("#ffcf70"))
    brush.fill(shape((x - 26, 60), (x - 6, 60), (x - 20, 132), (x - 50, 132)), rgb("#ffe3a4"))


def _couch(brush: Brush, colour: RGB) -> None:
    line, pale = shade(colour, 0.8), mix(colour, WHITE, 0.16)
    for x in (64, 424):
        brush.fill(box(x, 420, 26, 32, 8), rgb("#8a5a3a"))
    for x in (44, 256):
        brush.solid(box(x, 206, 212, 180, 42), colour, line, 5)
        brush.fill(box(x + 16, 220, 170, 90, 36), pale)
    brush.solid(box(50, 346, 412, 84, 22), shade(colour, 0.94), line, 5)
    brush.fill(box(60, 350, 392, 34, 16), pale)
    brush.lines([(256, 356), (256, 380)], line, 6)
    for x in (8, 424):
        brush.solid(box(x, 268, 80, 166, 38), colour, line, 5)
        brush.fill(box(x + 14, 280, 44, 110, 22), pale)


def bathtub(brush: Brush, rng: random.Random, light: Light) -> None:
    """A tiled bathroom, the far rim of a tub, a shower and a towel."""
    tile = room(hue(rng, rgb("#c3ecf2")), light)
    wall(brush, mix(tile, WHITE, 0.12))
    joint = mix(tile, WHITE, 0.65)
    for i in range(1, 8):
        brush.lines([(i * 64, 0), (i * 64, 440)], joint, 5)
    for i in range(7):
        brush.lines([(0, 32 + i * 64), (512, 32 + i * 64)], joint, 5)
    brush.fill(box(0, 440, 512, 72), room(rgb("#8fc7d6"), light))
    window(brush, rng, light, 18, 34, 100, 124)
    _shower(brush, 446 + vary(rng, 8), light)
    towel = room(rgb("#ff9db8"), light)
    brush.fill(box(6, 214, 104, 12, 6), GOLD)
    brush.fill(box(24 + vary(rng, 6), 216, 66, 118, 8), towel)
    for y in (296, 312):
        brush.fill(box(24, y, 66, 8), WHITE, 0.8)
    brush.solid(oval(256, 378, 184, 30), rgb("#dfeaf4"), rgb("#a9c0d8"), 4)
    brush.fill(oval(256, 384, 168, 21), rgb("#8fd4f0"))


def _shower(brush: Brush, x: float, light: Light) -> None:
    metal = room(rgb("#b4c1d4"), light)
    brush.lines([(x + 46, 380), (x + 46, 190)], metal, 11)
    brush.lines([(x + 46, 190), (x + 46, 40), (x - 8, 62)], metal, 11)
    brush.fill(shape((x - 48, 98), (x - 40, 60, x - 8, 58), (x + 26, 60, x + 34, 98)), metal)
    for i, (dx, y) in enumerate(
        ((-36, 122), (-8, 118), (20, 122), (-42, 166), (-10, 164), (22, 166))
    ):
        brush.lines([(x + dx, y), (x + dx - (2 - i % 3) * 2, y + 24)], rgb("#6cc0f0"), 7)


def bathtub_front(brush: Brush, rng: random.Random, light: Light) -> None:
    """The tub over the figure's lower half, foam on its rim and a duck."""
    line = rgb("#a9bdd6")
    for foot, flip in ((128, False), (384, True)):
        with brush.at(foot, 470, flip=flip):
            brush.solid(
                shape(
                    (-22, -6), (26, -6), (14, 32, -6, 36), (-40, 38, -34, 22), (-16, 20, -22, -6)
                ),
                GOLD,
                None,
                3,
            )
    tub = shape((78, 392), (84, 486, 150, 486), (362, 486), (428, 486, 434, 392))
    brush.fill(tub, rgb("#f4f9fd"))
    with brush.inside(tub):
        brush.fill(oval(256, 520, 230, 66), rgb("#d8e4f1"))
    brush.stroke(tub, line, 4)
    brush.fill(oval(160, 438, 30, 14), WHITE, 0.9)
    brush.solid(box(68, 376, 376, 30, 15), WHITE, line, 4)
    spots = [
        (92, 370),
        (124, 358),
        (158, 372),
        (196, 380),
        (240, 382),
        (284, 382),
        (324, 378),
        (356, 366),
    ]
    for i, (x, y) in enumerate(near(rng, spots, 8)):
        brush.solid(oval(x, y, 27 if i % 2 == 0 else 22), rgb("#fbfdff"), rgb("#c3dcf0"), 3)
    for i, (x, y) in enumerate(near(rng, spots, 8)):
        brush.fill(oval(x, y + 4, 21 if i % 2 == 0 else 17), WHITE)
    _duck(brush, 414 + vary(rng, 6), 350, light)
    for bx, by, r in ((44, 408, 17), (474, 420, 20), (30, 350, 12)):
        _bubble(brush, bx + vary(rng, 12), by + vary(rng, 12), r)


def _bubble(brush: Brush, x: float, y: float, r: float) -> None:
    brush.fill(oval(x, y, r), rgb("#e8f6ff"), 0.6)
    brush.stroke(oval(x, y, r), WHITE, 3)


def _duck(brush: Brush, x: float, y: float, light: Light) -> None:
    yellow = rgb("#ffd23f")
    body = shape(
        (x - 40, y - 8),
        (x - 28, y + 2, x - 8, y - 6),
        (x + 46, y - 6, x + 38, y + 22),
        (x + 20, y + 36, x - 14, y + 30),
        (x - 38, y + 24, x - 40, y - 8),
    )
    brush.solid(body, yellow, rgb("#d99a1c"), 3)
    brush.solid(
        shape((x + 36, y - 26), (x + 66, y - 24, x + 62, y - 14), (x + 54, y - 4, x + 34, y - 10)),
        rgb("#ff8f3a"),
        rgb("#cf6a1c"),
        3,
    )
    brush.solid(oval(x + 18, y - 24, 27), yellow, rgb("#d99a1c"), 3)
    brush.fill(oval(x + 26, y - 30, 6), rgb("#3a2b33"))


def classroom(brush: Brush, rng: random.Random, light: Light) -> None:
    """A blackboard with letters and sums, a window, a desk with books and an apple."""
    paper = room(hue(rng, rgb("#ffe9b8")), light)
    wall(brush, mix(paper, WHITE, 0.12))
    brush.fill(box(0, 404, 512, 108), room(rgb("#dba872"), light))
    brush.fill(box(0, 394, 512, 14), room(rgb("#fff8ea"), light))
    window(brush, rng, light, 14, 40, 92, 128)
    brush.solid(
        box(126, 26, 378, 268, 12),
        room(hue(rng, rgb("#3f8f72")), light),
        room(rgb("#b97f4a"), light),
        15,
    )
    chalk = rgb("#fffdf0")
    for name, x, y, size in (
        ("A", 396, 52, 52),
        ("B", 450, 52, 52),
        ("1", 394, 140, 50),
        ("2", 444, 140, 50),
    ):
        letter(brush, name, x + vary(rng, 6), y + vary(rng, 6), size, chalk, 8)
    brush.stroke(heart(410 + vary(rng, 6), 242, 19), rgb("#ffb3c7"), 7)
    brush.stroke(star(462 + vary(rng, 6), 242, 24, 11), rgb("#ffe27a"), 6)
    _books(brush, rng, light)
    _desk(brush, rng, light)


def _books(brush: Brush, rng: random.Random, light: Light) -> None:
    """A shelf on the left with books standing and lying."""
    wood = room(rgb("#c98d56"), light)
    brush.fill(box(6, 400, 116, 90, 8), shade(wood, 0.92))
    brush.fill(box(18, 416, 92, 28, 6), wood)
    brush.fill(box(18, 450, 92, 28, 6), wood)
    brush.fill(box(0, 388, 128, 18, 8), mix(wood, WHITE, 0.2))
    for i, (colour, high) in enumerate(
        (("#ef5a5f", 92), ("#4a9df5", 110), ("#ffd166", 84), ("#7ac96b", 100))
    ):
        tone = room(rgb(colour), light)
        top = 388 - high - vary(rng, 14)
        brush.fill(box(12 + i * 26, top, 24, 388 - top, 5), tone)
        brush.fill(box(12 + i * 26, top + 16, 24, 9), WHITE, 0.8)


def _desk(brush: Brush, rng: random.Random, light: Light) -> None:
    wood = room(rgb("#c98d56"), light)
    for leg in (398, 478):
        brush.fill(box(leg, 400, 16, 90, 5), shade(wood, 0.85))
    brush.fill(box(380, 386, 132, 24, 9), mix(wood, WHITE, 0.2))
    for y, colour, left in ((362, "#a46be8", 386), (338, "#ff9234", 392)):
        brush.fill(box(left + vary(rng, 6), y, 76, 24, 6), room(rgb(colour), light))
        brush.fill(box(left + 12, y + 6, 60, 12, 4), WHITE, 0.85)
    x = 482 + vary(rng, 6)
    apple = shape(
        (x, 346),
        (x + 38, 328, x + 38, 388, x + 4, 388),
        (x - 4, 388),
        (x - 38, 388, x - 38, 328, x, 346),
    )
    brush.fill(apple, room(rgb("#ee4b52"), light))
    brush.fill(oval(x - 12, 354, 7, 9), room(rgb("#ff9a94"), light))
    brush.lines([(x, 346), (x + 4, 330)], rgb("#7a4a2c"), 6)
    brush.fill(oval(x + 14, 332, 12, 6), room(rgb("#6cc04a"), light))
