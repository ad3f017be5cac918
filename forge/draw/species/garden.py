"""Small ones of the garden and the nursery."""

from __future__ import annotations

import math

import skia

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, blob, oval, shape
from forge.draw.palette import INK, WHITE, Tint, mix, rgb
from forge.draw.species.parts import Species, bold, both, plain_mouth, round_ears, slim_arms

HOOD = Tint(rgb("#4a4350"))
SKIN = Tint(rgb("#ffe6cc"))


def _snail_feelers(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.limb(((side * 52, -80), (side * 64, -116), (side * 98, -136)), 18, coat.base)
        brush.solid(oval(side * 102, -140, 24), coat.base)


def _spiral(x: float, y: float, radius: float) -> skia.Path:
    """Two turns inwards from the left side, ending at the centre."""
    path = skia.PathBuilder()
    for i in range(41):
        angle, r = math.radians(180 + i * 18), radius * (1 - i / 44)
        point = (x + r * math.cos(angle), y + r * math.sin(angle))
        path.lineTo(*point) if i else path.moveTo(*point)
    return path.detach()


def _snail_shell(brush: Brush, coat: Coat) -> None:
    """A big spiral house at the right and the foot's end under it."""
    foot = blob(
        [(-84, 66), (0, 60), (120, 72), (206, 62), (222, 78), (160, 94), (0, 96), (-88, 92)]
    )
    brush.solid(foot, coat.base)
    brush.solid(oval(112, -22, 102), coat.mark)
    brush.stroke(_spiral(116, -20, 82), coat.belly.base, 15)


def _hamster_back(brush: Brush, coat: Coat) -> None:
    round_ears(88, -84, 34, rgb("#ffb3c1"))(brush, coat)


def _hamster_marks(brush: Brush, coat: Coat) -> None:
    """A pale blaze down the middle of the forehead."""
    brush.fill(
        blob([(0, -112), (22, -90), (14, -30), (40, 20), (-40, 20), (-14, -30), (-22, -90)]),
        coat.belly,
    )


def _pouches(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.solid(oval(side * 94, 46, 58, 50), coat.belly, coat.base.line)
        brush.fill(oval(side * 66, 50, 44, 40), coat.belly)
    brush.fill(oval(0, 56, 56, 38), coat.belly)


def _hamster_muzzle(brush: Brush, coat: Coat, mouth: str) -> None:
    if mouth == "smile":
        brush.solid(shape((-12, 56), (12, 56), (11, 76), (-11, 76)), WHITE, INK, 3)
    face.nose(brush, rgb("#f0788c"), 32, 0.9)
    face.mouth(brush, mouth, (0, 46))


def _ladybird_feelers(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.limb(((side * 42, -84), (side * 56, -122), (side * 92, -128)), 11, HOOD)
        brush.solid(oval(side * 98, -128, 19), HOOD)


def _ladybird_hood(brush: Brush, coat: Coat) -> None:
    """A black cap with two white spots over a pale face."""
    brush.fill(oval(0, -10, 140, 130), HOOD)
    for side in (-1, 1):
        brush.fill(oval(side * 62, -66, 20, 17), WHITE)
    brush.fill(blob([(0, -34), (52, -46), (100, -16), (106, 60), (50, 110), (-50, 110), (-106, 60), (-100, -16), (-52, -46)]), SKIN)  # fmt: skip


def _wing_cases(brush: Brush, coat: Coat) -> None:
    """Two round, dotted wings, opened a little."""
    dot = bold(coat).base
    for side, case in zip((-1, 1), both(((4, -84), (96, -96), (168, -20), (160, 66), (90, 96), (18, 70))), strict=True):  # fmt: skip
        brush.solid(case, coat.base)
        with brush.inside(case):
            for x, y, r in ((120, -46, 26), (140, 30, 25), (92, 66, 22)):
                brush.fill(oval(side * x, y, r), dot)
        brush.stroke(case, coat.base.line)


def _ladybird_belly(brush: Brush, coat: Coat) -> None:
    brush.fill(oval(0, 0, 100, 110), HOOD)
    for y in (8, 40):
        brush.lines(((-60, y), (0, y + 14), (60, y)), mix(HOOD.base, WHITE, 0.25), 7)


GARDEN: dict[str, Species] = {
    "snail": Species(
        natural=Natural("#ffd9a0", "#fff3da", "#e07a54"), ears=_snail_feelers, muzzle=plain_mouth(42), tail=_snail_shell, reach=slim_arms(24),
        leg="none", head=(108, 98), body=(66, 88),
    ),
    "hamster": Species(
        natural=Natural("#f5a94f", "#fff7e8"), ears=_hamster_back, marks=_hamster_marks, top=_pouches, muzzle=_hamster_muzzle, head=(126, 104),
        body=(90, 86),
    ),
    "ladybird": Species(
        light_face=True, natural=Natural("#ef4545", "#ffe6cc", "#4a4350", limb="#4a4350", limb_stays=True), ears=_ladybird_feelers,
        marks=_ladybird_hood, muzzle=plain_mouth(46), tail=_wing_cases, coat=_ladybird_belly, reach=slim_arms(22), head=(106, 98), body=(60, 84),
        winged=True, belly=False,
    ),
}  # fmt: skip
