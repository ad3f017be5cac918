"""Puts one animal together: pose, coat, species, garments and the thing it holds, from back to front."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

import skia

from forge.draw import face
from forge.draw.coat import Coat
from forge.draw.held import Thing
from forge.draw.paint import Brush, Point, blob, oval, shape
from forge.draw.palette import WHITE, Tint, rgb
from forge.draw.pose import GROUND, Pose
from forge.draw.species.parts import BEAK, Species
from forge.draw.worn import Garment

HEAD = ((0, -104), (62, -94), (106, -48), (118, 12), (96, 68), (46, 96), (0, 100))
"""Right half of the head's outline, from the crown to the chin."""
BODY = ((0, -88), (48, -74), (74, -20), (82, 30), (66, 74), (0, 88))
"""Right half of the body's outline."""
HEAD_SIZE, BODY_SIZE = (118.0, 104.0), (82.0, 88.0)
HOOF = Tint(rgb("#6b5148"))
FEATHER = Tint(WHITE)
DARK = 0.95
"""A coat whose red, green and blue sum up to less needs a rim around the eyes."""


@dataclass(frozen=True)
class Wearing:
    """A garment and what it is made of."""

    garment: Garment
    tint: Tint


@dataclass(frozen=True)
class Holding:
    thing: Thing
    tint: Tint


@dataclass(frozen=True)
class Figure:
    """One animal, ready to be drawn."""

    species: Species
    coat: Coat
    pose: Pose
    wearing: tuple[Wearing, ...]
    holding: Holding | None
    borrowed_wings: bool
    skates: bool


def _mirrored(half: tuple[Point, ...], rx: float, ry: float) -> skia.Path:
    points = [(x * rx, y * ry) for x, y in half]
    return blob(points + [(-x, y) for x, y in reversed(points[1:-1])])


def draw_figure(brush: Brush, figure: Figure, rng: random.Random) -> None:
    """Everything that moves with the animal."""
    pose = figure.pose
    if pose.shadow:
        brush.shadow(256 + pose.shift, GROUND + 4, 118 * pose.shadow, 20)
    with brush.at(pose.shift, -pose.lift), brush.at(256, 330, pose.turn), brush.at(-256, -330):
        _things(brush, figure, ("over", "ride"), rng)
        _behind(brush, figure, rng)
        _legs(brush, figure)
        _trunk(brush, figure, rng)
        _shoes(brush, figure, rng)
        if pose.reach:
            _head(brush, figure, rng)
            _arms(brush, figure, rng)
        else:
            _arms(brush, figure, rng)
            _head(brush, figure, rng)
        _vehicle(brush, figure, rng)
        _things(brush, figure, ("hand", "front"), rng)
        if figure.holding and figure.holding.thing.grip in {"front", "hand", "over"}:
            _fists(brush, figure)
        _prop(brush, figure)
    _things(brush, figure, ("side",), rng)


def _prop(brush: Brush, figure: Figure) -> None:
    left, right = figure.pose.hands
    steel = Tint(rgb("#6b6478"))
    if figure.pose.prop == "microphone":
        brush.limb((right, (right[0] - 18, right[1] - 26)), 13, steel)
        brush.solid(oval(right[0] - 22, right[1] - 34, 20), Tint(rgb("#8d86a0")))
    elif figure.pose.prop == "wand":
        brush.lines((right, (right[0] - 26, right[1] - 32)), rgb("#e0568a"), 9)
        brush.stroke(oval(right[0] - 34, right[1] - 46, 17), rgb("#e0568a"), 8)
    elif figure.pose.prop == "pointer":
        brush.lines((left, (left[0] - 66, left[1] - 96)), rgb("#8a5a34"), 11)
        brush.solid(oval(left[0] - 68, left[1] - 100, 9), Tint(rgb("#f0474f")), width=4)
    else:
        return
    hand = left if figure.pose.prop == "pointer" else right
    _fist(brush, figure, hand)


def _garments(
    brush: Brush, figure: Figure, layer: Callable[[Garment], Callable[[Brush, Tint, random.Random], None] | None],
    rng: random.Random,
) -> None:  # fmt: skip
    for wearing in figure.wearing:
        part = layer(wearing.garment)
        if part:
            part(brush, wearing.tint, rng)


def _behind(brush: Brush, figure: Figure, rng: random.Random) -> None:
    with brush.at(*figure.pose.body, figure.pose.body_turn):
        figure.species.tail(brush, figure.coat)
        if figure.borrowed_wings:
            _feathers(brush)
        _garments(brush, figure, lambda garment: garment.back, rng)


def _feathers(brush: Brush) -> None:
    """White wings for those who have none and fly all the same."""
    for side in (-1, 1):
        wing = blob(
            [
                (side * x, y)
                for x, y in (
                    (30, -30),
                    (96, -128),
                    (196, -176),
                    (222, -104),
                    (192, -40),
                    (140, 8),
                    (70, 26),
                )
            ]
        )
        brush.solid(wing, FEATHER, rgb("#8fa3c8"))
        for y in (-112, -66):
            brush.lines(((side * 112, y + 26), (side * 188, y)), rgb("#b9c6e2"), 6)


