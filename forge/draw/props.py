"""What an action itself brings for each animal, in the figure's frame: easel, swing, stove, sled, foam."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager

from forge.draw.paint import Brush, Point, box, oval, shape, star
from forge.draw.palette import INK, RAINBOW, WHITE, Tint, rgb
from forge.draw.pose import Pose
from forge.draw.strokes import FOAM, SOFT, bubble, sparkle, steam, streak

Prop = Callable[[Brush, Pose], None]

WOOD = Tint(rgb("#c98a4e"))
DARK_WOOD = Tint(rgb("#9a6238"))
STEEL = Tint(rgb("#b9c1cf"))
ROPE = Tint(rgb("#d9a866"))


def behind(brush: Brush, pose: Pose, rng: random.Random) -> None:
    """What stands or hangs behind the animal."""
    if pose.prop in BEHIND:
        BEHIND[pose.prop](brush, pose)


def before(brush: Brush, pose: Pose, rng: random.Random) -> None:
    """What is in its hands or before its body; hands that grasp it are drawn later."""
    if pose.prop in BEFORE:
        BEFORE[pose.prop](brush, pose)


def _microphone(brush: Brush, pose: Pose) -> None:
    with _grasped(brush, pose):
        brush.limb(((8, 30), (-22, -26)), 17, Tint(rgb("#5f5a70")))
        brush.solid(oval(-30, -34, 27), STEEL)
        brush.lines(((-54, -26), (-30, -20), (-8, -42)), rgb("#7b8296"), 5)
        brush.fill(oval(-39, -44, 8, 7), WHITE, 0.9)


def _wand(brush: Brush, pose: Pose) -> None:
    with _grasped(brush, pose):
        brush.lines(((0, 0), (-26, -32)), rgb("#e0568a"), 11)
        brush.stroke(oval(-36, -46, 19), rgb("#e0568a"), 10)


def _grasped(brush: Brush, pose: Pose) -> AbstractContextManager[None]:
    """The frame of the hand that holds the prop: +x away from the body."""
    hand = pose.grasp[0]
    return brush.at(*pose.hands[hand], flip=hand == 0)


def _pointer(brush: Brush, pose: Pose) -> None:
    hand, way = (pose.hands[0], -1) if pose.grasp == (0,) else (pose.hands[1], 1)
    tip = (hand[0] + way * 68, hand[1] - 98)
    brush.lines((hand, tip), rgb("#8a5a34"), 13)
    brush.solid(oval(*tip, 12), Tint(rgb("#f0474f")), width=5)


def easel(brush: Brush, x: float, top: float, size: float = 1.0) -> None:
    """A picture on its stand: `x` its middle, `top` its upper edge; 170 x 240 units times `size`."""
    with brush.at(x, top, scale=size):
        for foot in (-74, 74):
            brush.limb(((0, -26), (foot, 250)), 13, WOOD)
        brush.solid(box(-92, 138, 184, 20, 8), WOOD)
        paper = box(-84, -4, 168, 142, 8)
        brush.fill(paper, rgb("#fffdf6"))
        with brush.inside(paper):
            brush.fill(box(-84, 88, 168, 60), rgb("#8fd46a"))
            brush.fill(oval(38, 40, 27), rgb("#ffcf3a"))
            for i, colour in enumerate((RAINBOW[0], RAINBOW[2], RAINBOW[4])):
                brush.stroke(oval(-34, 96, 66 - 15 * i), colour, 15)
            brush.fill(box(-84, 100, 168, 48), rgb("#8fd46a"))
        brush.stroke(paper, WOOD.line)


def _easel(brush: Brush, pose: Pose) -> None:
    easel(brush, 486, 196)


def _crumbs(brush: Brush, pose: Pose) -> None:
    x, y = pose.head
    for dx, dy in ((-92, 104), (92, 106), (-74, 126), (78, 128)):
        brush.fill(oval(x + dx, y + dy, 8), rgb("#d99a52"))


def _foam(brush: Brush, pose: Pose) -> None:
    """A crown of foam on the head."""
    x, y = pose.head
    spots = ((-60, -84, 26), (60, -84, 26), (-30, -106, 31), (32, -106, 31), (0, -116, 36))
    for tone, grow in ((rgb("#b3d3ee"), 5), (FOAM, 0)):
        for dx, dy, r in spots:
            brush.fill(oval(x + dx, y + dy, r + grow), tone)


def _hello(brush: Brush, pose: Pose) -> None:
    """Arcs beside the raised hand."""
    way = 1 if pose.hold == 0 else -1
    x, y = pose.hands[1] if way > 0 else pose.hands[0]
    with brush.at(x, y, flip=way < 0):
        streak(brush, ((16, -86), (40, -54), (34, -14)), 9)
        streak(brush, ((38, -110), (76, -62), (64, 0)), 9)


def _spring(brush: Brush, pose: Pose) -> None:
    """Arcs under the jumping feet."""
    for low, half in ((494, 56), (526, 96)):
        streak(brush, ((256 - half, low - 10), (256, low + 16), (256 + half, low - 10)), 9)


def _ring_behind(brush: Brush, pose: Pose) -> None:
    brush.stroke(oval(256, 402, 122, 32), rgb("#c93d45"), 42)
    brush.stroke(oval(256, 402, 122, 32), rgb("#ef5058"), 32)


def _ring(brush: Brush, pose: Pose) -> None:
    """The near half of the swim ring, red and white."""
    half = shape((134, 404), (134, 454, 256, 454), (378, 454, 378, 404), close=False)
    brush.stroke(half, rgb("#b93a44"), 56)
    brush.stroke(half, rgb("#f4555c"), 44)
    for x, y, turn in ((160, 426, 28), (256, 439, 0), (352, 426, -28)):
        with brush.at(x, y - 6, turn):
            brush.fill(box(-24, -14, 48, 44, 6), WHITE)
    brush.stroke(shape((146, 398), (168, 436, 256, 436), close=False), WHITE, 6, 0.55)


def _swing_behind(brush: Brush, pose: Pose) -> None:
    """Two ropes from far above, and the seat."""
    for x in (130, 382):
        brush.limb(((x, -420), (x, 424)), 11, ROPE)
    brush.solid(box(104, 414, 304, 30, 12), Tint(rgb("#e5674f")))


def _toothcup(brush: Brush, pose: Pose) -> None:
    """A cup in the other hand and foam around the mouth."""
    way = -1 if pose.hold == 1 else 1
    x, y = pose.hands[1 - pose.hold]
    cup = shape((x - 36, y - 52), (x + 36, y - 52), (x + 29, y + 36), (x - 29, y + 36))
    brush.solid(cup, Tint(rgb("#7cc8f5")))
    with brush.inside(cup):
        brush.fill(box(x - 40, y - 22, 80, 24), WHITE)
    brush.stroke(cup, rgb("#2f6f9f"))
    mx, my = pose.head[0] + pose.look * 20, pose.head[1] + 56
    for dx, dy, r in ((-38, 8, 13), (-28, 32, 16), (0, 42, 17), (28, 34, 15), (-way * -62, -2, 12)):
        brush.solid(oval(mx + dx, my + dy, r), FOAM, SOFT, 4)
    bubble(brush, mx + way * 120, my - 66, 20)
    bubble(brush, mx + way * 146, my - 116, 27)


def _drops(brush: Brush, pose: Pose) -> None:
    for x, y in ((92, 210), (420, 210)):
        sparkle(brush, x, y, 24, rgb("#ffdf57"))


def _stove(brush: Brush, pose: Pose) -> None:
    """A pot on a small stove before the body, a ladle in the hand, steam at both sides."""
    hand = pose.hands[1] if pose.grasp == (1,) else pose.hands[0]
    brush.limb((hand, (256 + (hand[0] - 256) * 0.42, 384)), 13, DARK_WOOD)
    _flames(brush)
    brush.solid(box(146, 448, 220, 50, 12), Tint(rgb("#6f7f9e")))
    for x in (206, 256, 306):
        brush.solid(oval(x, 474, 13), Tint(rgb("#ffd24a")), width=5)
    for x in (150, 362):
        brush.stroke(oval(x, 396, 22, 17), rgb("#8e2f3a"), 14)
    pot = shape(
        (160, 366), (160, 440), (160, 452, 176, 452), (336, 452), (352, 452, 352, 440), (352, 366)
    )
    brush.solid(pot, Tint(rgb("#ef6a5b")))
    brush.solid(oval(256, 366, 98, 19), Tint(rgb("#ffd9a0")), rgb("#8e2f3a"))
    for x, y, r in ((214, 366, 12), (262, 370, 14), (304, 364, 11)):
        brush.fill(oval(x, y, r, r * 0.62), rgb("#ff9a4d"))
    brush.stroke(shape((184, 392), (182, 414, 190, 432), close=False), WHITE, 8, 0.6)
    for x in (112, 400):
        steam(brush, x, 330)


def _flames(brush: Brush) -> None:
    for x in (206, 256, 306):
        brush.fill(
            shape((x - 20, 456), (x - 14, 428, x, 420), (x + 14, 428, x + 20, 456)), rgb("#ffb02e")
        )


def _sled_behind(brush: Brush, pose: Pose) -> None:
    """Runners and boards under the body."""
    runner = shape(
        (92, 484), (372, 484), (432, 484, 436, 432), (438, 404, 416, 404), close=False
    )  # fmt: skip
    for colour, width in ((rgb("#8e2f3a"), 24), (rgb("#f0575f"), 13)):
        brush.stroke(runner, colour, width)
    for x in (140, 250, 352):
        brush.limb(((x, 450), (x, 476)), 12, DARK_WOOD)
    brush.solid(box(92, 430, 304, 26, 11), WOOD)


def _sled(brush: Brush, pose: Pose) -> None:
    """The rope from the hand to the runner's tip."""
    x, y = pose.hands[1]
    ends: tuple[Point, ...] = ((x, y), (x + 20, y + 40), (424, 410))
    brush.lines(ends, INK, 12)
    brush.lines(ends, ROPE.base, 6)


