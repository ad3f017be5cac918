"""Rooms to play and rest in: bedroom, kitchen and party."""

from __future__ import annotations

import random

from forge.draw.paint import Brush, box, heart, oval, shape, star
from forge.draw.palette import RGB, WHITE, mix, rgb, shade
from forge.draw.setting import LAMPLIGHT, Light, circles, hue, near, room, vary, wall
from forge.draw.skies import window

PENNANTS: tuple[RGB, ...] = tuple(
    rgb(c) for c in ("#ff7f96", "#ffd45e", "#6cc7e8", "#8fd07a", "#b995f0")
)


def bedroom(brush: Brush, rng: random.Random, light: Light) -> None:
    """A big bed with a starry blanket, a window with curtains, a lamp, a rug."""
    paper = room(hue(rng, rgb("#dccff5")), light)
    wall(brush, paper)
    brush.fill(box(0, 300, 512, 110), mix(paper, WHITE, 0.3))
    _curtained(brush, rng, light)
    _moon_lamp(brush, 72 + vary(rng, 6), light)
    floor = room(rgb("#e2b283"), light)
    brush.fill(box(0, 398, 512, 114), floor)
    brush.fill(box(0, 392, 512, 14), room(rgb("#fffaf2"), light))
    _bed(brush, rng, light)
    brush.fill(oval(256, 476, 248, 48), room(rgb("#8fcfd8"), light))
    brush.fill(oval(256, 474, 222, 38), room(rgb("#c5ebee"), light))


def _curtained(brush: Brush, rng: random.Random, light: Light) -> None:
    window(brush, rng, light, 396, 40, 84, 124)
    pink = room(rgb("#ff9dbb"), light)
    for edge, way in ((374, 1), (504, -1)):
        drape = shape((edge - 4 * way, 22), (edge + 40 * way, 22), (edge + 30 * way, 110, edge + 6 * way, 190), (edge - 22 * way, 190))  # fmt: skip
        brush.fill(drape, pink)
    brush.fill(box(348, 14, 184, 18, 9), room(rgb("#d9a06a"), light))


def _moon_lamp(brush: Brush, x: float, light: Light) -> None:
    """A lamp that hangs from the ceiling, brightest at night."""
    brush.glow(x, 112, 130, LAMPLIGHT, 0.9 if light == "night" else 0.45)
    brush.lines([(x, 0), (x, 60)], room(rgb("#9a86b8"), light), 6)
    shade_tone = rgb("#ffcf6e")
    brush.fill(oval(x, 116, 26), rgb("#fff6cf"))
    brush.fill(shape((x - 24, 56), (x + 24, 56), (x + 58, 118), (x - 58, 118)), shade_tone)
    brush.fill(shape((x - 24, 56), (x - 6, 56), (x - 28, 118), (x - 58, 118)), mix(shade_tone, WHITE, 0.35))  # fmt: skip


def _bed(brush: Brush, rng: random.Random, light: Light) -> None:
    wood, sheet = room(rgb("#c98d56"), light), room(rgb("#fffaf2"), light)
    blanket = room(hue(rng, rgb("#6f9fe6")), light)
    brush.fill(box(-30, 196, 78, 248, 34), wood)
    brush.fill(box(-30, 210, 62, 234, 26), mix(wood, WHITE, 0.18))
    brush.fill(box(476, 288, 60, 156, 26), wood)
    brush.fill(box(20, 330, 470, 92, 20), sheet)
    brush.fill(box(20, 388, 470, 42, 10), shade(wood, 0.9))
    brush.fill(box(42, 284, 112, 72, 32), shade(sheet, 0.92))
    brush.fill(box(42, 280, 108, 66, 30), sheet)
    quilt = shape((142, 424), (132, 330, 150, 312), (300, 296, 470, 306), (500, 320, 494, 424))
    brush.fill(quilt, blanket)
    brush.fill(shape((142, 424), (132, 330, 150, 312), (196, 304), (180, 330, 188, 424)), mix(blanket, WHITE, 0.55))  # fmt: skip
    for x, y in near(rng, [(424, 338), (462, 384), (398, 396)], 6):
        brush.fill(star(x, y, 22, 11, 5, 8), room(rgb("#ffe48a"), light))


def kitchen(brush: Brush, rng: random.Random, light: Light) -> None:
    """Mint cupboards under a wooden counter, tiles, a shelf with cups, a kettle and fruit."""
    tile = room(hue(rng, rgb("#fff1d2")), light)
    wall(brush, tile)
    joint = shade(tile, 0.94)
    for i in range(1, 6):
        brush.lines([(0, i * 64 - 16), (512, i * 64 - 16)], joint, 5)
        brush.lines([(i * 86, 0), (i * 86, 310)], joint, 5)
    window(brush, rng, light, 398, 26, 96, 112)
    mint = room(rgb("#83cfb7"), light)
    _hung_cupboard(brush, mint)
    _shelf(brush, rng, light)
    _counter(brush, mint, light)
    _kettle(brush, 62 + vary(rng, 6), 318, light)
    _fruit(brush, 452 + vary(rng, 6), 318, light)
    _checks(brush, light)


