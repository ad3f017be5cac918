"""What shows that something happens: swooshes, notes, bubbles, water. BEHIND the figure and EFFECTS before it."""

from __future__ import annotations

import random
from collections.abc import Callable

from forge.draw.paint import Brush, Point, box, heart, oval, shape, star
from forge.draw.palette import RAINBOW, RGB, WHITE, Tint, mix, rgb, shade
from forge.draw.setting import cloud, letter, near, vary

Effect = Callable[[Brush, random.Random], None]

SOFT = rgb("#8fb4e8")
FOAM = rgb("#f7fcff")
NOTE_COLOURS: tuple[RGB, ...] = tuple(
    rgb(c) for c in ("#ff5f8a", "#4a9df5", "#ffb020", "#8f62e0", "#43b85c")
)


def _streak(brush: Brush, points: list[Point], width: float = 9, colour: RGB = WHITE) -> None:
    """A line of motion, edged so that it shows on light ground as on dark."""
    path = shape(points[0], points[1] if len(points) == 2 else points[1] + points[2], close=False)
    brush.stroke(path, SOFT, width + 5)
    brush.stroke(path, colour, width)


def _puff(brush: Brush, x: float, y: float, size: float, colour: RGB = WHITE) -> None:
    cloud(brush, x, y + 3, size * 1.08, mix(colour, SOFT, 0.6))
    cloud(brush, x, y, size, colour)


def _sparkle(brush: Brush, x: float, y: float, size: float, colour: RGB) -> None:
    brush.solid(star(x, y, size, size * 0.5), colour, shade(colour, 0.75), 3)


def _bubble(brush: Brush, x: float, y: float, r: float) -> None:
    """An iridescent soap bubble."""
    brush.fill(oval(x, y, r), rgb("#e6f5ff"), 0.42)
    brush.stroke(oval(x, y, r - 5), rgb("#ffc3ea"), 6, 0.75)
    brush.stroke(oval(x, y, r - 1), rgb("#6fc3f2"), 4)
    brush.fill(oval(x + r * 0.3, y + r * 0.35, r * 0.3, r * 0.2), rgb("#fff2a8"), 0.8)
    brush.fill(oval(x - r * 0.34, y - r * 0.36, r * 0.26, r * 0.2), WHITE)


def _note(brush: Brush, x: float, y: float, size: float, colour: RGB, pair: bool) -> None:
    """A musical note, its head at (x, y), about 2.4 sizes high; a pair is joined by a beam."""
    feet = ((0.0, 0.0), (1.6, -0.2)) if pair else ((0.0, 0.0),)
    for tone, extra in ((WHITE, 10.0), (colour, 0.0)):
        for dx, dy in feet:
            hx, hy = x + dx * size, y + dy * size
            path = oval(hx, hy, size * 0.52, size * 0.4)
            brush.fill(path, tone)
            brush.stroke(path, tone, extra + 1)
            brush.lines(
                [(hx + size * 0.42, hy), (hx + size * 0.42, hy - size * 1.8)],
                tone,
                size * 0.2 + extra,
            )
        tip = (x + size * 0.42, y - size * 1.8)
        if pair:
            brush.lines(
                [tip, (tip[0] + size * 1.6, tip[1] - size * 0.2)], tone, size * 0.42 + extra
            )
        else:
            brush.lines(
                [
                    tip,
                    (tip[0] + size * 0.75, tip[1] + size * 0.2),
                    (tip[0] + size * 0.7, tip[1] + size * 0.85),
                ],
                tone,
                size * 0.24 + extra,
            )


def flying(brush: Brush, rng: random.Random) -> None:
    """Swooshes at the left, puffs of cloud far below."""
    for left, height, long in ((10, 352, 74), (30, 390, 70), (12, 428, 66)):
        y = height + vary(rng, 14)
        _streak(brush, [(left, y + 16), (left + long / 2, y + 16), (left + long, y)])
    for (x, y), size in zip(
        near(rng, [(72, 470), (446, 474), (256, 496)], 14), (62, 62, 74), strict=True
    ):
        _puff(brush, x, y, size)


def sleeping(brush: Brush, rng: random.Random) -> None:
    """Three Z rising to the upper right."""
    for left, top, size in ((366, 148, 34), (402, 92, 46), (448, 24, 58)):
        x, y = left + vary(rng, 8), top + vary(rng, 8)
        letter(brush, "Z", x, y, size, WHITE, size * 0.2 + 10)
        letter(brush, "Z", x, y, size, rgb("#5b7fe0"), size * 0.2)


