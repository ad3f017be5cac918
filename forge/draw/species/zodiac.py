"""Horns, scales and coils: the storybook's dragon and its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, Point, blob, oval, shape
from forge.draw.palette import Tint, mix, rgb
from forge.draw.species.parts import PINK, Species, both, puff_tail, raised, snout

RED = rgb("#e8394f")
ANTLER = Tint(rgb("#ffcf5a"))
HORN = Tint(rgb("#a98b6d"))


def _goat_back(brush: Brush, coat: Coat) -> None:
    """Two ridged horns that curve outwards, and ears that hang from the sides."""
    horn = (
        (20, -84),
        (28, -128),
        (76, -166),
        (134, -158),
        (156, -112),
        (120, -122),
        (90, -118),
        (76, -74),
    )
    for path in both(horn):
        brush.solid(path, HORN)
    for side in (-1, 1):
        for a, b in (((28, -112), (74, -98)), ((52, -146), (84, -116)), ((96, -164), (108, -122))):
            brush.lines([(side * x, y) for x, y in (a, b)], HORN.line, 6)
    for path in both(((84, -54), (122, -66), (160, -28), (164, 26), (140, 30), (104, -8))):
        brush.solid(path, coat.ear)
    for path in both(((112, -42), (142, -26), (152, 10), (130, 0))):
        brush.fill(path, PINK)


def _goat_muzzle(brush: Brush, coat: Coat, mouth: str) -> None:
    beard = blob([(-36, 84), (-30, 120), (-4, 152), (14, 150), (30, 118), (36, 84), (0, 70)])
    brush.solid(beard, coat.mark if not coat.patched else coat.base)
    snout(52, 40, 52, 1.0, nose=rgb("#e0879a"))(brush, coat, mouth)


def _dragon_back(brush: Brush, coat: Coat) -> None:
    """Antlers and a flaming mane."""
    for side in (-1, 1):
        for bend in (((38, -82), (62, -118), (54, -156)), ((58, -116), (94, -120), (108, -150))):
            brush.limb([(side * x, y) for x, y in bend], 18, ANTLER)
    mane = (
        (70, -90),
        (128, -96),
        (118, -62),
        (168, -52),
        (140, -14),
        (176, 18),
        (136, 34),
        (156, 76),
        (84, 80),
    )
    for side in (-1, 1):
        brush.solid(shape(*[(side * x, y) for x, y in mane]), coat.mark)


def _dragon_top(brush: Brush, coat: Coat) -> None:
    brush.solid(
        blob([(-26, -92), (-14, -110), (0, -136), (14, -110), (26, -92), (0, -66)]), coat.mark
    )


def _dragon_muzzle(brush: Brush, coat: Coat, mouth: str) -> None:
    """A broad muzzle with two bumps and whiskers that swing out to both sides."""
    for side in (-1, 1):
        for bend in (((56, 48), (120, 24), (150, 62)), ((52, 66), (100, 76), (128, 108))):
            brush.lines([(side * x, y) for x, y in bend], coat.base.line, 13)
            brush.lines([(side * x, y) for x, y in bend], ANTLER.base, 6)
    muzzle = [(0, 30), (28, 18), (54, 28), (72, 58), (50, 88), (0, 94)]
    brush.solid(
        blob([*muzzle, *[(-x, y) for x, y in muzzle[-2:0:-1]]]),
        Tint(coat.base.light),
        coat.base.line,
        5,
    )
    for side in (-1, 1):
        brush.fill(oval(side * 28, 38, 8, 9), coat.base.line)
    face.mouth(brush, mouth, (0, 56))


def _dragon_tail(brush: Brush, coat: Coat) -> None:
    """Spikes along both sides of the back, and a tail that ends in a flame."""
    for side in (-1, 1):
        for x, y, turn in ((70, -40, 66), (88, 4, 80), (86, 44, 96)):
            with brush.at(side * x, y, side * turn):
                brush.solid(shape((-24, 8), (0, -40), (24, 8)), coat.mark)
    brush.limb(((30, 66), (176, 108), (166, 20)), 38, coat.base)
    brush.solid(
        shape((146, 34), (136, -6, 150, -34), (160, -18), (180, -70, 196, -74), (194, -44), (218, -50, 214, -20), (204, 40, 166, 40), (156, 42, 146, 34)),
        coat.mark,
    )  # fmt: skip


def _plates(brush: Brush, coat: Coat) -> None:
    brush.solid(oval(0, 30, 50, 74), coat.belly, coat.base.line, 4)
    with brush.inside(oval(0, 30, 50, 74)):
        for y in (-12, 18, 48, 76):
            brush.lines(
                ((-54, y - 4), (0, y + 10), (54, y - 4)),
                mix(coat.belly.base, coat.mark.base, 0.6),
                6,
            )


def _coils(brush: Brush, coat: Coat) -> None:
    """The sides of three rings; the middle of each is on the trunk."""
    for rx, y in ((82, -38), (122, 12), (156, 62)):
        for side in (-1, 1):
            brush.solid(oval(side * (rx - 40), y, 40, 32), coat.base)


def _coil_front(brush: Brush, coat: Coat) -> None:
    """Rings across the trunk, each with its light belly edge and two diamonds."""
    for y in (-10, 38):
        brush.lines(((-140, y - 20), (0, y + 10), (140, y - 20)), coat.belly.base, 12)
        brush.lines(((-140, y - 12), (0, y + 18), (140, y - 12)), coat.base.line, 7)
    for x, y in ((-40, 18), (40, 18), (-76, 66), (0, 74), (76, 66), (0, -32)):
        diamond = shape((x - 24, y), (x, y - 14), (x + 24, y), (x, y + 14))
        brush.fill(diamond, coat.mark)


def _snake_arm(brush: Brush, coat: Coat, points: Sequence[Point], side: int, busy: bool) -> None:
    """The tail's end serves as the right hand; a left one is there only to hold things."""
    shoulder, _, hand = raised(points, side, busy)
    if side < 0 and not busy:
        return
    root = (shoulder[0] + side * 12, shoulder[1] + 88)
    bend = (max(root[0], hand[0]) + 20 if side > 0 else min(root[0], hand[0]) - 20, root[1])
    brush.limb((root, bend, hand), 26, coat.base)
    brush.fill(oval(*hand, 11), coat.mark)


