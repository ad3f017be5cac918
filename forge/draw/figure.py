"""Puts one animal together: pose, coat, species, garments and the thing it holds, from back to front."""

from __future__ import annotations

import random
from dataclasses import replace

from forge.draw import limbs, props
from forge.draw.animal import Figure
from forge.draw.head import draw_head, outline
from forge.draw.held import Thing
from forge.draw.paint import UNITS, Brush, Point, oval
from forge.draw.pose import GROUND, Pose
from forge.draw.sidebody import draw_side

BODY = ((0, -88), (48, -74), (74, -20), (82, 30), (66, 74), (0, 88))
"""Right half of the body's outline."""
BODY_SIZE = (82.0, 88.0)


def settled(figure: Figure) -> Figure:
    """The figure in the pose that its body and its hands allow: on four legs or upright."""
    pose, side = figure.pose, figure.pose.side
    if pose.embrace and figure.holding and not _huggable(figure.holding.thing):
        hands = (pose.hands[0], (352, 376))
        pose = replace(pose, embrace=False, hands=hands, bends=(pose.bends[0], 14))
    if side and (side.anybody or (figure.four_legged and not figure.hands_full)):
        x, y = side.head
        head = (UNITS - x if side.flip else x, y)
        return replace(figure, pose=replace(pose, head=head))
    return replace(figure, pose=replace(pose, side=None))


def _huggable(thing: Thing) -> bool:
    """It fits between the chin and the arms; the rest stays in one hand."""
    return thing.grip in {"front", "side"} or (thing.grip == "hand" and thing.eaten != (0, 0))


def draw_shadow(brush: Brush, figure: Figure) -> None:
    """What the figure throws on the ground: drawn apart, since it belongs to the ground."""
    pose = figure.pose
    if pose.shadow:
        wide = 1.5 if pose.side else 1.0
        brush.shadow(256 + pose.shift, GROUND + 4, 118 * max(wide, pose.shadow), 20)


def draw_figure(brush: Brush, figure: Figure, rng: random.Random) -> None:
    """Everything that moves with the animal; the figure is settled."""
    pose = figure.pose
    with brush.at(pose.shift, -pose.lift), brush.at(256, 330, pose.turn), brush.at(-256, -330):
        props.behind(brush, pose, rng)
        _things(brush, figure, ("over", "ride"), rng)
        if pose.side:
            draw_side(brush, figure, pose.side, rng)
        else:
            _upright(brush, figure, rng)
        _vehicle(brush, figure, rng)
        if not pose.embrace:
            _things(brush, figure, ("hand", "front"), rng)
        props.before(brush, pose, rng)
        if not pose.side:
            limbs.fists(brush, figure)
    if not pose.embrace:
        _things(brush, figure, ("side",), rng)


def _upright(brush: Brush, figure: Figure, rng: random.Random) -> None:
    _behind(brush, figure, rng)
    limbs.legs(brush, figure)
    _trunk(brush, figure, rng)
    limbs.shoes(brush, figure, rng)
    if figure.pose.embrace:
        _things(brush, figure, ("hand", "front", "side"), rng)
    if figure.pose.reach and not figure.species.reach:  # claws would cover the mouth
        draw_head(brush, figure, rng)
        limbs.arms(brush, figure, rng)
    else:
        limbs.arms(brush, figure, rng)
        draw_head(brush, figure, rng)


def _behind(brush: Brush, figure: Figure, rng: random.Random) -> None:
    limbs.wings(brush, figure)
    pose = figure.pose
    with brush.at(*pose.body, pose.body_turn):
        with brush.at(flip=pose.moves):
            figure.species.tail(brush, figure.coat)
        figure.species.neck(brush, figure.coat)
        figure.garments(brush, lambda garment: garment.back, rng)


def _trunk(brush: Brush, figure: Figure, rng: random.Random) -> None:
    species, coat = figure.species, figure.coat
    rx, ry = (a / b for a, b in zip(species.body, BODY_SIZE, strict=True))
    with brush.at(*figure.pose.body, figure.pose.body_turn):
        body = outline(BODY, rx, ry)
        brush.fill(body, coat.base)
        with brush.inside(body):
            if species.belly:
                brush.fill(oval(0, 22 * ry, 52 * rx, 60 * ry), coat.belly)
            if coat.patched:
                brush.fill(oval(60 * rx, -10, 44, 52), coat.mark)
            species.coat(brush, coat)
        brush.stroke(body, coat.base.line)
        figure.garments(brush, lambda garment: garment.front, rng)


def _things(brush: Brush, figure: Figure, grips: tuple[str, ...], rng: random.Random) -> None:
    holding, pose = figure.holding, figure.pose
    if holding is None or holding.thing.grip not in grips:
        return
    flip = holding.thing.grip in {"hand", "over"} and pose.hold == 0 and not pose.embrace
    with brush.at(*_place(holding.thing, pose), flip=flip):
        holding.thing.draw(brush, holding.tint, rng)


def _place(thing: Thing, pose: Pose) -> Point:
    """Where the thing's origin lies."""
    if pose.embrace:
        return _embraced(thing, pose)
    x, y = pose.hands[pose.hold]
    match thing.grip:
        case "hand":
            return _bite(thing, pose) if pose.mouth in {"chew", "sip"} else (x, y)
        case "over":
            return x, max(y, 376)
        case "front":
            return pose.body[0], pose.body[1] + 30
        case "ride":
            return 256, GROUND + 2 + pose.lift
        case _:
            return _bite(thing, pose) if pose.mouth == "chew" else pose.beside


def _embraced(thing: Thing, pose: Pose) -> Point:
    x, y = pose.body
    match thing.grip:
        case "hand":
            return _bite(thing, pose)
        case "side":
            return x, y + 78
        case _:
            return x, y + 24


def _bite(thing: Thing, pose: Pose) -> Point:
    """Where food is while it is eaten: before the chest, right under the mouth."""
    across = -1 if pose.hold == 0 else 1
    return pose.head[0] + across * (6 + thing.eaten[0]), pose.head[1] + 136 + thing.eaten[1]


def _vehicle(brush: Brush, figure: Figure, rng: random.Random) -> None:
    """The side of what the animal sits in, over its body."""
    holding = figure.holding
    if holding and holding.thing.front:
        with brush.at(256, GROUND + 2 + figure.pose.lift):
            holding.thing.front(brush, holding.tint, rng)
