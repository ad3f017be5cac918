"""What one figure is: an animal with its coat and pose, what it wears and what it holds."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from forge.draw.coat import Coat
from forge.draw.held import Thing
from forge.draw.paint import Brush
from forge.draw.palette import Tint
from forge.draw.pose import Pose
from forge.draw.species.parts import Species
from forge.draw.worn import Garment

Part = Callable[[Brush, Tint, random.Random], None]


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
    wearing: tuple[Wearing, ...] = ()
    holding: Holding | None = None
    skates: bool = False

    def material(self, made_of: Callable[[Garment], object]) -> Tint | None:
        """What the first garment that `made_of` is true for is made of."""
        return next((w.tint for w in self.wearing if made_of(w.garment)), None)

    def garments(
        self, brush: Brush, layer: Callable[[Garment], Part | None], rng: random.Random
    ) -> None:
        """Draws one layer of all that is worn, in the present frame."""
        for wearing in self.wearing:
            part = layer(wearing.garment)
            if part:
                part(brush, wearing.tint, rng)

    @property
    def four_legged(self) -> bool:
        kind = self.species
        return kind.arm == "paw" and (kind.leg == "hoof" or (kind.leg == "paw" and not kind.reach))

    @property
    def hands_full(self) -> bool:
        return self.holding is not None and self.holding.thing.grip != "side"
