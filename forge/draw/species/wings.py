"""Small ones that fly."""

from __future__ import annotations

from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, blob, oval
from forge.draw.palette import Tint, mix, rgb
from forge.draw.species.parts import Species, plain_mouth, slim_arms

PALE = Tint(rgb("#ffe9cf"))


def _feelers(brush: Brush, coat: Coat) -> None:
    dark = Tint(rgb("#6a4a52"))
    for side in (-1, 1):
        brush.limb(((side * 30, -92), (side * 40, -140), (side * 72, -150)), 8, dark)
        brush.solid(oval(side * 76, -150, 15), dark)


def _butterfly_wings(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        upper = blob(
            [
                (side * p[0], p[1])
                for p in ((30, -30), (90, -170), (190, -190), (214, -100), (160, -10), (60, 10))
            ]
        )
        lower = blob(
            [
                (side * p[0], p[1])
                for p in ((30, 0), (140, 0), (186, 50), (150, 112), (80, 100), (36, 50))
            ]
        )
        for wing, spot in ((lower, (122, 52, 24)), (upper, (152, -104, 34))):
            brush.solid(wing, coat.base)
            brush.fill(oval(side * spot[0], spot[1], spot[2]), mix(coat.base.base, (1, 1, 1), 0.72))


def _butterfly_face(brush: Brush, coat: Coat) -> None:
    brush.fill(oval(0, 0, 130, 116), PALE)


def _butterfly_body(brush: Brush, coat: Coat) -> None:
    brush.fill(oval(0, 0, 90, 100), coat.limb)
    for y in (-14, 20, 54):
        brush.lines(((-60, y), (0, y + 14), (60, y)), PALE.base, 9)


def _bee_wings(brush: Brush, coat: Coat) -> None:
    glass = Tint(rgb("#dff1fb"))
    for side in (-1, 1):
        with brush.at(side * 60, -40, side * 58):
            brush.solid(oval(0, -66, 36, 66), glass)
        with brush.at(side * 60, 0, side * 96):
            brush.solid(oval(0, -46, 26, 46), glass)


def _bee_stripes(brush: Brush, coat: Coat) -> None:
    for y in (-20, 26, 72):
        brush.lines(((-92, y), (0, y + 14), (92, y)), coat.mark.base, 22)


def _bee_cap(brush: Brush, coat: Coat) -> None:
    brush.lines(((-128, -66), (0, -96), (128, -66)), coat.mark.base, 24)


WINGS: dict[str, Species] = {
    "butterfly": Species(
        light_face=True, natural=Natural("#ff9d5c", "#ffe9cf", limb="#8a6570", limb_stays=True), ears=_feelers, marks=_butterfly_face, muzzle=plain_mouth(44),
        tail=_butterfly_wings, body=(50, 82), head=(98, 90), winged=True, coat=_butterfly_body, belly=False, reach=slim_arms(22),
    ),
    "bee": Species(
        natural=Natural("#ffd23d", "#fff0b3", "#54424a", limb="#54424a", limb_stays=True), ears=_feelers, marks=_bee_cap, muzzle=plain_mouth(44), tail=_bee_wings,
        coat=_bee_stripes, aside=(56, 12), body=(76, 86), head=(108, 98), winged=True, belly=False,
    ),
}  # fmt: skip
