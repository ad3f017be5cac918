"""Scenes with houses and such under the open sky: castle, farm, street and playground."""

from __future__ import annotations

import random

from forge.draw.paint import Brush, box, heart, oval, shape, star
from forge.draw.palette import RGB, WHITE, mix, rgb, shade
from forge.draw.scenes_plants import bushes, flower, round_tree
from forge.draw.setting import LAMPLIGHT, LEAF, WOOD, Light, hazy, hill, hue, lit, near, pane, vary
from forge.draw.skies import puddles, sky


def castle(brush: Brush, rng: random.Random, light: Light) -> None:
    """A storybook castle: two round towers with flags, a wall between them, a path to it."""
    sky(brush, rng, light, 270, (320, 240))
    hill(brush, 290, 268, 300, hazy(rgb("#8fd0a0"), light, 0.45))
    stone = hue(rng, rgb("#f3dcd8"))
    roof, rose = rgb("#8f7be0"), rgb("#f07fa6")
    pale = hazy(stone, light, 0.3)
    _tower(brush, 256, 372, 78, 262, pale, hazy(roof, light, 0.42), None, None)
    wall_tone = hazy(stone, light, 0.16)
    brush.fill(box(60, 262, 392, 130), wall_tone)
    for i in range(6):
        brush.fill(box(76 + i * 66, 238, 36, 30, 3), wall_tone)
    brush.fill(box(60, 292, 392, 12), shade(wall_tone, 0.93))
    near_stone = lit(stone, light)
    left, right = 74 + vary(rng, 8), 450 + vary(rng, 8)
    _tower(brush, left, 404, 100, 236, near_stone, lit(rose, light), lit(roof, light), pane(light))
    _tower(brush, right, 404, 96, 168, near_stone, lit(roof, light), lit(rose, light), pane(light))
    hill(brush, 388, 376, 390, lit(rgb("#96d86a"), light))
    gate = shape((212, 392), (212, 320), (212, 274, 300, 274, 300, 320), (300, 392))
    brush.fill(gate, shade(wall_tone, 0.86))
    path = shape((214, 386), (298, 386), (330, 440, 400, 512), (112, 512), (182, 440, 214, 386))
    brush.fill(path, lit(rgb("#f8e6bd"), light))
    puddles(brush, rng, light)
    discs = [(18, 430, 40), (66, 442, 30), (494, 430, 42), (446, 444, 30)]
    bushes(brush, [(x + vary(rng, 6), y, r) for x, y, r in discs], lit(rgb("#62b558"), light))
    for x, y in near(rng, [(30, 426), (480, 428), (72, 448), (440, 450)], 8):
        flower(brush, x, y, 16, lit(rgb("#ffa3c2"), light), lit(rgb("#fff3c4"), light), None)


def _tower(
    brush: Brush, x: float, foot: float, width: float, high: float, stone: RGB, roof: RGB, flag: RGB | None, glow: RGB | None
) -> None:  # fmt: skip
    """A round tower; its walls are `high` units, its roof 1.2 widths more; flag and window if given."""
    half, top = width / 2, foot - high
    if flag:
        tip = top - width * 1.12
        brush.lines([(x, tip + 6), (x, tip - 34)], shade(roof, 0.7), 6)
        brush.fill(shape((x, tip - 38), (x + 44, tip - 24), (x, tip - 8)), flag)
    brush.fill(box(x - half, top, width, high), stone)
    brush.fill(box(x + half * 0.4, top, half * 0.6, high), shade(stone, 0.9))
    brush.fill(box(x - half - 9, top - 6, width + 18, 26, 6), mix(stone, WHITE, 0.25))
    for inset, tone in ((0.0, shade(roof, 0.88)), (half * 0.5, roof)):
        cone = shape(
            (x - half - 16, top),
            (x - half * 0.3, top - width * 0.5, x, top - width * 1.16),
            (x + half * 0.3 - inset * 0.4, top - width * 0.5, x + half + 16 - inset, top),
        )
        brush.fill(cone, tone)
    if glow:
        for up, grow in ((0.68, 1.0), (0.3, 1.0)):
            w, y = width * 0.15 * grow, top + high * (1 - up)
            arch = shape((x - w, y + 38), (x - w, y), (x - w, y - w * 1.5, x + w, y - w * 1.5, x + w, y), (x + w, y + 38))  # fmt: skip
            brush.fill(arch, glow)
            brush.stroke(arch, shade(stone, 0.72), 5)