def _hung_cupboard(brush: Brush, mint: RGB) -> None:
    brush.fill(box(-10, -10, 140, 146, 8), shade(mint, 0.84))
    for left in (-4, 64):
        brush.fill(box(left, -10, 60, 138, 8), mint)
        brush.fill(box(left + 11, -10, 38, 124, 6), mix(mint, WHITE, 0.25))
    for x in (50, 74):
        brush.fill(oval(x, 104, 8), rgb("#fff3cf"))


def _shelf(brush: Brush, rng: random.Random, light: Light) -> None:
    """A board under the window with three cups."""
    for i, colour in enumerate(("#ff8f9f", "#ffd45e", "#7fb6f2")):
        x, tone = 394 + i * 40 + vary(rng, 4), room(rgb(colour), light)
        brush.fill(box(x, 172, 32, 32, 7), tone)
        brush.fill(box(x + 5, 172, 8, 28, 4), mix(tone, WHITE, 0.35))
    brush.fill(box(380, 202, 140, 15, 5), room(rgb("#c08a58"), light))


def _counter(brush: Brush, mint: RGB, light: Light) -> None:
    wood = room(rgb("#d79f68"), light)
    brush.fill(box(0, 336, 512, 88), mint)
    for left in (10, 118, 226, 334, 430):
        brush.fill(box(left, 348, 96, 66, 7), mix(mint, WHITE, 0.25))
        brush.fill(box(left + 34, 356, 28, 9, 4), rgb("#fff3cf"))
    brush.fill(box(0, 336, 512, 10), shade(mint, 0.8))
    brush.fill(box(-4, 314, 520, 26, 8), wood)
    brush.fill(box(-4, 314, 520, 9, 4), mix(wood, WHITE, 0.3))


def _kettle(brush: Brush, x: float, foot: float, light: Light) -> None:
    red, dark = room(rgb("#f2665f"), light), room(rgb("#6f4a52"), light)
    brush.stroke(shape((x - 30, foot - 66), (x - 22, foot - 118, x + 22, foot - 118, x + 30, foot - 66), close=False), dark, 10)  # fmt: skip
    brush.fill(shape((x + 34, foot - 26), (x + 62, foot - 40, x + 60, foot - 72), (x + 74, foot - 70), (x + 74, foot - 20, x + 38, foot - 6)), shade(red, 0.86))  # fmt: skip
    body = shape(
        (x - 46, foot), (x - 56, foot - 74, x, foot - 76), (x + 56, foot - 74, x + 46, foot)
    )
    brush.fill(body, red)
    brush.fill(oval(x - 22, foot - 40, 10, 20), mix(red, WHITE, 0.4))
    brush.fill(oval(x, foot - 78, 11), dark)


def _fruit(brush: Brush, x: float, foot: float, light: Light) -> None:
    """A bowl with an orange, an apple and a lime."""
    for dx, up, r, colour in ((-30, 54, 23, "#ffa63f"), (32, 54, 23, "#8fcf5e"), (1, 64, 25, "#ee5358")):  # fmt: skip
        tone = room(rgb(colour), light)
        brush.fill(oval(x + dx, foot - up, r), tone)
        brush.fill(oval(x + dx - r * 0.3, foot - up - r * 0.3, r * 0.34), mix(tone, WHITE, 0.4))
    blue = room(rgb("#5f9be0"), light)
    brush.fill(shape((x - 58, foot - 46), (x + 58, foot - 46), (x + 52, foot, x + 22, foot), (x - 22, foot), (x - 52, foot, x - 58, foot - 46)), blue)  # fmt: skip
    brush.fill(box(x - 62, foot - 50, 124, 14, 7), mix(blue, WHITE, 0.35))


def _checks(brush: Brush, light: Light) -> None:
    """Floor tiles that run towards the middle of the picture."""
    pale, tone = room(rgb("#fdf3e3"), light), room(rgb("#f3cfae"), light)
    brush.fill(box(0, 418, 512, 94), pale)
    rows = ((418, 446), (446, 512))
    for j, (top, bottom) in enumerate(rows):
        for i in range(-4, 5):
            if (i + j) % 2:
                continue
            a, b = (256 + (i + k) * 110 for k in (0, 1))
            spread = [1.0 + (y - 418) / 150 for y in (top, bottom)]
            corners = [
                (256 + (x - 256) * spread[k], y)
                for x, k, y in ((a, 0, top), (b, 0, top), (b, 1, bottom), (a, 1, bottom))
            ]
            brush.fill(shape(corners[0], *corners[1:]), tone)


