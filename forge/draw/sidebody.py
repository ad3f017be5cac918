"""A body seen from the side: running and walking on four legs, lying asleep, rolling on its back."""

from __future__ import annotations

import math
import random

import skia

from forge.draw import limbs
from forge.draw.animal import Figure
from forge.draw.head import draw_head
from forge.draw.paint import UNITS, Brush, Point, blob, oval
from forge.draw.palette import Tint, shade
from forge.draw.pose import Side
from forge.draw.species.parts import BEAK

OUTLINE = (
    (-1.0, 0.05), (-0.84, -0.66), (-0.3, -0.94), (0.4, -0.94), (0.9, -0.56), (1.0, 0.16), (0.74, 0.78), (0.0, 0.94),
    (-0.7, 0.84),
)  # fmt: skip
"""A bean, by half its length and height."""
STANDARD = (82.0, 88.0)
HIPS = ((-0.62, 0.3), (-0.6, 0.3), (0.5, 0.34), (0.42, 0.36))
"""Where the legs begin, by half the body's length and height."""
TAIL_SCALE = 0.75


def draw_side(brush: Brush, figure: Figure, side: Side, rng: random.Random) -> None:
    """Body, legs and head; `side` is the pose's."""
    with brush.at(UNITS if side.flip else 0, flip=side.flip):
        _behind(brush, figure, side, rng)
        _legs(brush, figure, side, (0, 2), rng)
        _trunk(brush, figure, side, rng)
        _legs(brush, figure, side, (1, 3), rng)
        _wing(brush, figure, side)
    draw_head(brush, figure, rng)


def _half(figure: Figure, side: Side) -> Point:
    """Half the body's length and height: slim animals are slim from the side too."""
    wide, high = (max(0.86, a / b) for a, b in zip(figure.species.body, STANDARD, strict=True))
    return side.half[0] * min(high, 1.02), side.half[1] * min(wide, 1.08)


def _behind(brush: Brush, figure: Figure, side: Side, rng: random.Random) -> None:
    aside = figure.species.aside
    with brush.at(side.tail[0] + aside[0], side.tail[1] + aside[1], scale=TAIL_SCALE, flip=True):
        figure.species.tail(brush, figure.coat)
    x, y = side.body
    with brush.at(x - 14, y - 40, 90):
        brush.canvas.scale(0.62, 0.86)
        figure.garments(brush, lambda garment: garment.back, rng)


def _trunk(brush: Brush, figure: Figure, side: Side, rng: random.Random) -> None:
    species, coat = figure.species, figure.coat
    long, high = _half(figure, side)
    with brush.at(*side.body, side.turn):
        body = blob([(x * long, y * high) for x, y in OUTLINE])
        if side.supine:
            body = _upturned(body)
        brush.fill(body, coat.base)
        with brush.inside(body):
            if species.belly:
                up = -1 if side.supine else 1
                brush.fill(oval(4, up * high * 0.8, long * 0.66, high * 0.56), coat.belly)
            if coat.patched:
                brush.fill(oval(-long * 0.34, -high * 0.3, 44, 40), coat.mark)
            with brush.at(turn=90):
                brush.canvas.scale(high / STANDARD[0], long / STANDARD[1])
                species.coat(brush, coat)
        brush.stroke(body, coat.base.line)
        with brush.at(turn=90):
            brush.canvas.scale(high / STANDARD[0] * 1.04, long / STANDARD[1] * 0.94)
            figure.garments(brush, lambda garment: garment.front, rng)


def _upturned(path: skia.Path) -> skia.Path:
    turned = skia.Path()
    path.transform(skia.Matrix.Scale(1, -1), turned)
    return turned


def _legs(
    brush: Brush, figure: Figure, side: Side, which: tuple[int, int], rng: random.Random
) -> None:
    """Two of the four legs; a bird has the hind ones only."""
    kind, coat = figure.species.leg, figure.coat
    if kind == "none":
        return
    far = which[0] == 0
    for i in which:
        fore = i >= 2
        if (side.lying and i == 0) or (fore and not figure.four_legged):
            continue
        worn = figure.material(lambda g, fore=fore: g.sleeves if fore else g.legs)  # type: ignore[misc]
        skin = BEAK if kind == "bird" else coat.limb
        tint = Tint(shade(skin.base, 0.86), skin.kind) if far else skin
        _leg(brush, figure, side, i, (tint, worn), rng)


def _leg(
    brush: Brush, figure: Figure, side: Side, which: int, tints: tuple[Tint, Tint | None],
    rng: random.Random,
) -> None:  # fmt: skip
    skin, worn = tints
    foot, (long, high) = side.feet[which], _half(figure, side)
    up = -1 if side.supine else 1
    hip = (side.body[0] + HIPS[which][0] * long, side.body[1] + up * HIPS[which][1] * high)
    bird = figure.species.leg == "bird"
    knee = ((hip[0] + foot[0]) / 2 - (8 if which < 2 else -4), (hip[1] + foot[1]) / 2)
    if not side.lying:
        if figure.species.reach and not bird:
            figure.species.reach(brush, figure.coat, (hip, knee, foot), 1, False)
        else:
            brush.limb((hip, knee, foot), 14 if bird else 40, skin)
        if worn:
            middle = ((hip[0] + foot[0] * 2) / 3, (hip[1] + foot[1] * 2) / 3)
            brush.limb((hip, knee, middle), 44, worn)
    lean = math.degrees(math.atan2(foot[1] - hip[1], foot[0] - hip[0])) - 90
    with brush.at(*foot, 0 if side.lying else lean * (1 if side.supine else 0.7)):
        _foot(brush, figure, skin, side)
        figure.garments(brush, lambda g: (g.hands if which >= 2 else None) or g.feet, rng)


def _foot(brush: Brush, figure: Figure, tint: Tint, side: Side) -> None:
    """At the origin, its toes to the right."""
    if figure.species.leg == "bird":
        limbs.claw(brush, (0, 0), tint)
    elif side.supine:
        with brush.at(turn=180):
            limbs.sole(brush, figure, (0, 0), tint)
    else:
        hoof = figure.species.leg == "hoof"
        brush.solid(oval(8, 0, 30, 20), limbs.HOOF if hoof else tint)


def _wing(brush: Brush, figure: Figure, side: Side) -> None:
    """A wing or fin folded along the body."""
    arm, (x, y) = figure.species.arm, side.body
    if figure.species.reach or arm == "paw":
        return
    tint = figure.coat.mark if arm == "fin" else figure.coat.base
    if side.supine:
        limbs.leaf(brush, (x + 60, y - 30), (x + 20, y - 112), tint)
    else:
        limbs.leaf(brush, (x + 62, y - 16), (x - 52, y + 18), tint)