def dancing(brush: Brush, rng: random.Random) -> None:
    """Confetti, ribbons and arcs beside the hips."""
    spots = [
        (34, 60),
        (90, 30),
        (112, 96),
        (34, 210),
        (96, 400),
        (412, 36),
        (474, 76),
        (482, 200),
        (426, 404),
        (40, 440),
        (478, 440),
        (410, 110),
    ]
    for i, (x, y) in enumerate(near(rng, spots, 24)):
        with brush.at(x, y, i * 37):
            brush.fill(box(-13, -8, 26, 16, 4), RAINBOW[i % 6])
    for x, y, flip, colour in ((76, 132, False, RAINBOW[5]), (436, 132, True, RAINBOW[0])):
        with brush.at(x + vary(rng, 8), y + vary(rng, 8), flip=flip):
            brush.stroke(
                shape((-34, -30), (20, -34, -50, 16, 0, 22), (40, 26, -20, 60, 6, 78), close=False),
                colour,
                11,
            )
    for x, y, flip in ((76, 396, True), (436, 396, False)):
        with brush.at(x, y, flip=flip):
            _streak(brush, [(0, -44), (26, 0), (0, 44)], 8)
            _streak(brush, [(30, -30), (48, 0), (30, 30)], 8)
    _sparkle(brush, 64 + vary(rng, 12), 290, 26, rgb("#ffdf57"))
    _sparkle(brush, 456 + vary(rng, 12), 282, 26, rgb("#ffdf57"))


def _notes(brush: Brush, rng: random.Random) -> None:
    """Big notes at both sides."""
    spots = [(74, 108), (40, 224), (404, 104), (466, 208)]
    for i, (x, y) in enumerate(near(rng, spots, 16)):
        with brush.at(x, y, (-10, 8, 8, -8)[i]):
            _note(brush, -14 if i in (1, 2) else 0, 0, 33, NOTE_COLOURS[i], i in (1, 2))


def running(brush: Brush, rng: random.Random) -> None:
    """Lines of speed at the left and dust at the heels."""
    for left, height, long in ((16, 200, 92), (40, 262, 76), (16, 324, 96)):
        y = height + vary(rng, 14)
        _streak(brush, [(left, y), (left + long, y)], 10)
    for (x, y), size in zip(
        near(rng, [(110, 446), (58, 462), (20, 440)], 10), (42, 40, 28), strict=True
    ):
        _puff(brush, x, y, size, rgb("#fdf3e4"))


def playing(brush: Brush, rng: random.Random) -> None:
    """Three toy blocks at the bottom left."""
    blocks = ((62, 452, "A", RAINBOW[0]), (124, 454, "B", RAINBOW[4]), (92, 394, "", RAINBOW[2]))
    for x, y, name, colour in blocks:
        with brush.at(x + vary(rng, 6), y, vary(rng, 14)):
            brush.solid(box(-29, -29, 58, 58, 9), Tint(colour), None, 5)
            if name:
                letter(brush, name, -14, -18, 37, WHITE, 8)
            else:
                brush.fill(star(0, 1, 23, 11), WHITE)


def swimming_behind(brush: Brush, rng: random.Random) -> None:
    """The far half of the swim ring, and water to stand in."""
    sea = shape((0, 396), (128, 380, 256, 396), (384, 412, 512, 396), (512, 512), (0, 512))
    brush.fill(sea, rgb("#6fcdf2"))
    brush.stroke(oval(256, 402, 118, 30), rgb("#c93d45"), 40)
    brush.stroke(oval(256, 402, 118, 30), rgb("#ef5058"), 32)


def _ring(brush: Brush) -> None:
    """The near half of the swim ring, red and white."""
    half = shape((138, 404), (138, 450, 256, 450), (374, 450, 374, 404), close=False)
    brush.stroke(half, rgb("#b93a44"), 52)
    brush.stroke(half, rgb("#f4555c"), 42)
    for x, y, turn in ((162, 424, 28), (256, 436, 0), (350, 424, -28)):
        with brush.at(x, y - 6, turn):
            brush.fill(box(-22, -13, 44, 42, 6), WHITE)
    brush.stroke(shape((150, 398), (170, 434, 256, 434), close=False), WHITE, 6, 0.55)


def swimming(brush: Brush, rng: random.Random) -> None:
    """A swim ring around the body and the water before it."""
    _ring(brush)
    y = 442 + vary(rng, 8)
    water = shape(
        (0, y - 34),
        (60, y - 56, 120, y - 8),
        (256, y + 44, 392, y - 8),
        (452, y - 56, 512, y - 34),
        (512, 512),
        (0, 512),
    )
    brush.fill(water, Tint(rgb("#4fbdee")))
    edge = shape(
        (0, y - 34),
        (60, y - 56, 120, y - 8),
        (256, y + 44, 392, y - 8),
        (452, y - 56, 512, y - 34),
        close=False,
    )
    brush.stroke(edge, FOAM, 12)
    for x, ry in near(rng, [(70, 456), (190, 490), (330, 492), (442, 458)], 12):
        brush.stroke(
            shape(
                (x - 34, ry), (x - 17, ry - 13, x, ry), (x + 17, ry + 13, x + 34, ry), close=False
            ),
            rgb("#d5f2ff"),
            6,
        )
    for x, ry in near(rng, [(100, 404), (64, 376), (412, 404), (448, 376)], 8):
        brush.solid(oval(x, ry, 13), FOAM, SOFT, 3)


