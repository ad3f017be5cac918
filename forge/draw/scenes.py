"""All scenes by their id: what lies behind the figure and what lies before it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from forge.draw.paint import Brush
from forge.draw.scenes_built import castle, farm, playground, street
from forge.draw.scenes_cold import ice, mountain, snow
from forge.draw.scenes_home import bedroom, kitchen, party
from forge.draw.scenes_indoor import bathtub, bathtub_front, classroom, sofa
from forge.draw.scenes_land import forest, garden, meadow, pond
from forge.draw.scenes_warm import beach, desert
from forge.draw.scenes_wonder import clouds, clouds_front, moon, plain, underwater
from forge.draw.setting import LIGHTS, Light
from forge.draw.skies import falling

__all__ = ["LIGHTS", "SCENES", "Layer", "Light", "Scene"]

Layer = Callable[[Brush, random.Random, Light], None]


@dataclass(frozen=True)
class Scene:
    """Two layers; the figure stands between them, its feet at y = 455 and x from 140 to 372."""

    back: Layer
    front: Layer | None = None


def _clouds_front(brush: Brush, rng: random.Random, light: Light) -> None:
    clouds_front(brush, rng, light)
    falling(brush, rng, light)


SCENES: dict[str, Scene] = {
    "": Scene(plain, falling),
    "meadow": Scene(meadow, falling),
    "forest": Scene(forest, falling),
    "snow": Scene(snow, falling),
    "ice": Scene(ice, falling),
    "beach": Scene(beach, falling),
    "underwater": Scene(underwater),
    "moon": Scene(moon, falling),
    "garden": Scene(garden, falling),
    "cloud": Scene(clouds, _clouds_front),
    "sofa": Scene(sofa),
    "bathtub": Scene(bathtub, bathtub_front),
    "classroom": Scene(classroom),
    "castle": Scene(castle, falling),
    "farm": Scene(farm, falling),
    "pond": Scene(pond, falling),
    "mountain": Scene(mountain, falling),
    "desert": Scene(desert, falling),
    "street": Scene(street, falling),
    "playground": Scene(playground, falling),
    "bedroom": Scene(bedroom),
    "kitchen": Scene(kitchen),
    "party": Scene(party),
}