def party(brush: Brush, rng: random.Random, light: Light) -> None:
    """Bunting over the whole width, balloons, a table with a cake and presents, confetti."""
    paper = room(hue(rng, rgb("#ffe3ea")), light)
    wall(brush, paper)
    brush.fill(oval(256, 268, 230), mix(paper, WHITE, 0.45))
    window(brush, rng, light, 18, 92, 92, 96)
    _bunting(brush, light)
    _balloons(brush, rng, light)
    floor = room(rgb("#e7b98d"), light)
    brush.fill(box(0, 414, 512, 98), floor)
    brush.fill(oval(256, 486, 260, 52), room(rgb("#ffd9a0"), light))
    _table(brush, light)
    with brush.at(448 + vary(rng, 6), 336, scale=0.94):
        _cake(brush, light)
    _present(brush, 58 + vary(rng, 6), 336, light)
    dots = near(rng, [(146, 142), (360, 130), (130, 230), (384, 240), (148, 300), (366, 296)], 16)  # fmt: skip
    for i, (x, y) in enumerate(dots):
        brush.fill(oval(x, y, 10), room(PENNANTS[i % 5], light))
    spots = near(rng, [(40, 480), (112, 500), (400, 500), (474, 478)], 12)
    brush.fill(circles((x, y, 10) for x, y in spots), room(PENNANTS[2], light))


def _bunting(brush: Brush, light: Light) -> None:
    for start, end in ((-20, 256), (256, 532)):
        for i in range(4):
            x = start + (i + 0.5) * (end - start) / 4
            sag = 26 + 40 * (1 - ((i - 1.5) / 2) ** 2)
            tone = room(PENNANTS[(i + (start > 0) * 4) % 5], light)
            brush.fill(shape((x - 30, sag - 8), (x + 30, sag - 8), (x, sag + 54)), tone)
        cord = shape((start, 14), ((start + end) / 2, 104, end, 14), close=False)
        brush.stroke(cord, room(rgb("#fffaf2"), light), 7)


def _balloons(brush: Brush, rng: random.Random, light: Light) -> None:
    """Three balloons at the right edge, tied together."""
    for ax, ay, colour in ((484, 96, "#6cb8f0"), (408, 104, "#ffd45e"), (448, 134, "#ff7f96")):
        x, y, tone = ax + vary(rng, 8), ay + vary(rng, 8), room(rgb(colour), light)
        brush.lines([(x, y + 44), (448, 260), (446, 330)], room(rgb("#c9a9b8"), light), 4)
        brush.fill(oval(x, y, 36, 43), tone)
        brush.fill(shape((x - 9, y + 52), (x, y + 38), (x + 9, y + 52)), shade(tone, 0.85))
        brush.fill(oval(x - 12, y - 15, 9, 13), mix(tone, WHITE, 0.6))


def _table(brush: Brush, light: Light) -> None:
    cloth = room(rgb("#fffaf4"), light)
    trim = room(rgb("#ff9db4"), light)
    brush.fill(box(0, 336, 512, 70), cloth)
    brush.fill(box(0, 336, 512, 16), mix(cloth, trim, 0.35))
    brush.fill(circles((16 + i * 60, 400, 30) for i in range(9)), cloth)
    for i in range(9):
        brush.fill(oval(16 + i * 60, 384, 13), trim)


def _cake(brush: Brush, light: Light) -> None:
    """Two tiers with icing and one candle, standing on the origin."""
    x, foot = 0.0, 0.0
    sponge, icing = room(rgb("#f7b98a"), light), room(rgb("#fff4f6"), light)
    brush.fill(box(x - 74, foot - 6, 148, 14, 7), room(rgb("#9dc3f0"), light))
    for half, low, high in ((62, 6, 52), (42, 54, 44)):
        brush.fill(box(x - half, foot - low - high, half * 2, high, 10), sponge)
        brush.fill(box(x - half, foot - low - high, half * 2, high * 0.46, 10), icing)
        drips = ((x + half * k, foot - low - high * 0.52, half * 0.2) for k in (-0.72, -0.24, 0.24, 0.72))  # fmt: skip
        brush.fill(circles(drips), icing)
    brush.fill(box(x - 7, foot - 126, 14, 30, 4), room(rgb("#6cb8f0"), light))
    brush.glow(x, foot - 138, 44, LAMPLIGHT, 0.8)
    flame = shape(
        (x, foot - 158),
        (x + 20, foot - 126, x, foot - 122),
        (x - 20, foot - 126, x, foot - 158),
    )
    brush.fill(flame, rgb("#ffb03a"))
    for dx in (-40, 40):
        brush.fill(oval(x + dx, foot - 62, 12), room(rgb("#ee4f62"), light))


def _present(brush: Brush, x: float, foot: float, light: Light) -> None:
    box_tone, ribbon = room(rgb("#9d7be0"), light), room(rgb("#ffd45e"), light)
    brush.fill(box(x - 50, foot - 66, 100, 72, 6), box_tone)
    brush.fill(box(x - 56, foot - 80, 112, 26, 6), mix(box_tone, WHITE, 0.22))
    brush.fill(box(x - 11, foot - 80, 22, 86), ribbon)
    for way in (-1, 1):
        loop = heart(x + way * 20, foot - 92, 19)
        brush.fill(loop, ribbon)