def farm(brush: Brush, rng: random.Random, light: Light) -> None:
    """A red barn and its silo, a striped field, a fence and a bale of hay."""
    sky(brush, rng, light, 290, (320, 250))
    hill(brush, 268 + vary(rng, 14), 276, 250, hazy(rgb("#8fd0a0"), light, 0.45))
    bushes(brush, [(400, 276, 26), (438, 270, 32), (486, 272, 28)], hazy(LEAF, light, 0.32))
    _field(brush, light)
    _barn(brush, 78 + vary(rng, 8), 392, light)
    hill(brush, 372, 388, 376, lit(hue(rng, rgb("#97d862")), light))
    _rails(brush, 336, 404, light)
    puddles(brush, rng, light)
    _bale(brush, 446 + vary(rng, 8), 450, 52, light)
    for x, y in near(rng, [(40, 446), (92, 474)], 10):
        flower(brush, x, y, 22, lit(WHITE, light), lit(rgb("#ffc531"), light), None)


def _field(brush: Brush, light: Light) -> None:
    """Rows of ripe corn that meet at the horizon."""
    corn = hazy(rgb("#f6cf5c"), light, 0.12)
    field = shape((0, 312), (256, 270, 512, 296), (512, 420), (0, 420))
    brush.fill(field, corn)
    with brush.inside(field):
        for i in range(-4, 7):
            row = shape((256 + i * 26, 270), (256 + i * 26 + 13, 270), (300 + i * 120, 430), (244 + i * 120, 430))  # fmt: skip
            brush.fill(row, mix(corn, hazy(rgb("#8fbf55"), light, 0.1), 0.55))


def _barn(brush: Brush, x: float, foot: float, light: Light) -> None:
    red, trim = lit(rgb("#e2544c"), light), lit(rgb("#fff6ea"), light)
    silo = lit(rgb("#c9d3e0"), light)
    brush.fill(box(x + 62, foot - 216, 58, 216, 6), silo)
    brush.fill(box(x + 98, foot - 216, 22, 216, 6), shade(silo, 0.88))
    brush.fill(shape((x + 58, foot - 206), (x + 62, foot - 266, x + 120, foot - 266, x + 124, foot - 206)), lit(rgb("#7f93b4"), light))  # fmt: skip
    roof = ((x - 92, foot - 150), (x - 66, foot - 222), (x, foot - 272), (x + 66, foot - 222), (x + 92, foot - 150))  # fmt: skip
    brush.fill(shape((x - 84, foot), *roof, (x + 84, foot)), red)
    for a, b in ((-84, -50), (50, 84)):
        brush.fill(box(x + a, foot - 148, b - a, 148), shade(red, 0.92))
    brush.stroke(shape(*roof, close=False), lit(rgb("#7d5a6c"), light), 18)
    brush.fill(oval(x, foot - 196, 24), trim)
    brush.fill(oval(x, foot - 196, 16), pane(light))
    brush.fill(box(x - 52, foot - 128, 104, 128, 4), trim)
    brush.fill(box(x - 42, foot - 118, 84, 118), shade(red, 0.86))
    for ends in (((-36, -110), (36, -8)), ((36, -110), (-36, -8))):
        (ax, ay), (bx, by) = ends
        brush.lines([(x + ax, foot + ay), (x + bx, foot + by)], trim, 11)


def _rails(brush: Brush, left: float, foot: float, light: Light) -> None:
    """A wooden fence from x = `left` to the right edge."""
    wood = lit(rgb("#c9925e"), light)
    for up in (66, 34):
        brush.fill(box(left, foot - up, 190, 15, 5), shade(wood, 0.9))
    for i in range(4):
        brush.fill(box(left + 6 + i * 54, foot - 88, 22, 92, 8), wood)


def _bale(brush: Brush, x: float, y: float, r: float, light: Light) -> None:
    hay = lit(rgb("#efc660"), light)
    brush.fill(box(x - r * 0.2, y - r, r * 1.7, r * 2, r), shade(hay, 0.86))
    brush.fill(oval(x, y, r), hay)
    for part in (0.66, 0.3):
        brush.stroke(oval(x, y, r * part), shade(hay, 0.8), 6)


