"""A hooked bill and a long neck."""

from __future__ import annotations

from collections.abc import Sequence

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, Point, blob, oval, shape
from forge.draw.palette import INK, WHITE, Tint, mix, rgb
from forge.draw.species.parts import BEAK, Species, both

SUNNY = Tint(rgb("#ffd23f"))
SKY = Tint(rgb("#3f9bf0"))
BILL = Tint(rgb("#5b5560"))


def _crest(brush: Brush, coat: Coat) -> None:
    """Three long feathers swept to the right."""
    for turn, tint in ((58, SKY), (30, SUNNY), (2, coat.base)):
        with brush.at(-6, -84, turn):
            brush.solid(blob([(-22, 10), (-24, -50), (4, -96), (26, -46), (22, 10)]), tint)


def _parrot_face(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.fill(oval(side * 58, 12, 54, 50), mix(coat.belly.base, WHITE, 0.7))


def _hooked_bill(brush: Brush, coat: Coat, mouth: str) -> None:
    gape = face.GAPES[mouth]
    lower = shape((-24, 56), (-22, 90 + gape, 0, 92 + gape), (22, 90 + gape, 24, 56))
    brush.solid(lower, face.MOUTH if gape else BILL, BILL.line, 5)
    if gape:
        brush.fill(oval(0, 74 + gape * 0.6, 12, gape * 0.5), face.TONGUE)
    hook = shape(
        (0, 92), (-12, 70, -30, 66), (-56, 48, -46, 22), (-30, -4, 0, -6), (30, -4, 46, 22),
        (56, 48, 30, 66), (12, 70, 0, 92),
    )  # fmt: skip
    brush.solid(hook, Tint(rgb("#ffe3a6")), BILL.line)
    for side in (-1, 1):
        brush.fill(oval(side * 14, 16, 5, 6), BILL.line)
    brush.lines(((-20, 40), (-22, 28), (-14, 18)), WHITE, 6)


def _long_tail(brush: Brush, coat: Coat) -> None:
    for turn, tint in ((64, SKY), (46, SUNNY), (82, coat.base)):
        with brush.at(34, 24, 180 - turn, scale=1.05):
            brush.solid(blob([(-18, 0), (-24, -90), (0, -140), (24, -90), (18, 0)]), tint)


def _bright_wing(brush: Brush, coat: Coat, points: Sequence[Point], side: int, busy: bool) -> None:
    """A broad wing in three bands."""
    shoulder, _, hand = points
    dx, dy = hand[0] - shoulder[0], hand[1] - shoulder[1]
    tip = (hand[0] + dx * 0.2, hand[1] + dy * 0.2)
    across = (-dy * 0.62, dx * 0.62)
    middle = (shoulder[0] + dx * 0.55, shoulder[1] + dy * 0.55)
    leaf = shape(
        shoulder,
        (middle[0] + across[0], middle[1] + across[1], *tip),
        (middle[0] - across[0], middle[1] - across[1], *shoulder),
    )
    brush.fill(leaf, SKY)
    with brush.inside(leaf):
        reach = (dx**2 + dy**2) ** 0.5
        brush.fill(oval(*shoulder, reach * 0.84), SUNNY.base)
        brush.fill(oval(*shoulder, reach * 0.52), coat.base)
    brush.stroke(leaf, coat.base.line)


def _swan_back(brush: Brush, coat: Coat) -> None:
    """Wings raised at both sides like a heart, and the broad hull beneath."""
    for feather in both(
        (
            (24, 40),
            (60, -50),
            (116, -150),
            (172, -196),
            (206, -170),
            (214, -70),
            (180, 30),
            (100, 80),
        )
    ):
        brush.solid(feather, coat.base)
    for side in (-1, 1):
        for a, b, c in (
            ((112, -70), (156, -94), (188, -140)),
            ((120, -30), (166, -50), (200, -84)),
            ((120, 6), (160, -6), (192, -32)),
        ):
            brush.lines([(side * p[0], p[1]) for p in (a, b, c)], coat.base.line, 6)
    brush.solid(oval(0, 46, 142, 46), coat.base)


def _swan_bill(brush: Brush, coat: Coat, mouth: str) -> None:
    """Orange, with a black knob that reaches up between the eyes."""
    brush.fill(oval(0, 36, 34, 18), INK)
    face.beak(brush, BEAK, mouth, 44, 58)


PLUMAGE: dict[str, Species] = {
    "parrot": Species(
        light_face=True, natural=Natural("#f04848", "#ffe08a", "#3f9bf0"), ears=_crest, marks=_parrot_face, muzzle=_hooked_bill, tail=_long_tail,
        reach=_bright_wing, arm="wing", leg="bird", eyes=(1.22, 2), head=(112, 104), winged=True,
    ),
    "swan": Species(
        natural=Natural("#fdfbf7", "#ffffff"), muzzle=_swan_bill, tail=_swan_back, arm="wing", leg="bird", head=(94, 92), body=(52, 88), belly=False,
        eyes=(1.04, -6), winged=True,
    ),
}  # fmt: skip
