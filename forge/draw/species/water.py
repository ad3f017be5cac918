"""Ponds and seas."""

from __future__ import annotations

import math

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, blob, oval, shape
from forge.draw.palette import INK, WHITE, Tint, mix, rgb
from forge.draw.species.parts import Species, plain_mouth

SHELL_LINE = rgb("#7d5230")


def _frog_bumps(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.solid(oval(side * 57, -62, 47), coat.base)


def _frog_mouth(brush: Brush, coat: Coat, mouth: str) -> None:
    for side in (-1, 1):
        brush.fill(oval(side * 12, 14, 4, 5), coat.base.line)
    if mouth in face.CLOSED:
        brush.stroke(shape((-62, 34), (0, 78, 62, 34), close=False), INK, 6)
    else:
        face.mouth(brush, mouth, (0, 40))


def _shell(brush: Brush, coat: Coat) -> None:
    shell = Tint(rgb("#b98246")) if coat.base.kind != "rainbow" else coat.base
    brush.solid(oval(0, -4, 126, 116), shell)
    for x, y in ((-98, -34), (98, -34), (-104, 34), (104, 34), (-70, 88), (70, 88)):
        brush.stroke(oval(x, y, 22, 24), SHELL_LINE, 5)


def _plastron(brush: Brush, coat: Coat) -> None:
    for y in (-10, 26):
        brush.lines(((-50, y), (0, y + 8), (50, y)), coat.mark.base, 4)


def _side_fins(brush: Brush, coat: Coat) -> None:
    """The great tail at the right and the crest on top."""
    tail = blob(
        [(92, 14), (150, -26), (204, -92), (232, -64), (206, 10), (232, 84), (204, 108), (150, 52)]
    )
    brush.solid(tail, coat.mark)
    for end in ((204, -56), (192, 10), (204, 72)):
        brush.lines(((136, 12), end), coat.mark.line, 5)
    crest = shape(
        (-84, -70), (-72, -140, -34, -150), (-24, -130, -14, -128), (6, -156, 26, -154),
        (34, -132, 44, -126), (66, -138, 78, -130), (92, -100, 90, -60),
    )  # fmt: skip
    brush.solid(crest, coat.mark)


def _bands(brush: Brush, coat: Coat) -> None:
    """A pale band down each side of the face and one on the forehead."""
    for side in (-1, 1):
        brush.lines(((side * 88, -110), (side * 110, 0), (side * 88, 112)), coat.belly.base, 20)
    brush.fill(blob([(-22, -116), (22, -116), (14, -74), (0, -62), (-14, -74)]), coat.belly)


def _fish_lips(brush: Brush, coat: Coat, mouth: str) -> None:
    if mouth in face.CLOSED:
        face.mouth(brush, mouth, (0, 44))
    else:
        face.mouth(brush, mouth, (0, 38))


def _spout(brush: Brush, coat: Coat) -> None:
    tail = blob(
        [(96, 40), (158, 10), (166, -48), (124, -96), (154, -112), (184, -84), (212, -118), (238, -100), (214, -44), (196, 30), (140, 74)]
    )  # fmt: skip
    brush.solid(tail, coat.base)
    water = Tint(rgb("#8fd3ff"))
    for side in (-1, 1):
        brush.limb(((0, -92), (side * 2, -166), (side * 56, -142)), 20, water)
    brush.limb(((0, -92), (0, -150)), 20, water)
    brush.fill(oval(0, -138, 14, 14), water.base)


def _whale_belly(brush: Brush, coat: Coat) -> None:
    brush.fill(oval(0, 104, 130, 68), coat.belly)
    for x in (-52, 0, 52):
        brush.lines(((x, 72), (x * 0.9, 104)), coat.base.light, 5)


def _plates(brush: Brush, coat: Coat) -> None:
    """A crest of five plates around the head; the outer ones show beside any hat."""
    for angle in (-70, -35, 0, 35, 70):
        turn = math.radians(angle)
        with brush.at(114 * math.sin(turn), -98 * math.cos(turn), angle):
            brush.solid(
                shape((-32, 18), (-26, -24, 0, -52), (26, -24, 32, 18), (0, 26, -32, 18)), coat.mark
            )


def _dinosaur_snout(brush: Brush, coat: Coat, mouth: str) -> None:
    muzzle = blob([(0, 22), (44, 20), (78, 52), (56, 88), (0, 94), (-56, 88), (-78, 52), (-44, 20)])
    brush.solid(muzzle, Tint(coat.base.light), coat.base.line, 5)
    for side in (-1, 1):
        brush.fill(oval(side * 30, 38, 7, 8), coat.base.line)
    if mouth == "smile":
        brush.stroke(shape((-40, 58), (0, 90, 40, 58), close=False), INK, 6)
    else:
        face.mouth(brush, mouth, (0, 54))


def _belly_plates(brush: Brush, coat: Coat) -> None:
    for y in (-4, 26, 56):
        brush.lines(((-46, y), (0, y + 12), (46, y)), mix(coat.belly.base, coat.mark.base, 0.45), 6)


def _thick_tail(brush: Brush, coat: Coat) -> None:
    brush.solid(
        blob([(20, 84), (80, 66), (128, 20), (176, -22), (160, 54), (110, 104), (56, 112)]),
        coat.base,
    )
    for x, y, turn in ((104, 34, 38), (146, -4, 40)):
        with brush.at(x, y, turn):
            brush.solid(shape((-18, 8), (0, -32), (18, 8)), coat.mark)


def _croc_bumps(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.solid(oval(side * 52, -62, 44), coat.base)


def _croc_snout(brush: Brush, coat: Coat, mouth: str) -> None:
    """A wide long muzzle with teeth."""
    if mouth not in face.CLOSED:
        face.mouth(brush, mouth, (0, 74))
    for side in (-1, 1):
        for x in (30, 56):
            brush.solid(
                shape((side * x - 10, 76), (side * x, 100), (side * x + 10, 76)), WHITE, INK, 3
            )
    brush.solid(
        blob([(0, 16), (74, 26), (92, 58), (60, 84), (0, 88), (-60, 84), (-92, 58), (-74, 26)]),
        Tint(coat.base.light),
        coat.base.line,
    )
    for side in (-1, 1):
        brush.fill(oval(side * 26, 38, 7, 8), coat.base.line)
    brush.stroke(shape((-64, 66), (0, 84, 64, 66), close=False), coat.base.line, 5)


WATER: dict[str, Species] = {
    "frog": Species(natural=Natural("#79c957", "#e6f6c4"), ears=_frog_bumps, muzzle=_frog_mouth, eyes=(1.22, -48), leg="paw"),
    "turtle": Species(
        natural=Natural("#93d073", "#f3e7b4", "#c9a35c"), muzzle=plain_mouth(42, 9), tail=_shell, coat=_plastron, head=(106, 98),
    ),
    "fish": Species(
        natural=Natural("#ff9a4d", "#fff1dc", "#f2683a"), ears=_side_fins, marks=_bands, muzzle=_fish_lips, arm="fin", leg="none", head=(128, 108),
        body=(60, 66), eyes=(1.1, 0),
    ),
    "whale": Species(
        natural=Natural("#5b9fe0", "#f2f8fd"), ears=_spout, marks=_whale_belly, muzzle=plain_mouth(46), arm="fin", leg="none", head=(134, 112),
        body=(66, 66), eyes=(1.42, 10),
    ),
    "dinosaur": Species(
        natural=Natural("#7cc96a", "#f4efb0", "#f29a4a"), ears=_plates, muzzle=_dinosaur_snout, coat=_belly_plates, tail=_thick_tail,
    ),
    "crocodile": Species(
        natural=Natural("#5fae5b", "#e9efb6", "#3f8a4c"), ears=_croc_bumps, muzzle=_croc_snout, tail=_thick_tail, eyes=(1.13, -42), head=(112, 96),
    ),
}  # fmt: skip