FACADES: tuple[tuple[float, float, float, str, str], ...] = (
    (-30, 104, 172, "#ff9fb4", "#c9607e"),
    (74, 92, 128, "#ffd97a", "#e08a4f"),
    (346, 92, 138, "#9fdcb8", "#4fa58a"),
    (438, 104, 196, "#9dc3f7", "#5f78c9"),
)
"""The street's houses: left edge, width, height to the eaves, wall, roof."""


def street(brush: Brush, rng: random.Random, light: Light) -> None:
    """A row of colourful houses along a road, a lamp, a wide pavement."""
    sky(brush, rng, light, 280, (320, 256))
    far = [(166.0, 70.0, 92.0, "#e3d3f2", "#b9a0d8"), (236, 60, 122, "#fbe3d0", "#dfa890"), (296, 60, 88, "#d8ecd8", "#a3c9ae")]  # fmt: skip
    for left, width, high, colour, roof in far:
        body, top = hazy(rgb(colour), light, 0.3), hazy(rgb(roof), light, 0.4)
        _house(brush, left, width, 346, high, body, top, None)
    for left, width, high, colour, roof in FACADES:
        body = lit(hue(rng, rgb(colour)), light)
        _house(brush, left, width, 356, high + vary(rng, 14), body, lit(rgb(roof), light), pane(light))  # fmt: skip
    road = lit(rgb("#8d93a8"), light)
    brush.fill(box(0, 352, 512, 18), lit(rgb("#d9d3d6"), light))
    brush.fill(box(0, 366, 512, 60), road)
    for i in range(5):
        brush.fill(box(-34 + i * 128, 390, 70, 11, 5), lit(rgb("#fff6df"), light))
    paving = lit(rgb("#ecdccb"), light)
    brush.fill(box(0, 420, 512, 92), shade(paving, 0.86))
    brush.fill(box(0, 432, 512, 80), paving)
    for x in (-60, 70, 442, 572):
        brush.lines([(256 + (x - 256) * 0.9, 434), (x, 512)], shade(paving, 0.92), 6)
    puddles(brush, rng, light)
    _lamp_post(brush, 476 + vary(rng, 6), 470, light)
    _hydrant(brush, 42 + vary(rng, 8), 480, light)


def _house(
    brush: Brush, left: float, width: float, foot: float, high: float, wall: RGB, roof: RGB, glow: RGB | None
) -> None:  # fmt: skip
    """A house with a gable; without `glow` it stands too far away for windows."""
    top, mid = foot - high, left + width / 2
    brush.fill(box(left, top, width, high), wall)
    brush.fill(
        shape((left - 8, top + 4), (mid, top - width * 0.62), (left + width + 8, top + 4)), roof
    )
    if not glow:
        return
    w = width * 0.27
    trim, door = mix(wall, WHITE, 0.7), shade(roof, 0.92)
    for x in (left + width * 0.16, left + width * 0.57):
        brush.fill(box(x - 5, top + 19, w + 10, 52, 4), trim)
        brush.fill(box(x, top + 24, w, 42, 3), glow)
    brush.fill(oval(mid, top - width * 0.16, width * 0.12), trim)
    brush.fill(box(mid - w * 0.62, foot - 54, w * 1.24, 54, 12), door)


def _lamp_post(brush: Brush, x: float, foot: float, light: Light) -> None:
    """A street lamp 320 units high; it burns when the day is over."""
    iron = lit(rgb("#4f5a78"), light)
    burns = light in ("night", "sunset", "rain")
    if burns:
        brush.glow(x, foot - 296, 110, LAMPLIGHT, 0.75)
    brush.fill(box(x - 7, foot - 262, 14, 262, 5), iron)
    brush.fill(shape((x - 22, foot), (x - 18, foot - 30, x, foot - 34), (x + 18, foot - 30, x + 22, foot)), iron)  # fmt: skip
    glass = shape((x - 30, foot - 318), (x + 30, foot - 318), (x + 18, foot - 262), (x - 18, foot - 262))  # fmt: skip
    brush.fill(glass, rgb("#fff0b0") if burns else lit(rgb("#fff6d0"), light))
    brush.stroke(glass, iron, 6)
    brush.fill(shape((x - 40, foot - 316), (x - 20, foot - 348, x, foot - 350), (x + 20, foot - 348, x + 40, foot - 316)), iron)  # fmt: skip