def _snake_muzzle(brush: Brush, coat: Coat, mouth: str) -> None:
    for side in (-1, 1):
        brush.fill(oval(side * 13, 32, 5, 7), coat.base.line)
    if mouth in face.CLOSED:
        brush.lines(((0, 60), (0, 96)), RED, 11)
        for side in (-1, 1):
            brush.lines(((0, 92), (side * 18, 116)), RED, 9)
        brush.stroke(shape((-50, 46), (0, 78, 50, 46), close=False), coat.base.line, 6)
    else:
        face.mouth(brush, mouth, (0, 46))


def _snake_marks(brush: Brush, coat: Coat) -> None:
    brush.fill(shape((0, -96), (30, -64), (0, -30), (-30, -64)), coat.mark)
    brush.fill(oval(0, 92, 70, 40), coat.belly)


ZODIAC: dict[str, Species] = {
    "goat": Species(
        natural=Natural("#f3ede2", "#ffffff", "#c9b59a"), ears=_goat_back, muzzle=_goat_muzzle, head=(104, 102), leg="hoof", tail=puff_tail(82, 44, 22),
    ),
    "dragon": Species(
        natural=Natural("#2fb5a0", "#ffeaa6", "#ff8f3a"), ears=_dragon_back, top=_dragon_top, muzzle=_dragon_muzzle, coat=_plates, tail=_dragon_tail,
        head=(110, 102), belly=False, winged=True, eyes=(1.04, -4),
    ),
    "snake": Species(
        natural=Natural("#8fce3f", "#f6f2b0", "#4f9a3c"), marks=_snake_marks, muzzle=_snake_muzzle, coat=_coil_front, tail=_coils, reach=_snake_arm,
        leg="none", head=(116, 94), body=(118, 90), eyes=(1.14, -8), belly=False,
    ),
}  # fmt: skip