def skating(brush: Brush, rng: random.Random) -> None:
    """Curves cut into the ice."""
    for points in (
        [(20, 440), (110, 500), (230, 476)],
        [(492, 430), (420, 502), (290, 480)],
        [(60, 500), (250, 520), (450, 494)],
    ):
        _streak(brush, [(x + vary(rng, 8), y + vary(rng, 6)) for x, y in points], 8)
    for x, y in ((60, 404), (452, 400)):
        _sparkle(brush, x + vary(rng, 10), y, 19, WHITE)


def eating(brush: Brush, rng: random.Random) -> None:
    """Crumbs and small hearts."""
    for x, y in near(rng, [(172, 300), (342, 304), (190, 330), (326, 334)], 10):
        brush.fill(oval(x, y, 7), rgb("#d99a52"))
    for x, y, size in ((96, 150, 21), (66, 92, 15), (418, 150, 21), (450, 92, 15)):
        brush.solid(
            heart(x + vary(rng, 10), y + vary(rng, 10), size), rgb("#ff7fa0"), rgb("#d9507a"), 3
        )


def bathing(brush: Brush, rng: random.Random) -> None:
    """A crown of foam on the head and soap bubbles."""
    spots = [(196, 136), (316, 136), (226, 116), (288, 116), (257, 108)]
    for tone, grow in ((rgb("#b3d3ee"), 4), (FOAM, 0)):
        for i, (cx, cy) in enumerate(spots):
            brush.fill(oval(cx, cy, (24, 24, 28, 28, 32)[i] + grow), tone)
    for (x, y), r in zip(
        near(rng, [(104, 250), (60, 300), (408, 230), (452, 292), (400, 150)], 18),
        (22, 15, 24, 17, 15),
        strict=True,
    ):
        _bubble(brush, x, y, r)


def blowing_bubbles(brush: Brush, rng: random.Random) -> None:
    """Seven bubbles, most of them at the upper right."""
    spots = [(388, 236), (420, 166), (462, 76), (474, 246), (386, 60), (432, 322), (74, 120)]
    for (x, y), r in zip(near(rng, spots, 16), (22, 34, 46, 30, 26, 20, 36), strict=True):
        _bubble(brush, x, y, r)


def waving(brush: Brush, rng: random.Random) -> None:
    """Two arcs beside the raised hand."""
    x, y = 425 + vary(rng, 8), 190 + vary(rng, 8)
    _streak(brush, [(x + 4, y - 40), (x + 30, y), (x + 4, y + 40)], 8)
    _streak(brush, [(x + 32, y - 54), (x + 66, y), (x + 32, y + 54)], 8)


def jumping(brush: Brush, rng: random.Random) -> None:
    """Arcs under the feet and stars at the sides."""
    for low, half in ((462, 60), (488, 100)):
        _streak(brush, [(256 - half, low - 8), (256, low + 16), (256 + half, low - 8)], 8)
    for (x, y), size in zip(
        near(rng, [(84, 140), (50, 300), (432, 140), (464, 300)], 14), (27, 22, 27, 22), strict=True
    ):
        _sparkle(brush, x, y, size, rgb("#ffdf57"))


def riding(brush: Brush, rng: random.Random) -> None:
    """Lines of speed at the left."""
    for left, height, long in ((10, 230, 84), (28, 292, 66), (10, 354, 72)):
        y = height + vary(rng, 14)
        _streak(brush, [(left, y), (left + long, y)], 10)
    _puff(brush, 40, 462 + vary(rng, 8), 34, rgb("#fdf3e4"))


def reading(brush: Brush, rng: random.Random) -> None:
    """Ideas in the air."""
    for i, (x, y) in enumerate(near(rng, [(92, 110), (424, 112), (58, 190), (458, 192)], 12)):
        _sparkle(brush, x, y, 22 - i // 2 * 5, rgb("#ffdf57"))


def teaching_behind(brush: Brush, rng: random.Random) -> None:
    """What is being taught, at the upper left."""
    for name, top, colour in (("A", 52, rgb("#ff7fa0")), ("2", 128, rgb("#ffb020"))):
        x, y = 146 + vary(rng, 8), top + vary(rng, 8)
        letter(brush, name, x, y, 54, WHITE, 20)
        letter(brush, name, x, y, 54, colour, 10)


BEHIND: dict[str, Effect] = {"swimming": swimming_behind, "teaching": teaching_behind}
EFFECTS: dict[str, Effect] = {
    "flying": flying, "sleeping": sleeping, "dancing": dancing, "singing": _notes, "running": running,
    "playing": playing, "reading": reading, "swimming": swimming, "skating": skating, "eating": eating,
    "bathing": bathing, "blowing-bubbles": blowing_bubbles, "waving": waving, "riding": riding,
    "making-music": _notes, "jumping": jumping,
}  # fmt: skip