def _hydrant(brush: Brush, x: float, foot: float, light: Light) -> None:
    red = lit(rgb("#ee5a52"), light)
    brush.fill(box(x - 30, foot - 12, 60, 14, 5), shade(red, 0.8))
    brush.fill(box(x - 34, foot - 56, 68, 22, 9), shade(red, 0.86))
    brush.fill(box(x - 22, foot - 74, 44, 66, 9), red)
    brush.fill(oval(x, foot - 74, 24, 20), red)
    brush.fill(oval(x, foot - 44, 12), lit(rgb("#ffd2c4"), light))


def playground(brush: Brush, rng: random.Random, light: Light) -> None:
    """A tower with a yellow slide, round trees, a sandpit with a castle and a bucket."""
    sky(brush, rng, light, 300, (320, 256))
    hill(brush, 288, 270 + vary(rng, 12), 284, hazy(rgb("#8fd0a0"), light, 0.45))
    for x, size in ((196, 50), (322, 54)):
        round_tree(brush, x + vary(rng, 10), 322, size, hazy(LEAF, light, 0.4), hazy(WOOD, light, 0.4))  # fmt: skip
    hill(brush, 320, 314, 322, hazy(rgb("#a5dc74"), light, 0.16))
    leaf, wood = hazy(rgb("#63bd52"), light, 0.06), hazy(WOOD, light, 0.06)
    round_tree(brush, 456 + vary(rng, 10), 386, 128, leaf, wood)
    hill(brush, 372, 378, 366, lit(hue(rng, rgb("#98da66")), light))
    _slide(brush, 14 + vary(rng, 6), light)
    puddles(brush, rng, light)
    _sandpit(brush, 446 + vary(rng, 6), 462, light)


def _slide(brush: Brush, dx: float, light: Light) -> None:
    """A small house on posts at the left edge whose chute ends on the right of it."""
    red, blue = lit(rgb("#f0645e"), light), lit(rgb("#4f9fe8"), light)
    yellow, wood = lit(rgb("#ffcf3f"), light), lit(rgb("#c08a58"), light)
    for x in (4, 74):
        brush.fill(box(x + dx, 150, 17, 290, 5), wood if x else shade(wood, 0.86))
    for y in (300, 342, 384):
        brush.fill(box(10 + dx, y, 74, 13, 5), shade(wood, 0.86))
    brush.fill(box(0 + dx, 168, 94, 82, 6), blue)
    brush.fill(heart(46 + dx, 208, 22), lit(rgb("#fff3c9"), light))
    brush.fill(box(-6 + dx, 244, 108, 18, 6), shade(blue, 0.82))
    brush.fill(shape((-18 + dx, 156), (46 + dx, 70), (112 + dx, 156)), red)
    brush.fill(shape((46 + dx, 70), (112 + dx, 156), (74 + dx, 156)), shade(red, 0.88))
    for width, tone in ((40, shade(yellow, 0.84)), (24, mix(yellow, WHITE, 0.3))):
        chute = shape((96 + dx, 250), (108 + dx, 360, 132 + dx, 410, 176 + dx, 424), close=False)
        brush.stroke(chute, tone, width)


def _sandpit(brush: Brush, x: float, y: float, light: Light) -> None:
    sand, wood = lit(rgb("#f7d78e"), light), lit(rgb("#c58f5c"), light)
    brush.fill(oval(x, y + 8, 106, 36), shade(wood, 0.84))
    brush.fill(oval(x, y, 106, 36), wood)
    brush.fill(oval(x, y - 1, 90, 26), sand)
    deep = shade(sand, 0.93)
    brush.fill(shape((x + 4, y + 4), (x + 12, y - 46), (x + 66, y - 46), (x + 76, y + 4)), deep)
    for dx in (10, 32, 54):
        brush.fill(box(x + dx, y - 60, 14, 18, 3), deep)
    red = lit(rgb("#ef5f66"), light)
    bucket = shape((x - 62, y - 46), (x - 10, y - 46), (x - 18, y + 6), (x - 54, y + 6))
    brush.stroke(shape((x - 58, y - 46), (x - 36, y - 86, x - 14, y - 46), close=False), lit(WHITE, light), 6)  # fmt: skip
    brush.fill(bucket, red)
    brush.fill(star(x - 36, y - 21, 14, 6), lit(rgb("#ffe27a"), light))
