"""What shows that something happens: swooshes, notes, bubbles, water. BEHIND the figure and EFFECTS before it."""

from __future__ import annotations

import random
from collections.abc import Callable

from forge.draw.paint import Brush, box, oval, shape, star
from forge.draw.palette import RAINBOW, RGB, WHITE, Tint, rgb
from forge.draw.setting import circles, letter, near, vary
from forge.draw.strokes import FOAM, SOFT, bubble, love, note, puff, sparkle, streak

Effect = Callable[[Brush, random.Random], None]

DUST = rgb("#fdf3e4")
NOTE_COLOURS: tuple[RGB, ...] = tuple(
    rgb(c) for c in ("#ff5f8a", "#4a9df5", "#ffb020", "#8f62e0", "#43b85c")
)


def flying(brush: Brush, rng: random.Random) -> None:
    """Swooshes at the left, puffs of cloud far below."""
    for left, height, long in ((10, 352, 74), (30, 390, 70), (12, 428, 66)):
        y = height + vary(rng, 14)
        streak(brush, [(left, y + 16), (left + long / 2, y + 16), (left + long, y)])
    for (x, y), size in zip(
        near(rng, [(72, 470), (446, 474), (256, 496)], 14), (62, 62, 74), strict=True
    ):
        puff(brush, x, y, size)


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
            streak(brush, [(0, -44), (26, 0), (0, 44)], 8)
            streak(brush, [(30, -30), (48, 0), (30, 30)], 8)
    sparkle(brush, 30 + vary(rng, 12), 290, 24, rgb("#ffdf57"))
    sparkle(brush, 482 + vary(rng, 12), 282, 24, rgb("#ffdf57"))


def _notes(brush: Brush, rng: random.Random) -> None:
    """Big notes at both sides."""
    spots = [(74, 108), (40, 224), (404, 104), (466, 208)]
    for i, (x, y) in enumerate(near(rng, spots, 16)):
        with brush.at(x, y, (-10, 8, 8, -8)[i]):
            note(brush, -14 if i in (1, 2) else 0, 0, 33, NOTE_COLOURS[i], i in (1, 2))


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


def skating(brush: Brush, rng: random.Random) -> None:
    """Curves cut into the ice."""
    for points in (
        [(20, 440), (110, 500), (230, 476)],
        [(492, 430), (420, 502), (290, 480)],
        [(60, 500), (250, 520), (450, 494)],
    ):
        streak(brush, [(x + vary(rng, 8), y + vary(rng, 6)) for x, y in points], 8)
    for x, y in ((60, 404), (452, 400)):
        sparkle(brush, x + vary(rng, 10), y, 19, WHITE)


def blowing_bubbles(brush: Brush, rng: random.Random) -> None:
    """Seven bubbles, most of them at the upper right."""
    spots = [(394, 190), (428, 134), (462, 54), (482, 186), (382, 44), (322, 34), (74, 120)]
    for (x, y), r in zip(near(rng, spots, 16), (22, 34, 46, 30, 26, 20, 36), strict=True):
        bubble(brush, x, y, r)


def riding(brush: Brush, rng: random.Random) -> None:
    """Lines of speed at the left."""
    for left, height, long in ((10, 230, 84), (28, 292, 66), (10, 354, 72)):
        y = height + vary(rng, 14)
        streak(brush, [(left, y), (left + long, y)], 10)
    puff(brush, 40, 462 + vary(rng, 8), 34, rgb("#fdf3e4"))


