"""One picture from a caption: scene, figure, foreground, effects."""

from __future__ import annotations

import random
from dataclasses import dataclass, fields
from typing import cast

import numpy as np
from numpy.typing import NDArray

from forge.draw.coat import coat
from forge.draw.effects import BEHIND, EFFECTS
from forge.draw.figure import Figure, Holding, Wearing, draw_figure
from forge.draw.held import HELD
from forge.draw.paint import UNITS, Brush, Point
from forge.draw.palette import tint
from forge.draw.pose import POSES
from forge.draw.scenes import SCENES
from forge.draw.setting import Light
from forge.draw.species import SPECIES
from forge.draw.worn import WORN
from runtime.prompt.caption import Caption, Part

VARIANCE = 0.35
"""How much placement, expression and colour vary: 1 is lively, 0 makes every picture of a caption the same.

A third lets a small network learn whole faces three times sooner; see forge/LOG.md.
"""


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
    places = [(x / UNITS, y / UNITS) for _, x, y in brush.notes]
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
    draw_figure(brush, figure(caption, rng, variance), rng)
    foreground = SCENES["bathtub" if action == "bathing" else scene].front
    if foreground:
        foreground(brush, rng, sky)
    if action in EFFECTS:
        EFFECTS[action](brush, rng)
    return brush


def figure(caption: Caption, rng: random.Random, variance: float) -> Figure:
    """The animal of a caption with its pose, coat, garments and thing."""
    animal = caption.of("animal")[0]
    species = SPECIES[animal.concept]
    action = _only(caption, "action")
    held = caption.of("held")
    return Figure(
        species=species,
        coat=coat(species.natural, animal.colour, rng, variance),
        pose=POSES[action].jittered(rng, variance),
        wearing=tuple(_worn(part, rng, variance) for part in caption.of("worn")),
        holding=_held(held[0], rng, variance) if held else None,
        borrowed_wings=action == "flying" and not species.winged,
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
