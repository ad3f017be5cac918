"""Claws, tentacles, flippers and flukes."""

from __future__ import annotations

from collections.abc import Sequence

from forge.draw import face
from forge.draw.coat import Coat, Natural
from forge.draw.paint import Brush, Point, blob, oval, shape
from forge.draw.palette import INK, Tint, mix
from forge.draw.species.parts import Species, both, plain_mouth, raised


def _crab_legs(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        for knee, foot in (((150, -8), (188, 46)), ((138, 26), (160, 82)), ((104, 50), (110, 92))):
            points = [(side * x, y) for x, y in ((44, 24), knee, foot)]
            brush.limb(points, 20, coat.base)


def _crab_stalks(brush: Brush, coat: Coat) -> None:
    for side in (-1, 1):
        brush.solid(oval(side * 62, -60, 46, 48), coat.base)


def _crab_belly(brush: Brush, coat: Coat) -> None:
    brush.fill(oval(0, 34, 60, 64), coat.belly)
    for y in (0, 30, 60):
        brush.lines(((-60, y), (0, y + 16), (60, y)), mix(coat.belly.base, coat.base.base, 0.6), 6)


def _crab_claw(brush: Brush, coat: Coat, points: Sequence[Point], side: int, busy: bool) -> None:
    """An arm whose pincer opens upwards and outwards."""
    shoulder, elbow, hand = raised(points, side, busy)
    hand = (min(max(hand[0], 88), 424), hand[1])
    points = (shoulder, elbow, hand)
    brush.limb(points, 26, coat.base)
    with brush.at(hand[0] + side * 8, hand[1] - 14, side * 24, scale=1.3, flip=side < 0):
        pincer = shape(
            (0, 30), (-52, 26, -52, -20), (-50, -58, -14, -66), (-20, -30, 2, -14),
            (18, -34, 20, -62), (56, -46, 50, -8), (46, 28, 0, 30),
        )  # fmt: skip
        brush.solid(pincer, coat.base)
        brush.fill(oval(-26, -16, 8, 14), coat.base.light)


def _crab_shell(brush: Brush, coat: Coat) -> None:
    for x, y, r in ((-116, -4, 13), (116, -4, 13), (0, -50, 14)):
        brush.fill(oval(x, y, r, r * 0.8), coat.base.light)


def _tentacles(brush: Brush, coat: Coat) -> None:
    """Three a side, curled up at their ends."""
    for points, tip in (
        (((30, 0), (150, 20), (168, 66)), (194, 34)),
        (((30, 20), (88, 60), (116, 84)), (146, 66)),
        (((16, 30), (34, 60), (44, 86)), (66, 74)),
    ):
        for side in (-1, 1):
            mirrored = [(side * x, y) for x, y in points]
            brush.limb((mirrored[-1], (side * tip[0], tip[1])), 26, coat.base)
            brush.limb(mirrored, 36, coat.base)
            brush.fill(oval(*mirrored[-1], 17), coat.base)


def _suckers(brush: Brush, coat: Coat) -> None:
    for x, y in ((-30, 18), (30, 18), (0, 34)):
        brush.fill(oval(x, y, 11), coat.belly)


def _tentacle_arm(brush: Brush, coat: Coat, points: Sequence[Point], side: int, busy: bool) -> None:
    shoulder, elbow, hand = points
    brush.limb(points, 34, coat.base)
    for share in (0.3, 0.58, 0.86):
        x = (
            shoulder[0] * (1 - share)
            + hand[0] * share
            + (elbow[0] - (shoulder[0] + hand[0]) / 2) / 2
        )
        y = (
            shoulder[1] * (1 - share)
            + hand[1] * share
            + (elbow[1] - (shoulder[1] + hand[1]) / 2) / 2
        )
        brush.fill(oval(x, y, 9), coat.belly)


def _octopus_spots(brush: Brush, coat: Coat) -> None:
    for x, y, r in ((-66, -72, 20), (64, -80, 15), (94, -42, 19), (-104, -28, 13)):
        brush.fill(oval(x, y, r, r * 0.85), coat.base.light)


def _octopus_mouth(brush: Brush, coat: Coat, mouth: str) -> None:
    face.mouth(brush, "round" if mouth == "smile" else mouth, (0, 44))


def _seal_flukes(brush: Brush, coat: Coat) -> None:
    """The hind body bent up to the right, ending in two flippers."""
    brush.limb(((20, 62), (128, 92), (146, 34)), 54, coat.base)
    for turn in (-34, 40):
        with brush.at(148, 26, turn):
            brush.solid(blob([(-16, 8), (-30, -44), (-10, -72), (22, -60), (18, 4)]), coat.mark)
    brush.fill(oval(144, 40, 26), coat.base)


def _seal_muzzle(brush: Brush, coat: Coat, mouth: str) -> None:
    for side in (-1, 1):
        for dy in (-12, 14):
            brush.lines(((side * 50, 52 + dy * 0.4), (side * 146, 54 + dy * 2)), coat.base.line, 5)
    face.mouth(brush, mouth, (0, 64))
    for path in both(((0, 32), (44, 26), (66, 52), (44, 78), (4, 70))):
        brush.solid(path, coat.belly, coat.base.line, 4)
    for side in (-1, 1):
        for x, y in ((28, 46), (44, 54), (30, 62)):
            brush.fill(oval(side * x, y, 4), coat.base.line)
    face.nose(brush, INK, 28, 1.35)


def _seal_spots(brush: Brush, coat: Coat) -> None:
    for x, y, r in ((-44, -82, 15), (-6, -70, 11), (42, -84, 17)):
        brush.fill(oval(x, y, r, r * 0.85), coat.mark)


def _dolphin_fin(brush: Brush, coat: Coat) -> None:
    brush.solid(shape((-46, -84), (-20, -140, 62, -164), (30, -122, 56, -82)), coat.base)


def _dolphin_tail(brush: Brush, coat: Coat) -> None:
    brush.limb(((20, 60), (124, 92), (150, 16)), 44, coat.base)
    fluke = blob(
        [(150, 20), (112, -4), (96, -50), (132, -48), (156, -22), (188, -46), (224, -40), (200, 0)]
    )
    brush.solid(fluke, coat.base)
    brush.fill(oval(151, 18, 18, 22), coat.base)


def _dolphin_face(brush: Brush, coat: Coat) -> None:
    brush.fill(oval(0, 92, 110, 60), coat.belly)


def _dolphin_beak(brush: Brush, coat: Coat, mouth: str) -> None:
    """A bottle nose: a broad bill with its smile along the edge."""
    if mouth not in face.CLOSED:
        face.mouth(brush, mouth, (0, 82))
    bill = blob([(0, 16), (44, 26), (74, 60), (54, 94), (0, 104), (-54, 94), (-74, 60), (-44, 26)])
    brush.solid(bill, Tint(coat.base.light), coat.base.line, 5)
    brush.stroke(shape((-64, 58), (0, 108, 64, 58), close=False), coat.base.line, 6)


SEA: dict[str, Species] = {
    "crab": Species(
        natural=Natural("#f25a4a", "#ffd9b8"), ears=_crab_stalks, marks=_crab_shell, muzzle=plain_mouth(26), tail=_crab_legs, coat=_crab_belly, reach=_crab_claw,
        leg="none", head=(140, 80), body=(84, 92), eyes=(1.34, -34), belly=False,
    ),
    "octopus": Species(
        natural=Natural("#b57be0", "#ffd6ea"), marks=_octopus_spots, muzzle=_octopus_mouth, tail=_tentacles, coat=_suckers,
        reach=_tentacle_arm, leg="none", head=(128, 112), body=(64, 66), eyes=(1.08, 4), belly=False,
    ),
    "seal": Species(
        natural=Natural("#93a6bb", "#f3f4f6", "#6d8096"), marks=_seal_spots, muzzle=_seal_muzzle, tail=_seal_flukes, arm="fin", leg="none",
        body=(80, 90), eyes=(1.1, -4),
    ),
    "dolphin": Species(
        natural=Natural("#5fb4ea", "#f4fafe", "#4a95d0"), ears=_dolphin_fin, marks=_dolphin_face, muzzle=_dolphin_beak, tail=_dolphin_tail, arm="fin",
        leg="none", body=(72, 88), eyes=(1.24, -6),
    ),
}  # fmt: skip
