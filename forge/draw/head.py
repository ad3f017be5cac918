"""One animal's head with its face, hat and glasses, turned a little to either side."""

from __future__ import annotations

import random

import skia

from forge.draw import face
from forge.draw.animal import Figure
from forge.draw.paint import Brush, Point, blob, oval

HEAD = ((0, -104), (62, -94), (106, -48), (118, 12), (96, 68), (46, 96), (0, 100))
"""Right half of the head's outline, from the crown to the chin."""
HEAD_SIZE = (118.0, 104.0)
DARK = 0.95
"""A coat whose red, green and blue sum up to less needs a rim around the eyes."""
EARS, TOP, MARKS, EYES, MUZZLE = 6.0, 9.0, 13.0, 16.0, 20.0
"""Units by which the parts move when the head looks fully to one side: the nearer the nose, the more."""


def outline(half: tuple[Point, ...], rx: float, ry: float) -> skia.Path:
    """The closed shape whose right half is given, with factors on its width and height."""
    points = [(x * rx, y * ry) for x, y in half]
    return blob(points + [(-x, y) for x, y in reversed(points[1:-1])])


def draw_head(brush: Brush, figure: Figure, rng: random.Random) -> None:
    pose = figure.pose
    scale = pose.side.head_scale if pose.side else 1.0
    with brush.at(*pose.head, pose.head_turn, scale):
        _skull(brush, figure)
        with brush.at(pose.look * TOP):
            figure.species.top(brush, figure.coat)
        figure.garments(brush, lambda garment: garment.hood, rng)
        _expression(brush, figure)
        with brush.at(pose.look * EARS):
            figure.garments(brush, lambda g: None if g.zone == "eyes" else g.head, rng)


def _skull(brush: Brush, figure: Figure) -> None:
    species, coat, look = figure.species, figure.coat, figure.pose.look
    rx, ry = (a / b for a, b in zip(species.head, HEAD_SIZE, strict=True))
    trails = figure.pose.moves and species.arm == "fin" and species.leg == "none"
    with brush.at(look * EARS, flip=trails):
        species.ears(brush, coat)
    head = outline(HEAD, rx, ry)
    brush.fill(head, coat.base)
    with brush.inside(head), brush.at(look * MARKS):
        if coat.patched:
            brush.fill(oval(-62, -40, 54, 62), coat.mark)
        species.marks(brush, coat)
    brush.stroke(head, coat.base.line)


def _expression(brush: Brush, figure: Figure) -> None:
    species, pose = figure.species, figure.pose
    spread, height = species.eyes
    dark = species.face_dark or (sum(figure.coat.base.base) < DARK and not species.light_face)
    with brush.at(pose.look * EYES):
        face.landmarks(brush, spread, height)
        with brush.at(0, height):
            face.eyes(brush, pose.eyes, spread, dark=dark, look=pose.look)
        face.cheeks(brush)
    with brush.at(pose.look * MUZZLE):
        species.muzzle(brush, figure.coat, pose.mouth)
    with brush.at(pose.look * EYES, height):
        glasses = random.Random(0)
        figure.garments(brush, lambda g: g.head if g.zone == "eyes" else None, glasses)