def soccer_ball(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """A football of 128 units that lies on the ground at the origin."""
    dark = rgb("#3f3a4a") if sum(tint.base) > 0.9 else WHITE
    with brush.at(0, -64, rng.uniform(-10, 10)):
        skin = oval(0, 0, 64)
        brush.fill(skin, tint)
        with brush.inside(skin):
            for turn in range(0, 360, 72):
                with brush.at(turn=turn):
                    brush.lines(((0, 0), (0, -46)), dark, 6)
                    brush.fill(star(0, -64, 26, 20, 5, 180), dark)
            brush.fill(star(0, 0, 28, 22, 5), dark)
        brush.stroke(skin, rgb("#3f3a4a"))


def _football(brush: Brush, pose: Pose) -> None:
    with brush.at(*pose.beside):
        soccer_ball(brush, Tint(WHITE), random.Random(0))


BEHIND: dict[str, Prop] = {
    "easel": _easel, "ring": _ring_behind, "swing": _swing_behind, "sled": _sled_behind,
}  # fmt: skip
BEFORE: dict[str, Prop] = {
    "microphone": _microphone, "wand": _wand, "pointer": _pointer, "crumbs": _crumbs, "foam": _foam, "hello": _hello,
    "spring": _spring, "ring": _ring, "toothcup": _toothcup, "drops": _drops, "stove": _stove, "sled": _sled, "football": _football,
}  # fmt: skip
