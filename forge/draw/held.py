"""The things a figure can have with it, and how it has them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from forge.draw import held_hand as hand
from forge.draw import held_large as large
from forge.draw.paint import Brush, Point
from forge.draw.palette import Tint

Draw = Callable[[Brush, Tint, random.Random], None]


@dataclass(frozen=True)
class Thing:
    """One thing to hold, stand beside or ride."""

    natural: str
    """Its colour where none was asked for: a name of the palette or `#rrggbb`."""
    grip: str
    """Where the origin lies and when it is drawn.

    hand: the hand's centre, +x away from the body, over the body; over: the same, behind the head;
    front: the chest's middle, over the body; side: the ground beside the figure; ride: the ground
    under the figure, behind its legs.
    """
    draw: Draw
    eaten: Point = (0.0, 0.0)
    """Where the origin moves while it is eaten, so that it lies between the hands and below the mouth."""
    front: Draw | None = None
    """Its near side, drawn over the body of who sits in it; the origin is that of `ride`."""


HELD: dict[str, Thing] = {
    "balloon": Thing("red", "hand", hand.balloon),
    "umbrella": Thing("#ff7a8a", "over", hand.umbrella),
    "ball": Thing("red", "side", large.ball),
    "book": Thing("#4a8fe0", "front", large.book),
    "ice-cream": Thing("#ffa8c9", "hand", hand.ice_cream),
    "cake": Thing("#ffa8c4", "side", large.cake),
    "drum": Thing("red", "front", large.drum),
    "piano": Thing("#5f566b", "front", large.piano),
    "guitar": Thing("#f0a04b", "front", large.guitar),
    "bicycle": Thing("#46b8d8", "ride", large.bicycle),
    "carrot": Thing("orange", "hand", hand.carrot),
    "bamboo": Thing("#7cc860", "hand", hand.bamboo),
    "apple": Thing("red", "hand", hand.apple),
    "bouquet": Thing("pink", "hand", hand.bouquet),
    "gift": Thing("#ff7f9c", "side", large.gift),
    "lollipop": Thing("#ff6f9c", "hand", hand.lollipop),
    "watermelon": Thing("#f5525c", "hand", hand.watermelon),
    "grass": Thing("green", "hand", hand.grass),
}
