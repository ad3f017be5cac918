"""Bears and their neighbours: soft round heads of woods and homes."""

from __future__ import annotations

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, blob, oval, shape, star
from forge.draw.palette import INK, WHITE, Tint, rgb
from forge.draw.species.parts import (
    PINK,
    Species,
    bold,
    bushy_tail,
    curl_tail,
    floppy_ears,
    pointed_ears,
    puff_tail,
    round_ears,
    side_ears,
    snout,
    stripes,
    tall_ears,
    together,
)

FOREHEAD = (
    ((0, -104), (0, -84), (0, -62)),
    ((-26, -98), (-22, -80), (-20, -66)),
    ((26, -98), (22, -80), (20, -66)),
)
CHEEKS = (((-124, 4), (-106, 8), (-92, 8)), ((124, 4), (106, 8), (92, 8)), ((-118, 34), (-104, 34), (-90, 30)), ((118, 34), (104, 34), (90, 30)))  # fmt: skip
SIDES = (((-90, -20), (-60, -16), (-44, -14)), ((90, -20), (60, -16), (44, -14)), ((-90, 16), (-60, 18), (-44, 18)), ((90, 16), (60, 18), (44, 18)))  # fmt: skip


def _eye_patches(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        with brush.at(side * 50, 10, side * 24):
            brush.fill(oval(0, 0, 34, 44), bold(coat))


def _panda_ears(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.solid(oval(side * 84, -78, 36), bold(coat))


def _dog_patch(brush: Brush, coat: Coat) -> None:
    brush.fill(oval(54, -8, 42, 56), coat.mark)


def _fox_cheeks(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.fill(
            shape((0, 20), (side * 50, 24, side * 130, 0), (side * 130, 120), (0, 120)), coat.belly
        )
    brush.fill(oval(0, 58, 40, 44), coat.belly)


def _teeth_muzzle(brush: Brush, coat: Coat, mouth: str) -> None:
    face.muzzle(brush, coat.belly, 48, 34, 50)
    if mouth == "smile":
        brush.solid(shape((-11, 56), (11, 56), (10, 74), (-10, 74)), WHITE, INK, 3)
    face.nose(brush, rgb("#e8798c"), 32, 0.85)
    face.mouth(brush, mouth, (0, 48))


def _cat_muzzle(brush: Brush, coat: Coat, mouth: str) -> None:
    face.muzzle(brush, coat.belly, 46, 30, 50)
    face.whiskers(brush, coat.base.line)
    face.nose(brush, rgb("#f0788c"), 34, 0.85)
    face.mouth(brush, mouth, (0, 46))


def _mouse_muzzle(brush: Brush, coat: Coat, mouth: str) -> None:
    face.whiskers(brush, coat.base.line)
    face.muzzle(brush, coat.belly, 40, 28, 52)
    brush.fill(oval(0, 32, 17, 14), rgb("#f77f97"))
    brush.fill(oval(-5, 27, 5, 4), WHITE, 0.8)
    face.mouth(brush, mouth, (0, 48))


def _koala_nose(brush: Brush, coat: Coat, mouth: str) -> None:
    brush.fill(oval(0, 26, 25, 36), rgb("#4b4354"))
    brush.fill(oval(-8, 8, 7, 9), WHITE, 0.5)
    face.mouth(brush, mouth, (0, 62))


def _quills(brush: Brush, coat: Coat) -> None:
    brush.solid(star(0, -12, 168, 126, 19), coat.base)


def _back_quills(brush: Brush, coat: Coat) -> None:
    brush.solid(star(0, 0, 124, 96, 15), coat.base)


def _hedgehog_face(brush: Brush, coat: Coat) -> None:
    brush.fill(
        blob([(0, -46), (60, -62), (122, -30), (124, 100), (-124, 100), (-122, -30), (-60, -62)]),
        coat.belly,
    )


def _antlers(brush: Brush, coat: Coat) -> None:
    wood = Tint(rgb("#9a6a42"))
    for side in (-1, 1):
        for bend in (
            ((40, -84), (92, -112), (78, -176)),
            ((74, -116), (112, -112), (124, -158)),
            ((66, -104), (40, -122), (38, -150)),
        ):
            brush.limb([(side * x, y) for x, y in bend], 16, wood)


def _fawn_spots(brush: Brush, coat: Coat) -> None:
    for x, y in ((-44, -78), (0, -90), (44, -78), (-84, -40), (84, -40)):
        brush.fill(oval(x, y, 12, 11), coat.belly)


def _fawn_coat(brush: Brush, coat: Coat) -> None:
    for x, y in ((-66, -22), (66, -22), (-70, 20), (70, 20), (-66, 58), (66, 58)):
        brush.fill(oval(x, y, 11, 10), coat.belly)


def _tufts(brush: Brush, coat: Coat) -> None:
    pointed_ears(58, 56, coat.belly.base)(brush, coat)


FOREST: dict[str, Species] = {
    "bear": Species(natural=Natural("#b5773f", "#f3d9ae"), ears=round_ears(), muzzle=snout(48, 36), tail=puff_tail(80, 56, 22)),
    "panda": Species(
        natural=Natural("#fbf9f5", "#ffffff", "#44404c", limb="#44404c", ear="#44404c", limb_stays=True, pied=True),
        ears=_panda_ears, marks=_eye_patches, muzzle=snout(40, 28, 50, 0.9), eyes=(1.04, 4), face_dark=True,
    ),
    "koala": Species(natural=Natural("#a3abb8", "#eceef2"), ears=round_ears(110, -56, 50, PINK), muzzle=_koala_nose, eyes=(1.16, 0)),
    "rabbit": Species(natural=Natural("#f7f0e8", "#ffffff"), ears=tall_ears(), muzzle=_teeth_muzzle, tail=puff_tail()),
    "cat": Species(
        natural=Natural("#f4c07d", "#fff3df", "#c9803e"), ears=pointed_ears(70, 66), marks=together(stripes(FOREHEAD), stripes(CHEEKS)),
        muzzle=_cat_muzzle, coat=stripes(SIDES), tail=curl_tail(((60, 66), (168, 84), (136, -30)), 24),
    ),
    "dog": Species(
        natural=Natural("#f0d0a0", "#fff5e4", "#a9693c"), top=floppy_ears(), marks=_dog_patch, muzzle=snout(50, 38, 50, 1.15),
        tail=curl_tail(((66, 60), (128, 50), (130, -6)), 24),
    ),
    "mouse": Species(
        natural=Natural("#b9bdc9", "#f4f1f1"), ears=round_ears(104, -72, 60, PINK), muzzle=_mouse_muzzle,
        tail=curl_tail(((56, 74), (150, 110), (158, 10)), 10),
    ),
    "fox": Species(
        natural=Natural("#f58a3c", "#fff6e8", "#5a3a34", limb="#8a4a2e"), ears=pointed_ears(76, 84, rgb("#fff0df"), tip=True), marks=_fox_cheeks,
        muzzle=snout(light=False, y=50), tail=bushy_tail(tip=True),
    ),
    "squirrel": Species(natural=Natural("#c97a48", "#fdebd3"), ears=_tufts, muzzle=_teeth_muzzle, tail=bushy_tail(curl=True)),
    "hedgehog": Species(
        light_face=True, natural=Natural("#8a6248", "#fbe3c4"), ears=together(_quills, round_ears(92, -58, 24)), marks=_hedgehog_face,
        muzzle=snout(34, 24, 48, light=False), tail=_back_quills,
    ),
    "deer": Species(
        natural=Natural("#c98d56", "#fff1dc"), ears=together(_antlers, side_ears(102, -40, 48, 25)), marks=_fawn_spots, muzzle=snout(46, 42, 54, 1.2),
        coat=_fawn_coat, leg="hoof", tail=puff_tail(80, 50, 20), head=(104, 104),
    ),
}  # fmt: skip
