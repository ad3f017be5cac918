"""Far countries: manes, trunks, stripes and long necks."""

from __future__ import annotations

import math

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, blob, oval, shape
from forge.draw.palette import WHITE, Tint, rgb
from forge.draw.species.forest import CHEEKS, FOREHEAD, SIDES
from forge.draw.species.parts import (
    Species,
    big_flaps,
    broad_muzzle,
    curl_tail,
    round_ears,
    side_ears,
    snout,
    spots,
    stripes,
    together,
)


def _mane(brush: Brush, coat: Coat) -> None:
    for i in range(12):
        angle = math.radians(i * 30 + 15)
        brush.solid(oval(116 * math.cos(angle), 106 * math.sin(angle) - 4, 46), coat.mark)
    brush.fill(oval(0, 0, 122, 110), coat.mark.base)


def _lion_ears(brush: Brush, coat: Coat) -> None:
    round_ears(82, -84, 28)(brush, coat)


def _trunk(brush: Brush, coat: Coat, mouth: str) -> None:
    with brush.at(-34, 6, scale=0.8):
        face.mouth(brush, mouth, (0, 66))
    tusk = Tint(WHITE)
    brush.solid(shape((36, 56), (46, 86, 64, 84), (60, 68, 58, 52)), tusk, coat.base.line, 4)
    brush.limb(((2, 24), (-4, 118), (52, 112)), 34, coat.base)
    brush.limb(((52, 112), (66, 110)), 34, coat.base)
    brush.fill(oval(1, 22, 19, 20), coat.base)
    for y in (58, 78):
        brush.lines(((-12, y + 2), (4, y + 7), (18, y)), coat.base.dark, 4)


def _monkey_face(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.fill(oval(side * 44, 0, 50, 52), coat.belly)
    brush.fill(oval(0, 52, 80, 52), coat.belly)


def _monkey_mouth(brush: Brush, coat: Coat, mouth: str) -> None:
    for side in (-1, 1):
        brush.fill(oval(side * 9, 30, 5, 6), coat.base.line)
    face.mouth(brush, mouth, (0, 48))


def _ossicones(brush: Brush, coat: Coat) -> None:
    side_ears(98, -60, 36, 20, -24)(brush, coat)
    for side in (-1, 1):
        brush.limb(((side * 34, -88), (side * 38, -136)), 15, coat.base)
        brush.solid(oval(side * 39, -144, 18), coat.mark)


def _long_neck(brush: Brush, coat: Coat) -> None:
    brush.solid(blob([(-40, -120), (40, -120), (48, -20), (-48, -20)]), coat.base)


SAVANNA: dict[str, Species] = {
    "lion": Species(
        natural=Natural("#f9c75c", "#fff0cf", "#cf7830"), ears=together(_mane, _lion_ears), muzzle=snout(48, 34), head=(104, 94),
        tail=curl_tail(((60, 60), (150, 80), (138, 0)), 14, tip=True),
    ),
    "tiger": Species(
        natural=Natural("#f9a13e", "#fff6e6", "#4a3a3e"), ears=round_ears(82, -78, 34), marks=together(stripes(FOREHEAD, 15, strong=True), stripes(CHEEKS, 15, strong=True)),
        muzzle=snout(50, 36, nose=rgb("#e0667c")), coat=stripes(SIDES, 15, strong=True), tail=curl_tail(((60, 66), (160, 84), (138, -24)), 24),
    ),
    "elephant": Species(natural=Natural("#a9b7d0", "#dfe6f2"), ears=big_flaps(), muzzle=_trunk, head=(108, 100), eyes=(1.06, -4)),
    "monkey": Species(
        light_face=True, natural=Natural("#a06a42", "#fbdfb9"), ears=round_ears(114, 0, 38), marks=_monkey_face, muzzle=_monkey_mouth,
        tail=curl_tail(((56, 70), (190, 110), (146, -40)), 16),
    ),
    "giraffe": Species(
        natural=Natural("#fbd25e", "#fff1c9", "#c07a35"), ears=_ossicones, marks=spots(((-70, -56, 22), (74, -48, 24), (-92, 20, 17), (96, 24, 15), (4, -84, 19))),
        muzzle=broad_muzzle(lambda c: c.belly, 54, 36), coat=spots(((-50, -30, 22), (46, -10, 24), (-40, 36, 22), (40, 56, 18))), leg="hoof",
        head=(104, 104), belly=False, neck=_long_neck, tail=curl_tail(((66, 40), (120, 60), (116, 0)), 11, tip=True),
    ),
}  # fmt: skip