def reading(brush: Brush, rng: random.Random) -> None:
    """Ideas in the air."""
    for i, (x, y) in enumerate(near(rng, [(92, 110), (424, 112), (58, 190), (458, 192)], 12)):
        sparkle(brush, x, y, 22 - i // 2 * 5, rgb("#ffdf57"))


def teaching_behind(brush: Brush, rng: random.Random) -> None:
    """What is being taught, at the upper left."""
    for name, top, colour in (("A", 52, rgb("#ff7fa0")), ("2", 128, rgb("#ffb020"))):
        x, y = 146 + vary(rng, 8), top + vary(rng, 8)
        letter(brush, name, x, y, 54, WHITE, 20)
        letter(brush, name, x, y, 54, colour, 10)


def running(brush: Brush, rng: random.Random) -> None:
    """Lines of speed at the upper left and clouds of dust at the heels."""
    for left, height, long in ((10, 176, 118), (34, 232, 92), (8, 288, 84)):
        y = height + vary(rng, 14)
        streak(brush, [(left, y), (left + long, y)], 12)
    for (x, y), size in zip(
        near(rng, [(36, 446), (96, 470), (18, 474)], 8), (44, 40, 34), strict=True
    ):
        puff(brush, x, y, size, DUST)


def walking(brush: Brush, rng: random.Random) -> None:
    """Footprints behind, as large as the paws."""
    for i, x in enumerate((26, 74)):
        with brush.at(x + vary(rng, 6), 476 - 16 * (i % 2), 80):
            brush.fill(oval(0, 6, 13, 11), rgb("#8a6a5a"), 0.75)
            for dx in (-13, 0, 13):
                brush.fill(oval(dx, -10 - (0 if dx else 4), 5, 6), rgb("#8a6a5a"), 0.75)


def eating(brush: Brush, rng: random.Random) -> None:
    """Small hearts above."""
    for x, y, size in ((96, 150, 22), (62, 92, 17), (418, 150, 22), (452, 92, 17)):
        love(brush, x + vary(rng, 10), y + vary(rng, 10), size)


def bathing(brush: Brush, rng: random.Random) -> None:
    """Soap bubbles."""
    spots = near(rng, [(74, 204), (36, 136), (112, 128), (438, 204), (478, 134), (404, 118)], 18)
    for (x, y), r in zip(spots, (24, 17, 26, 19, 18, 18), strict=True):
        bubble(brush, x, y, r)


def swimming_behind(brush: Brush, rng: random.Random) -> None:
    """Water to swim in."""
    sea = shape((0, 396), (128, 380, 256, 396), (384, 412, 512, 396), (512, 512), (0, 512))
    brush.fill(sea, rgb("#6fcdf2"))


def swimming(brush: Brush, rng: random.Random) -> None:
    """The water before the swimmer, with waves and splashes."""
    y = 446 + vary(rng, 8)
    waves = ((60, y - 56, 120, y - 8), (256, y + 44, 392, y - 8), (452, y - 56, 512, y - 34))
    brush.fill(shape((0, y - 34), *waves, (512, 512), (0, 512)), rgb("#4fbdee"))
    brush.stroke(shape((0, y - 34), *waves, close=False), FOAM, 12)
    for x, ry in near(rng, [(70, 466), (190, 494), (330, 494), (442, 466)], 10):
        wave = ((x - 17, ry - 13, x, ry), (x + 17, ry + 13, x + 34, ry))
        brush.stroke(shape((x - 34, ry), *wave, close=False), rgb("#d5f2ff"), 7)
    for x, ry, r in ((44, 380, 15), (18, 342, 11), (468, 380, 15), (494, 342, 11)):
        brush.solid(oval(x + vary(rng, 8), ry + vary(rng, 8), r), FOAM, SOFT, 4)


def jumping(brush: Brush, rng: random.Random) -> None:
    """Stars at the sides."""
    for (x, y), size in zip(
        near(rng, [(70, 120), (44, 330), (442, 120), (468, 330)], 14), (30, 24, 30, 24), strict=True
    ):
        sparkle(brush, x, y, size, rgb("#ffdf57"))


def painting(brush: Brush, rng: random.Random) -> None:
    """Drops of paint on the ground and in the air."""
    for i, (x, y) in enumerate(near(rng, [(40, 470), (92, 486), (54, 128), (96, 84)], 10)):
        blot = (oval(x, y, 27, 13), oval(x + 20, y + 6, 14, 8)) if i < 2 else (oval(x, y, 17),)
        for path in blot:
            brush.fill(path, RAINBOW[(0, 4, 2, 3)[i]])


def goal(brush: Brush, rng: random.Random) -> None:
    """A football goal at the back."""
    for x in range(60, 460, 48):
        brush.lines([(x, 156), (x, 430)], rgb("#dfe9f5"), 5)
    for y in range(200, 440, 44):
        brush.lines([(44, y), (468, y)], rgb("#dfe9f5"), 5)
    posts = shape((44, 440), (44, 150), (468, 150), (468, 440), close=False)
    brush.stroke(posts, rgb("#7d93b5"), 26)
    brush.stroke(posts, WHITE, 16)


def football(brush: Brush, rng: random.Random) -> None:
    """Where the ball will fly."""
    for dx, dy in ((0, 0), (-26, 22)):
        x, y = 398 + dx, 340 + dy + vary(rng, 6)
        streak(brush, [(x, y), (x + 24, y - 26), (x + 58, y - 34)], 9)


def hugging(brush: Brush, rng: random.Random) -> None:
    """Hearts all around."""
    spots = (
        (84, 130, 34),
        (36, 204, 24),
        (428, 130, 34),
        (476, 204, 24),
        (140, 60, 21),
        (372, 60, 21),
    )
    for x, y, size in spots:
        love(brush, x + vary(rng, 10), y + vary(rng, 10), size)


def rolling(brush: Brush, rng: random.Random) -> None:
    """Arcs of tumbling over the feet and tufts of dust below."""
    for dx in (0, 34):
        x = 408 + dx + vary(rng, 6)
        streak(brush, [(x - 40, 196 - dx), (x + 36, 208 - dx), (x + 50, 290)], 11)
    for x, size in ((40, 34), (470, 38)):
        puff(brush, x + vary(rng, 8), 474, size, DUST)


def sledding(brush: Brush, rng: random.Random) -> None:
    """Snow sprayed up behind and lines of speed."""
    for left, height, long in ((8, 196, 96), (28, 252, 74)):
        y = height + vary(rng, 12)
        streak(brush, [(left, y), (left + long, y + 12)], 11)
    spots = (
        (38, 424, 36),
        (82, 458, 40),
        (26, 474, 44),
        (98, 404, 20),
        (54, 378, 17),
        (120, 488, 34),
    )
    spray = [(x + vary(rng, 6), y + vary(rng, 6), r) for x, y, r in spots]
    brush.stroke(circles(spray), SOFT, 12)
    brush.fill(circles(spray), FOAM)


def swinging(brush: Brush, rng: random.Random) -> None:
    """Arcs of swinging to and fro."""
    for flip in (False, True):
        with brush.at(512 if flip else 0, vary(rng, 8), flip=flip):
            streak(brush, [(34, 372), (44, 424), (88, 458)], 10)
            streak(brush, [(10, 412), (24, 456), (60, 486)], 10)


BEHIND: dict[str, Effect] = {
    "swimming": swimming_behind,
    "teaching": teaching_behind,
    "football": goal,
}
EFFECTS: dict[str, Effect] = {
    "flying": flying, "sleeping": sleeping, "dancing": dancing, "singing": _notes, "running": running,
    "playing": playing, "reading": reading, "swimming": swimming, "skating": skating, "eating": eating,
    "bathing": bathing, "blowing-bubbles": blowing_bubbles, "riding": riding, "making-music": _notes,
    "jumping": jumping, "painting": painting, "football": football, "hugging": hugging, "walking": walking,
    "rolling": rolling, "sledding": sledding, "swinging": swinging,
}  # fmt: skip
