"""Beaks and wings."""

from __future__ import annotations

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, blob, oval, shape
from forge.draw.palette import Tint, rgb
from forge.draw.species.parts import BEAK, Species, bill, nothing

RED = Tint(rgb("#ef4b4b"))


def _tuft(brush: Brush, coat: Coat) -> None:
    for turn, height in ((-26, 40), (22, 44), (0, 54)):
        with brush.at(0, -92, turn):
            brush.solid(oval(0, -height / 2, 13, height / 2 + 8), coat.base)
    brush.fill(oval(0, -84, 34, 18), coat.base.light)


def _tail_feathers(brush: Brush, coat: Coat) -> None:
    for turn in (40, 62, 84):
        with brush.at(52, 52, turn):
            brush.solid(oval(0, -52, 17, 46), coat.base)


def _fan_tail(brush: Brush, coat: Coat) -> None:
    """Long feathers spread upwards at the right."""
    for turn in (96, 70, 44):
        with brush.at(46, 50, turn):
            brush.solid(blob([(-14, 0), (-28, -92), (0, -126), (28, -92), (14, 0)]), coat.mark)


def _robin_face(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.fill(oval(side * 44, 34, 50, 48), coat.belly)
    brush.fill(oval(0, 64, 78, 50), coat.belly)


def _swept_crest(brush: Brush, coat: Coat) -> None:
    """One feather, bent to the right: a duck's forehead curls."""
    brush.solid(
        shape((-30, -92), (-26, -150, 26, -152), (58, -150, 56, -124), (34, -132, 26, -92)),
        coat.base,
    )
    brush.fill(oval(-2, -86, 38, 16), coat.base.light)


def _duck_bill(brush: Brush, coat: Coat, mouth: str) -> None:
    """Broad and flat like a spoon, with a smile along its edge."""
    gape = face.GAPES[mouth]
    if gape:
        lower = shape((-42, 62), (-36, 84 + gape, 0, 86 + gape), (36, 84 + gape, 42, 62))
        brush.solid(lower, face.MOUTH, BEAK.line, 5)
        brush.fill(oval(0, 76 + gape * 0.6, 20, gape * 0.45), face.TONGUE)
    spoon = blob([(0, 22), (32, 28), (64, 52), (50, 76), (0, 80), (-50, 76), (-64, 52), (-32, 28)])
    brush.solid(spoon, BEAK, width=5)
    for side in (-1, 1):
        brush.fill(oval(side * 13, 36, 5, 6), BEAK.line)
    if not gape:
        brush.stroke(shape((-44, 56), (0, 86, 44, 56), close=False), BEAK.line, 5)


def _penguin_face(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.fill(oval(side * 46, 6, 54, 58), coat.belly)
    brush.fill(oval(0, 50, 84, 56), coat.belly)


def _owl_discs(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.fill(oval(side * 50, 4, 52, 54), coat.belly)


def _owl_tufts(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.solid(
            shape(
                (side * 34, -86),
                (side * 84, -104, side * 112, -142),
                (side * 122, -90, side * 108, -46),
            ),
            coat.mark,
        )


def _owl_belly(brush: Brush, coat: Coat) -> None:
    for y in (-6, 22, 50):
        for x in (-36, 0, 36):
            brush.stroke(shape((x - 14, y), (x, y + 20, x + 14, y), close=False), coat.mark.base, 5)


def _comb(brush: Brush, coat: Coat) -> None:
    for x, y, r in ((-34, -106, 22), (34, -108, 22), (0, -120, 28)):
        brush.solid(oval(x, y, r), RED)
    brush.fill(oval(0, -100, 42, 18), RED.base)


def _hen_beak(brush: Brush, coat: Coat, mouth: str) -> None:
    for side in (-1, 1):
        brush.solid(oval(side * 12, 78, 13, 20), RED, width=5)
    face.beak(brush, BEAK, mouth, 28, 42)


BIRDS: dict[str, Species] = {
    "duck": Species(
        natural=Natural("#ffd94a", "#fff1b8", limb="#ffd94a"), top=_swept_crest, muzzle=_duck_bill, arm="wing", leg="bird", tail=_tail_feathers,
    ),
    "bird": Species(
        natural=Natural("#6cb8f2", "#fdf3dc"), top=_tuft, marks=_robin_face, muzzle=bill(26, 42, Tint(rgb("#ffc93c"))), arm="wing", leg="bird", tail=_fan_tail,
        winged=True,
    ),
    "penguin": Species(
        light_face=True, natural=Natural("#46587c", "#ffffff"), marks=_penguin_face, muzzle=bill(28, 42), arm="wing", leg="bird", tail=nothing,
    ),
    "owl": Species(
        light_face=True, natural=Natural("#a97b52", "#f8e6c6", "#7a5236"), ears=_owl_tufts, marks=_owl_discs, muzzle=bill(20, 44), arm="wing", leg="bird",
        coat=_owl_belly, eyes=(1.08, 2), winged=True,
    ),
    "chicken": Species(
        natural=Natural("#fcf7ee", "#ffffff"), top=_comb, muzzle=_hen_beak, arm="wing", leg="bird", tail=_tail_feathers,
    ),
}  # fmt: skip
