"""Arms, wings, legs and feet of a body seen from the front."""

from __future__ import annotations

import math
import random

from forge.draw.animal import Figure
from forge.draw.paint import Brush, Point, blob, oval, shape
from forge.draw.palette import WHITE, Tint, mix, rgb
from forge.draw.species.parts import BEAK

HOOF = Tint(rgb("#6b5148"))
FEATHER = Tint(WHITE)
STANDARD_WIDTH = 82.0
"""Half a bear's width: bodies' widths are measured by it."""
WING = ((20, -6), (84, -112), (190, -168), (236, -132), (238, -62), (206, -2), (142, 44), (66, 52))
"""The right one of two spread wings, from the shoulders."""


def legs(brush: Brush, figure: Figure) -> None:
    kind, pose, coat = figure.species.leg, figure.pose, figure.coat
    if kind == "none" or not pose.shadow:
        return
    x, y = pose.body
    tint = figure.material(lambda g: g.legs) or (BEAK if kind == "bird" else coat.limb)
    for side, where in zip((-1, 1), pose.feet, strict=True):
        hip = (x + side * 36, y + 58)
        if not pose.soles:
            knee = ((hip[0] + where[0]) / 2 + side * 4, (hip[1] + where[1]) / 2)
            brush.limb((hip, knee, (where[0], where[1] - 10)), 14 if kind == "bird" else 40, tint)
        foot(brush, figure, where, side, tint)


def foot(brush: Brush, figure: Figure, where: Point, side: int, tint: Tint) -> None:
    """`side`: -1 left, 1 right; `tint`: what the leg is made of."""
    kind, pose = figure.species.leg, figure.pose
    x, y = where
    if kind == "bird":
        claw(brush, where, tint)
    elif pose.soles:
        sole(brush, figure, (x, y - 6), tint)
    else:
        brush.solid(oval(x + side * 5, y - 4, 33, 20), HOOF if kind == "hoof" else tint)
    if figure.skates and pose.shadow:
        brush.limb(((x - 34, y + 20), (x + 40, y + 20)), 8, Tint(rgb("#dfe8f5")), rgb("#5c7089"))
        for dx in (-16, 20):
            brush.lines(((x + dx, y + 8), (x + dx, y + 18)), rgb("#5c7089"), 7)


def claw(brush: Brush, where: Point, tint: Tint) -> None:
    """A bird's foot."""
    x, y = where
    toes = shape(
        (x - 30, y + 8), (x - 26, y - 12, x, y - 12), (x + 26, y - 12, x + 30, y + 8), (x, y + 16, x - 30, y + 8)
    )  # fmt: skip
    brush.solid(toes, tint, width=5)


def sole(brush: Brush, figure: Figure, where: Point, tint: Tint) -> None:
    """A foot seen from below: a pad with toes, or a hoof."""
    x, y = where
    hoof = figure.species.leg == "hoof"
    brush.solid(oval(x, y, 32, 36), HOOF if hoof else tint)
    if hoof:
        brush.lines(((x, y - 30), (x, y + 12)), HOOF.line, 6)
        return
    pad = mix(figure.coat.belly.base, rgb("#ff9db0"), 0.55)
    brush.fill(oval(x, y + 9, 17, 15), pad)
    for toe in (-1, 0, 1):
        brush.fill(oval(x + toe * 15, y - 15 - (0 if toe else 5), 7, 8), pad)


def shoes(brush: Brush, figure: Figure, rng: random.Random) -> None:
    """Over the body: a short leg's shoe is taller than what the body leaves free of it."""
    if not figure.pose.shadow:
        return
    for side, where in zip((-1, 1), figure.pose.feet, strict=True):
        with brush.at(*where, flip=side < 0):
            figure.garments(brush, lambda garment: garment.feet, rng)


