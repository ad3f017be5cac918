"""Hooves and snouts."""

from __future__ import annotations

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, blob, oval, shape
from forge.draw.palette import RAINBOW, WHITE, Tint, mix, rgb
from forge.draw.species.parts import (
    PINK,
    Species,
    broad_muzzle,
    curl_tail,
    horse_tail,
    puff_tail,
    side_ears,
    snout,
    spots,
    together,
)

ROSY = Tint(rgb("#ffc0c9"))
HORN = Tint(rgb("#ffd76a"), "gold")


def _wool(brush: Brush, coat: Coat) -> None:
    for x, y in ((-106, 30), (106, 30), (-118, -14), (118, -14), (-100, -58), (100, -58)):
        brush.solid(oval(x, y, 34), coat.base)


def _wool_cap(brush: Brush, coat: Coat) -> None:
    for x, y, r in ((-68, -72, 36), (68, -72, 36), (-26, -92, 38), (26, -92, 38), (0, -74, 34)):
        brush.solid(oval(x, y, r), coat.base)
    brush.fill(oval(0, -78, 62, 24), coat.base)


def _sheep_face(brush: Brush, coat: Coat) -> None:
    brush.fill(oval(0, 22, 92, 84), coat.belly)


def _woolly_body(brush: Brush, coat: Coat) -> None:
    for x, y in ((-66, 50), (66, 50), (-80, 0), (80, 0), (-40, 78), (40, 78), (0, 86)):
        brush.solid(oval(x, y, 30), coat.base)
    brush.fill(oval(0, 20, 70, 66), coat.base)


def _pig_ears(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        ear = blob(
            [
                (side * p[0], p[1])
                for p in ((40, -88), (84, -132), (114, -118), (112, -44), (76, -60))
            ]
        )
        brush.solid(ear, coat.ear)
        brush.fill(
            blob([(side * p[0], p[1]) for p in ((66, -86), (90, -112), (102, -104), (98, -66))]),
            PINK,
        )


def _pig_snout(brush: Brush, coat: Coat, mouth: str) -> None:
    face.mouth(brush, mouth, (0, 62))
    material = Tint(mix(coat.base.base, rgb("#ff7f9c"), 0.35))
    brush.solid(oval(0, 38, 36, 26), material, width=5)
    for side in (-1, 1):
        brush.fill(oval(side * 13, 38, 6, 9), material.line)


def _horse_ears(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        with brush.at(side * 62, -92, side * 14):
            brush.solid(shape((-22, 16), (-20, -46, 0, -62), (22, -44, 22, 16)), coat.ear)
            brush.fill(shape((-9, 10), (-9, -26, 0, -38), (11, -26, 10, 10)), PINK)


def _mane(brush: Brush, tint: Tint, scale: float = 1.0) -> None:
    """Falls down behind the head, on the left."""
    with brush.at(-30, 0, scale=scale):
        brush.solid(
            blob([(10, -112), (-76, -106), (-130, -20), (-136, 74), (-92, 112), (-40, 60)]), tint
        )


def _forelock(brush: Brush, tint: Tint) -> None:
    brush.solid(
        blob([(-34, -108), (30, -116), (44, -78), (14, -40), (-6, -70), (-36, -56), (-54, -84)]),
        tint,
    )


def _horse_back(brush: Brush, coat: Coat) -> None:
    """A mane in big locks down the left side and over the crown."""
    locks = (
        (-24, -104, 36),
        (-72, -88, 40),
        (-106, -40, 42),
        (-116, 16, 42),
        (-110, 68, 38),
        (-88, 106, 30),
    )
    for x, y, r in locks:
        brush.solid(oval(x, y, r), coat.mark)
    for x, y, r in locks[:-1]:
        brush.fill(oval(x + 22, y + 10, r), coat.mark.base)
    _horse_ears(brush, coat)


def _horse_front(brush: Brush, coat: Coat) -> None:
    _forelock(brush, coat.mark)


def _unicorn_back(brush: Brush, coat: Coat) -> None:
    for i, colour in enumerate((RAINBOW[5], RAINBOW[4], RAINBOW[0])):
        _mane(brush, Tint(mix(colour, WHITE, 0.45)), 1.08 - 0.17 * i)
    _horse_ears(brush, coat)


def _unicorn_front(brush: Brush, coat: Coat) -> None:
    _forelock(brush, Tint(mix(RAINBOW[0], WHITE, 0.45)))
    horn = shape((-20, -92), (0, -186), (20, -92))
    brush.solid(horn, HORN)
    with brush.inside(horn):
        for y in (-112, -134, -156):
            brush.lines(((-26, y + 8), (26, y - 8)), rgb("#d99a1c"), 5)
    brush.stroke(horn, HORN.line)


def _unicorn_tail(brush: Brush, coat: Coat) -> None:
    points = [(50, 40), (108, 0), (156, 40), (150, 116), (110, 96), (92, 64)]
    for i, colour in enumerate((RAINBOW[5], RAINBOW[4], RAINBOW[0])):
        brush.solid(
            blob([(x - 10 * i, y + 8 * i) for x, y in points]), Tint(mix(colour, WHITE, 0.45))
        )


def _cow_horns(brush: Brush, coat: Coat) -> None:
    side_ears(116, -40, 40, 24)(brush, coat)
    horn = Tint(rgb("#f3e2bd"))
    for side in (-1, 1):
        brush.solid(
            shape(
                (side * 44, -84),
                (side * 52, -134, side * 86, -132),
                (side * 80, -110, side * 84, -74),
            ),
            horn,
        )


def _pony_face(brush: Brush, coat: Coat) -> None:
    brush.fill(blob([(0, -84), (26, -40), (18, 40), (-18, 40), (-26, -40)]), coat.belly)


FARM: dict[str, Species] = {
    "sheep": Species(
        light_face=True, natural=Natural("#fbf6ee", "#f7d9bd", limb="#d9b48f"), ears=together(_wool, side_ears(108, -8, 36, 20, 14)),
        marks=_sheep_face, top=_wool_cap, muzzle=snout(40, 30, 50, 0.85, light=False), coat=_woolly_body, leg="hoof", belly=False,
        tail=puff_tail(84, 44, 26),
    ),
    "pig": Species(
        natural=Natural("#ffb3c3", "#ffd6de"), ears=_pig_ears, muzzle=_pig_snout, leg="hoof", tail=curl_tail(((74, 40), (120, 70), (104, 14)), 11),
    ),
    "cow": Species(
        natural=Natural("#fbf8f3", "#ffffff", "#4b4450", pied=True), ears=_cow_horns, marks=spots(((-66, -46, 48), (92, 20, 34))),
        muzzle=broad_muzzle(lambda _: ROSY), coat=spots(((-54, -20, 34), (58, 40, 30))), leg="hoof", belly=False,
        tail=curl_tail(((66, 40), (130, 60), (124, 0)), 11, tip=True),
    ),
    "horse": Species(
        natural=Natural("#b06f42", "#f6dcb8", "#5e3a2a"), ears=_horse_back, marks=_pony_face, top=_horse_front,
        muzzle=broad_muzzle(lambda c: c.belly, 60, 44, 62), leg="hoof", tail=horse_tail(), head=(100, 106),
    ),
    "unicorn": Species(
        natural=Natural("#fbf7fc", "#fff0f6"), ears=_unicorn_back, top=_unicorn_front, muzzle=broad_muzzle(lambda c: c.belly, 52, 34), leg="hoof",
        tail=_unicorn_tail,
    ),
}  # fmt: skip
