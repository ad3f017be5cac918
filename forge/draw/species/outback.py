"""Plains and deserts: pouches, humps, stripes and a very big mouth."""

from __future__ import annotations

from collections.abc import Sequence

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, Point, blob, oval, shape
from forge.draw.palette import INK, WHITE, Tint, mix
from forge.draw.species.parts import (
    PINK,
    SOOT,
    Species,
    bold,
    curl_tail,
    round_ears,
    snout,
    together,
)


def _kangaroo_ears(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        with brush.at(side * 62, -78, side * 24):
            brush.solid(blob([(-24, 16), (-34, -48), (0, -100), (34, -48), (24, 16)]), coat.ear)
            brush.fill(blob([(-11, 0), (-17, -42), (0, -74), (17, -42), (11, 0)]), PINK)


def _kangaroo_tail(brush: Brush, coat: Coat) -> None:
    brush.solid(
        blob(
            [(30, 10), (96, 40), (146, 28), (184, -40), (210, -50), (212, 30), (160, 92), (40, 94)]
        ),
        coat.base,
    )


def _pouch(brush: Brush, coat: Coat) -> None:
    """A pocket on the belly out of which a baby looks."""
    for side in (-1, 1):
        brush.solid(oval(side * 22, -22, 11, 20), coat.base, width=5)
    brush.solid(oval(0, 10, 34, 30), coat.base, width=5)
    for side in (-1, 1):
        brush.fill(oval(side * 13, 6, 6, 7), INK)
    brush.fill(oval(0, 19, 6, 5), INK)
    pocket = shape((-60, 26), (0, 52, 60, 26), (64, 92, 0, 92), (-64, 92, -60, 26))
    brush.solid(pocket, coat.belly, coat.base.line, 5)


def _humps(brush: Brush, coat: Coat) -> None:
    """The hind body at the right with both humps in a row, each with a tuft."""
    back = shape(
        (20, -30), (78, -24), (86, -122, 118, -122), (150, -122, 152, -34), (158, -112, 186, -112),
        (214, -112, 220, -30), (236, 40, 200, 70), (160, 96, 90, 90), (20, 90),
    )  # fmt: skip
    brush.solid(back, coat.base)
    tuft = ((-26, 14), (-16, -8), (0, -16), (16, -8), (26, 14), (9, 8), (-9, 14))
    for x, y in ((118, -120), (186, -110)):
        brush.solid(blob([(x + dx, y + dy) for dx, dy in tuft]), coat.mark, width=5)


def _camel_ears(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        with brush.at(side * 92, -82, side * 42):
            brush.solid(oval(0, -8, 20, 34), coat.ear)
            brush.fill(oval(0, -8, 9, 20), PINK)


def _camel_top(brush: Brush, coat: Coat) -> None:
    brush.solid(
        blob(
            [
                (-50, -84),
                (-34, -124),
                (-12, -112),
                (4, -138),
                (24, -112),
                (42, -120),
                (50, -82),
                (0, -68),
            ]
        ),
        coat.mark,
    )


def _camel_muzzle(brush: Brush, coat: Coat, mouth: str) -> None:
    """Sleepy lids and a long muzzle with a split lip."""
    for side in (-1, 1):
        x = side * 46
        lid = shape((x - 29, 0), (x - 28, -36, x, -36), (x + 28, -36, x + 29, 0), (x + 22, -20, x, -20), (x - 22, -20, x - 29, 0))  # fmt: skip
        brush.solid(lid, Tint(coat.base.dark), coat.base.line, 5)
        for dx, dy in ((18, -16), (24, 0)):
            brush.lines(((x + side * 24, -6), (x + side * (18 + dx), -8 + dy)), coat.base.line, 6)
    brush.solid(
        blob([(0, 14), (44, 24), (66, 66), (44, 100), (0, 106), (-44, 100), (-66, 66), (-44, 24)]),
        coat.belly, coat.base.line, 5,
    )  # fmt: skip
    for side in (-1, 1):
        brush.fill(oval(side * 26, 42, 6, 9), coat.base.line)
    brush.lines(((0, 54), (0, 66)), INK, 6)
    face.mouth(brush, mouth, (0, 66))


def _zebra_mane(brush: Brush, coat: Coat) -> None:
    """A brush of upright hair over the crown, striped, and down both sides."""
    for side in (-1, 1):
        with brush.at(side * 78, -84, side * 24):
            brush.solid(blob([(-24, 16), (-26, -34), (0, -66), (26, -34), (24, 16)]), coat.base)
            brush.fill(blob([(-10, 4), (-12, -26), (0, -44), (12, -26), (10, 4)]), PINK)
    brush.solid(blob([(-50, -78), (-46, -130), (-24, -148), (0, -154), (24, -148), (46, -130), (50, -78)]), bold(coat))  # fmt: skip
    for x in (-22, 22):
        brush.lines(((x * 0.8, -84), (x, -134)), coat.base.base, 12)


def _zebra_marks(brush: Brush, coat: Coat) -> None:
    brush.fill(shape((-16, -110), (16, -110), (0, -38)), bold(coat))
    for side in (-1, 1):
        for a, b, c in (
            ((38, -106), (36, -80), (30, -60)),
            ((132, -46), (104, -40), (86, -34)),
            ((132, 6), (112, 6), (96, 10)),
            ((126, 56), (104, 50), (84, 46)),
        ):
            brush.lines([(side * p[0], p[1]) for p in (a, b, c)], bold(coat).base, 16)


def _zebra_coat(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        for y, x in ((-38, 16), (-2, 24), (34, 24), (70, 16)):
            wedge = shape((side * 100, y - 24), (side * 50, y - 6, side * x, y + 8), (side * 50, y + 12, side * 100, y + 2))  # fmt: skip
            brush.fill(wedge, bold(coat))


def _zebra_arm(brush: Brush, coat: Coat, points: Sequence[Point], side: int, busy: bool) -> None:
    shoulder, elbow, hand = points
    brush.limb(points, 36, coat.base)
    run = (hand[0] - shoulder[0], hand[1] - shoulder[1])
    length = max(1.0, (run[0] ** 2 + run[1] ** 2) ** 0.5)
    across = (-run[1] / length * 17, run[0] / length * 17)
    for share in (0.34, 0.6):
        bend = 2 * share * (1 - share)
        x = shoulder[0] * (1 - share) ** 2 + elbow[0] * bend + hand[0] * share**2
        y = shoulder[1] * (1 - share) ** 2 + elbow[1] * bend + hand[1] * share**2
        brush.lines(
            ((x - across[0], y - across[1]), (x + across[0], y + across[1])), bold(coat).base, 12
        )
    brush.fill(oval(*hand, 18), bold(coat))


def _zebra_muzzle(brush: Brush, coat: Coat, mouth: str) -> None:
    dark = Tint(mix(bold(coat).base, coat.base.base, 0.18))
    brush.solid(oval(0, 64, 62, 40), dark, bold(coat).line, 5)
    for side in (-1, 1):
        brush.fill(oval(side * 26, 50, 8, 9), bold(coat).line)
    with brush.at(0, 0, scale=0.86):
        face.mouth(brush, mouth, (0, 78), WHITE if bold(coat) is SOOT else INK)


def _hippo_muzzle(brush: Brush, coat: Coat, mouth: str) -> None:
    """The head's lower half is muzzle: two bumps above, two teeth below."""
    for side in (-1, 1):
        brush.solid(shape((side * 22, 96), (side * 22, 134, side * 38, 134), (side * 54, 134, side * 54, 96)), WHITE, coat.base.line, 5)  # fmt: skip
    light = Tint(mix(coat.base.light, PINK, 0.3))
    muzzle = blob([(0, 34), (40, 14), (78, 22), (118, 62), (92, 102), (0, 112), (-92, 102), (-118, 62), (-78, 22), (-40, 14)])  # fmt: skip
    brush.solid(muzzle, light, coat.base.line)
    for side in (-1, 1):
        brush.fill(oval(side * 54, 42, 12, 14), coat.base.line)
    if mouth == "smile":
        brush.stroke(shape((-56, 70), (0, 104, 56, 70), close=False), INK, 6)
    else:
        face.mouth(brush, mouth, (0, 66))


def _hippo_ears(brush: Brush, coat: Coat) -> None:
    round_ears(84, -88, 28, PINK)(brush, coat)


OUTBACK: dict[str, Species] = {
    "kangaroo": Species(
        natural=Natural("#d3935a", "#fdeccf"), ears=_kangaroo_ears, muzzle=snout(44, 44, 54, 1.25), coat=_pouch, tail=_kangaroo_tail,
        head=(106, 102), body=(86, 90), belly=False,
    ),
    "camel": Species(
        natural=Natural("#e0ad6c", "#f9e3bd", "#a8703c"), ears=_camel_ears, top=_camel_top, muzzle=_camel_muzzle, tail=_humps, head=(108, 102),
        leg="hoof", aside=(126, 26),
    ),
    "zebra": Species(
        natural=Natural("#fbf9f5", "#ffffff", "#45414f", pied=True), ears=_zebra_mane, marks=_zebra_marks, muzzle=_zebra_muzzle, coat=_zebra_coat,
        reach=_zebra_arm, leg="hoof", head=(106, 104), belly=False, tail=curl_tail(((66, 40), (130, 60), (130, 4)), 12, tip=True),
    ),
    "hippo": Species(
        natural=Natural("#a992c4", "#e3d5ee"), ears=_hippo_ears, muzzle=_hippo_muzzle, head=(114, 100), body=(92, 90), eyes=(1.0, -26),
        tail=together(curl_tail(((76, 40), (120, 60), (118, 26)), 13)),
    ),
}  # fmt: skip
