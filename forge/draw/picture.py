"""One picture from a caption: scene, figure, foreground, effects."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields, replace
from typing import cast

import numpy as np
import skia
from numpy.typing import NDArray

from forge.draw.animal import Figure, Holding, Wearing
from forge.draw.coat import coat
from forge.draw.effects import BEHIND, EFFECTS
from forge.draw.figure import draw_figure, draw_shadow, settled
from forge.draw.group import Place, places
from forge.draw.held import HELD
from forge.draw.paint import UNITS, Brush, Point
from forge.draw.palette import tint
from forge.draw.poses import POSES
from forge.draw.props import easel, soccer_ball
from forge.draw.scenes import SCENES
from forge.draw.setting import Light
from forge.draw.sketch import Sketch, fitting, lay, noted, sketching
from forge.draw.species import SPECIES
from forge.draw.worn import WORN
from runtime.prompt.caption import Caption, Part

VARIANCE = 0.35
"""How much placement, expression and colour vary: 1 is lively, 0 makes every picture of a caption the same.

A third lets a small network learn whole faces three times sooner; see forge/LOG.md.
"""

INDOORS = frozenset({"sofa", "bathtub", "classroom", "bedroom", "kitchen", "party"})
"""Scenes in which the sky is seen through a window only."""


@dataclass(frozen=True)
class Face:
    """Where one face is: points in 0..1 of the picture's side, left and right the viewer's, in drawing order.

    The ears are where a bear has them, whatever the species.
    """

    left_eye: Point
    right_eye: Point
    mouth: Point
    left_ear: Point
    right_ear: Point


def draw(
    caption: Caption, rng: random.Random, size: int, variance: float = VARIANCE
) -> NDArray[np.uint8]:
    """The picture, uint8 [size, size, 3]; the same caption and the same state of `rng` draw the same one."""
    return _drawn(caption, rng, size, variance).pixels()


def draw_noted(
    caption: Caption, rng: random.Random, size: int, variance: float = VARIANCE
) -> tuple[NDArray[np.uint8], list[Face]]:
    """The picture that `draw` draws, and its faces from the first animal to the last."""
    brush = _drawn(caption, rng, size, variance)
    places = [(x / UNITS, y / UNITS) for _, (x, y) in brush.notes]
    points = len(fields(Face))
    faces = [Face(*places[i : i + points]) for i in range(0, len(places), points)]
    return brush.pixels(), faces


def _drawn(caption: Caption, rng: random.Random, size: int, variance: float) -> Brush:
    brush = Brush(size)
    action, scene = _only(caption, "action"), _only(caption, "scene")
    sky = cast(Light, _only(caption, "sky"))
    SCENES[scene].back(brush, rng, sky)
    if action in BEHIND:
        BEHIND[action](brush, rng)
    _animals(brush, caption, rng, variance)
    foreground = SCENES["bathtub" if action == "bathing" else scene].front
    if foreground:
        foreground(brush, rng, sky)
    if action in EFFECTS:
        EFFECTS[action](brush, rng)
    return brush


def _animals(brush: Brush, caption: Caption, rng: random.Random, variance: float) -> None:
    """All of them, those in front last; their faces are noted in the caption's order."""
    figures = [settled(f) for f in figures_of(caption, rng, variance)]
    if len(figures) > 1:
        figures = [replace(f, pose=f.pose.in_company()) for f in figures]
    if len(figures) > 1 and _only(caption, "action") == "painting":
        easel(brush, 256, 60, 1.1)
    light, scene = cast(Light, _only(caption, "sky")), _only(caption, "scene")
    tub = scene == "bathtub" or _only(caption, "action") == "bathing"
    spots = places(figures, _only(caption, "size"), tub)
    laid = [_sketched(brush, *pair, rng) for pair in zip(figures, spots, strict=True)]
    for spot, figure, sketch, matrix in sorted(laid, key=lambda item: -item[0].depth):
        with spot.frame(brush):
            draw_shadow(brush, figure)
        lay(brush, sketch, matrix, light, scene in INDOORS)


def _sketched(
    brush: Brush, figure: Figure, spot: Place, rng: random.Random
) -> tuple[Place, Figure, Sketch, skia.Matrix]:
    """The figure drawn apart, and how it is laid into the picture."""
    if spot.mirrored:
        figure = replace(figure, pose=figure.pose.mirrored())
    with sketching(brush) as sketch, spot.frame(brush):
        draw_figure(brush, figure, rng)
    matrix = fitting(sketch.bounds, spot.ground, hung=figure.pose.prop == "swing")
    noted(brush, sketch, matrix)
    return spot, figure, sketch, matrix


def figures_of(caption: Caption, rng: random.Random, variance: float) -> list[Figure]:
    """The animals of a caption, each with its pose, coat, garments and thing."""
    return [_figure(caption, animal, rng, variance) for animal in caption.of("animal")]


def _figure(caption: Caption, animal: Part, rng: random.Random, variance: float) -> Figure:
    species = SPECIES[animal.concept]
    action = _only(caption, "action")
    held = caption.of("held")
    pose, holding = POSES[action], _held(held[0], rng, variance) if held else None
    if pose.prop == "football" and holding and held[0].concept == "ball":
        pose = replace(pose, prop="")
        ball = replace(holding.thing, draw=soccer_ball)
        holding = Holding(ball, tint(held[0].colour, "white").jittered(rng, variance))
    return Figure(
        species=species,
        coat=coat(species.natural, animal.colour, rng, variance),
        pose=pose.jittered(rng, variance),
        wearing=tuple(_worn(part, rng, variance) for part in caption.of("worn")),
        holding=holding,
        skates=action == "skating",
    )


def _only(caption: Caption, role: str) -> str:
    parts = caption.of(role)
    return parts[0].concept if parts else ""


def _worn(part: Part, rng: random.Random, variance: float) -> Wearing:
    garment = WORN[part.concept]
    return Wearing(garment, tint(part.colour, garment.natural).jittered(rng, variance))


def _held(part: Part, rng: random.Random, variance: float) -> Holding:
    thing = HELD[part.concept]
    return Holding(thing, tint(part.colour, thing.natural).jittered(rng, variance))