def _legs(brush: Brush, figure: Figure) -> None:
    kind, pose, coat = figure.species.leg, figure.pose, figure.coat
    if kind == "none" or not pose.shadow:
        return
    x, y = pose.body
    lying = abs(pose.body_turn) > 45
    trousers = next((w.tint for w in figure.wearing if w.garment.legs), None)
    for side, foot in zip((-1, 1), pose.feet, strict=True):
        hip = (x + 60, y + side * -22 + 8) if lying else (x + side * 36, y + 58)
        tint = trousers or (BEAK if kind == "bird" else coat.limb)
        if not pose.soles:
            knee = ((hip[0] + foot[0]) / 2 + side * 4, (hip[1] + foot[1]) / 2)
            brush.limb((hip, knee, (foot[0], foot[1] - 10)), 14 if kind == "bird" else 40, tint)
        _foot(brush, figure, foot, side, tint)


def _foot(brush: Brush, figure: Figure, foot: Point, side: int, tint: Tint) -> None:
    kind, pose = figure.species.leg, figure.pose
    x, y = foot
    if kind == "bird":
        toes = shape(
            (x - 30, y + 8),
            (x - 26, y - 12, x, y - 12),
            (x + 26, y - 12, x + 30, y + 8),
            (x, y + 16, x - 30, y + 8),
        )
        brush.solid(toes, tint, width=5)
    elif pose.soles:
        brush.solid(oval(x, y - 6, 32, 36), tint)
        brush.fill(oval(x, y + 2, 15, 15), figure.coat.belly.base)
        for toe in (-1, 0, 1):
            brush.fill(oval(x + toe * 13, y - 22, 6, 7), figure.coat.belly.base)
    else:
        brush.solid(oval(x + side * 5, y - 4, 33, 20), HOOF if kind == "hoof" else tint)
    if figure.skates and pose.shadow:
        brush.limb(((x - 34, y + 20), (x + 40, y + 20)), 8, Tint(rgb("#dfe8f5")), rgb("#5c7089"))
        for dx in (-16, 20):
            brush.lines(((x + dx, y + 8), (x + dx, y + 18)), rgb("#5c7089"), 7)


def _trunk(brush: Brush, figure: Figure, rng: random.Random) -> None:
    species, coat = figure.species, figure.coat
    rx, ry = (a / b for a, b in zip(species.body, BODY_SIZE, strict=True))
    with brush.at(*figure.pose.body, figure.pose.body_turn):
        body = _mirrored(BODY, rx, ry)
        brush.fill(body, coat.base)
        with brush.inside(body):
            if species.belly:
                brush.fill(oval(0, 22 * ry, 52 * rx, 60 * ry), coat.belly)
            if coat.patched:
                brush.fill(oval(60 * rx, -10, 44, 52), coat.mark)
            species.coat(brush, coat)
        brush.stroke(body, coat.base.line)
        _garments(brush, figure, lambda garment: garment.front, rng)


def _shoes(brush: Brush, figure: Figure, rng: random.Random) -> None:
    """Over the body: a short leg's shoe is taller than what the body leaves free of it."""
    if not figure.pose.shadow:
        return
    for side, foot in zip((-1, 1), figure.pose.feet, strict=True):
        with brush.at(*foot, flip=side < 0):
            _garments(brush, figure, lambda garment: garment.feet, rng)


def _shoulders(figure: Figure) -> tuple[Point, Point]:
    x, y = figure.pose.body
    if abs(figure.pose.body_turn) > 45:
        return (x - 96, y - 4), (x - 60, y + 26)
    wide = 58 * figure.species.body[0] / BODY_SIZE[0]
    return (x - wide, y - 44), (x + wide, y - 44)


def _arms(brush: Brush, figure: Figure, rng: random.Random) -> None:
    sleeve = next((w.tint for w in figure.wearing if w.garment.sleeves), None)
    for side, shoulder, hand, bend in zip(
        (-1, 1), _shoulders(figure), figure.pose.hands, figure.pose.bends, strict=True
    ):
        elbow = (
            (shoulder[0] + hand[0]) / 2 + side * bend,
            (shoulder[1] + hand[1]) / 2 + bend * 0.5,
        )
        if figure.species.reach:
            busy = figure.holding is not None or bool(figure.pose.prop)
            figure.species.reach(brush, figure.coat, (shoulder, elbow, hand), side, busy)
        elif figure.species.arm == "paw":
            brush.limb((shoulder, elbow, hand), 36, figure.coat.limb)
            brush.fill(oval(*hand, 16), figure.coat.limb)
        else:
            _wing(brush, figure, shoulder, hand, side)
        if sleeve:
            middle = (shoulder[0] * 0.35 + hand[0] * 0.65, shoulder[1] * 0.35 + hand[1] * 0.65)
            near = (elbow[0] * 0.7 + shoulder[0] * 0.3, elbow[1] * 0.7 + shoulder[1] * 0.3)
            brush.limb((shoulder, near, middle), 40, sleeve)
        down = math.degrees(math.atan2(hand[1] - elbow[1], hand[0] - elbow[0])) - 90
        with brush.at(*hand, down, flip=side < 0):
            _garments(brush, figure, lambda garment: garment.hands, rng)