def arms(brush: Brush, figure: Figure, rng: random.Random) -> None:
    pose, sleeve = figure.pose, figure.material(lambda g: g.sleeves)
    if pose.wings and figure.species.arm == "wing":
        return
    for side, shoulder, hand, bend in zip(
        (-1, 1), _shoulders(figure), pose.hands, pose.bends, strict=True
    ):
        elbow = (
            (shoulder[0] + hand[0]) / 2 + side * bend,
            (shoulder[1] + hand[1]) / 2 + bend * 0.5,
        )
        _arm(brush, figure, (shoulder, elbow, hand), side)
        if sleeve:
            middle = (shoulder[0] * 0.35 + hand[0] * 0.65, shoulder[1] * 0.35 + hand[1] * 0.65)
            near = (elbow[0] * 0.7 + shoulder[0] * 0.3, elbow[1] * 0.7 + shoulder[1] * 0.3)
            brush.limb((shoulder, near, middle), 40, sleeve)
        with brush.at(*hand, _down(elbow, hand), flip=side < 0):
            figure.garments(brush, lambda garment: garment.hands, rng)


def _down(a: Point, b: Point) -> float:
    """Degrees by which the way from a to b is turned from straight down."""
    return math.degrees(math.atan2(b[1] - a[1], b[0] - a[0])) - 90


def _shoulders(figure: Figure) -> tuple[Point, Point]:
    x, y = figure.pose.body
    wide = 58 * figure.species.body[0] / STANDARD_WIDTH
    return (x - wide, y - 44), (x + wide, y - 44)


def _arm(brush: Brush, figure: Figure, points: tuple[Point, Point, Point], side: int) -> None:
    species, coat = figure.species, figure.coat
    if species.reach:
        busy = figure.holding is not None or bool(figure.pose.grasp)
        species.reach(brush, coat, points, side, busy)
    elif species.arm == "paw":
        brush.limb(points, 36, coat.limb)
        brush.fill(oval(*points[2], 16), coat.limb)
    else:
        leaf(brush, points[0], points[2], coat.mark if species.arm == "fin" else coat.base)


def leaf(brush: Brush, root: Point, hand: Point, tint: Tint) -> None:
    """A folded wing or a fin from its root over the hand."""
    dx, dy = hand[0] - root[0], hand[1] - root[1]
    across = (-dy * 0.34, dx * 0.34)
    tip = (hand[0] + dx * 0.16, hand[1] + dy * 0.16)
    path = shape(
        root,
        (root[0] + dx * 0.5 + across[0], root[1] + dy * 0.5 + across[1], *tip),
        (root[0] + dx * 0.5 - across[0], root[1] + dy * 0.5 - across[1], *root),
    )
    brush.solid(path, tint)


def wings(brush: Brush, figure: Figure) -> None:
    """Big wings spread to both sides, behind the body: feathers of its own or borrowed white ones."""
    own = figure.species.arm == "wing"
    if not figure.pose.wings or (figure.species.winged and not own):
        return
    tint = figure.coat.base if own else FEATHER
    line = tint.line if own else rgb("#8fa3c8")
    x, y = figure.pose.body
    with brush.at((x + 256) / 2, y - 44):
        for side in (-1, 1):
            brush.solid(blob([(side * px, py) for px, py in WING]), tint, line)
            for dy in (-104, -58, -14):
                ends = ((side * 128, dy + 34), (side * (212 + dy * 0.1), dy))
                brush.lines(ends, mix(line, tint.base, 0.4), 7)


def fists(brush: Brush, figure: Figure) -> None:
    """Hands close over what they hold."""
    pose, holding = figure.pose, figure.holding
    for hand in pose.grasp:
        fist(brush, figure, pose.hands[hand])
    if holding is None or holding.thing.grip not in {"front", "hand", "over"} or pose.embrace:
        return
    both = holding.thing.grip == "front" or (pose.reach and pose.hold == 1)
    for place in pose.hands if both else (pose.hands[pose.hold],):
        fist(brush, figure, place)


def fist(brush: Brush, figure: Figure, hand: Point) -> None:
    tint = figure.coat.limb if figure.species.arm == "paw" else figure.coat.base
    brush.solid(oval(*hand, 19, 18), figure.material(lambda g: g.hands) or tint, width=5)