def _wing(brush: Brush, figure: Figure, shoulder: Point, hand: Point, side: int) -> None:
    """A leaf from the shoulder over the hand."""
    dx, dy = hand[0] - shoulder[0], hand[1] - shoulder[1]
    across = (-dy * 0.34, dx * 0.34)
    tip = (hand[0] + dx * 0.16, hand[1] + dy * 0.16)
    leaf = shape(
        shoulder,
        (shoulder[0] + dx * 0.5 + across[0], shoulder[1] + dy * 0.5 + across[1], *tip),
        (shoulder[0] + dx * 0.5 - across[0], shoulder[1] + dy * 0.5 - across[1], *shoulder),
    )
    brush.solid(leaf, figure.coat.mark if figure.species.arm == "fin" else figure.coat.base)


def _fists(brush: Brush, figure: Figure) -> None:
    """Hands close over what they hold."""
    pose, holding = figure.pose, figure.holding
    if holding is None:
        return
    hands = (
        pose.hands
        if holding.thing.grip == "front" or (pose.reach and pose.hold == 1)
        else (pose.hands[pose.hold],)
    )
    for hand in hands:
        _fist(brush, figure, hand)


def _fist(brush: Brush, figure: Figure, hand: Point) -> None:
    tint = figure.coat.limb if figure.species.arm == "paw" else figure.coat.base
    tint = next((w.tint for w in figure.wearing if w.garment.hands), tint)
    brush.solid(oval(*hand, 19, 18), tint, width=5)


def _head(brush: Brush, figure: Figure, rng: random.Random) -> None:
    species, coat, pose = figure.species, figure.coat, figure.pose
    rx, ry = (a / b for a, b in zip(species.head, HEAD_SIZE, strict=True))
    with brush.at(*pose.head, pose.head_turn):
        species.ears(brush, coat)
        head = _mirrored(HEAD, rx, ry)
        brush.fill(head, coat.base)
        with brush.inside(head):
            if coat.patched:
                brush.fill(oval(-62, -40, 54, 62), coat.mark)
            species.marks(brush, coat)
        brush.stroke(head, coat.base.line)
        species.top(brush, coat)
        _garments(brush, figure, lambda garment: garment.hood, rng)
        _expression(brush, figure)
        _garments(
            brush, figure, lambda garment: garment.head if garment.zone != "eyes" else None, rng
        )


def _expression(brush: Brush, figure: Figure) -> None:
    species, pose = figure.species, figure.pose
    spread, height = species.eyes
    dark = species.face_dark or (sum(figure.coat.base.base) < DARK and not species.light_face)
    face.landmarks(brush, spread, height)
    with brush.at(0, height):
        face.eyes(brush, pose.eyes, spread, dark=dark)
    face.cheeks(brush)
    species.muzzle(brush, figure.coat, pose.mouth)
    with brush.at(0, height):
        _garments(
            brush,
            figure,
            lambda garment: garment.head if garment.zone == "eyes" else None,
            random.Random(0),
        )


def _things(brush: Brush, figure: Figure, grips: tuple[str, ...], rng: random.Random) -> None:
    holding, pose = figure.holding, figure.pose
    if holding is None or holding.thing.grip not in grips:
        return
    grip = holding.thing.grip
    if grip in {"hand", "over"}:
        hand = pose.hands[pose.hold]
        place = _bite(holding.thing, pose) if pose.mouth == "chew" else hand
        if grip == "over":
            place = (hand[0], max(hand[1], 376))
    elif grip == "front":
        place = (pose.body[0], pose.body[1] + 30)
    elif grip == "ride":
        place = (256, GROUND + 2 + pose.lift)
    else:
        place = (
            (_at_mouth(pose)[0], _at_mouth(pose)[1] + 40)
            if pose.mouth == "chew"
            else (420, GROUND + 12)
        )
    with brush.at(*place, flip=grip in {"hand", "over"} and pose.hold == 0):
        holding.thing.draw(brush, holding.tint, rng)


def _bite(thing: Thing, pose: Pose) -> Point:
    x, y = _at_mouth(pose)
    return x + thing.eaten[0], y + thing.eaten[1]


def _vehicle(brush: Brush, figure: Figure, rng: random.Random) -> None:
    """The side of what the animal sits in, over its body."""
    holding = figure.holding
    if holding and holding.thing.front:
        with brush.at(256, GROUND + 2 + figure.pose.lift):
            holding.thing.front(brush, holding.tint, rng)


def _at_mouth(pose: Pose) -> Point:
    """Where food is while it is eaten: before the chest, right under the mouth."""
    return pose.head[0] + 6, pose.head[1] + 136
