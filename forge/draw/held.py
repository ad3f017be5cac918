"""The things a figure can have with it, and how it has them."""

from __future__ import annotations

from dataclasses import dataclass

from forge.draw import held_food as food
from forge.draw import held_hand as hand
from forge.draw import held_large as large
from forge.draw import held_music as music
from forge.draw import held_ride as ride
from forge.draw.cloth import Draw
from forge.draw.paint import Point


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
    eaten: Point = (64.0, 20.0)
    """Where the origin moves while it is eaten, so that it lies between the hands and below the mouth."""
    front: Draw | None = None
    """Its near side, drawn over the body of who sits in it; the origin is that of `ride`."""


HELD: dict[str, Thing] = {
    "balloon": Thing("red", "hand", hand.balloon, eaten=(90, 20)),
    "umbrella": Thing("#ff7a8a", "over", hand.umbrella),
    "ball": Thing("red", "side", large.ball, eaten=(0, 85)),
    "book": Thing("#4a8fe0", "front", large.book),
    "ice-cream": Thing("#ffa8c9", "hand", food.ice_cream, eaten=(-41, 102)),
    "cake": Thing("#ffa8c4", "side", large.cake, eaten=(0, 115)),
    "drum": Thing("red", "front", music.drum),
    "piano": Thing("#5f566b", "front", music.piano),
    "guitar": Thing("#f0a04b", "front", music.guitar),
    "bicycle": Thing("#46b8d8", "ride", ride.bicycle),
    "carrot": Thing("orange", "hand", food.carrot, eaten=(-32, 78)),
    "bamboo": Thing("#7cc860", "hand", food.bamboo, eaten=(-16, 96)),
    "apple": Thing("red", "hand", food.apple, eaten=(-50, 68)),
    "bouquet": Thing("pink", "hand", hand.bouquet, eaten=(-36, 98)),
    "gift": Thing("#ff7f9c", "side", large.gift, eaten=(0, 102)),
    "lollipop": Thing("#ff6f9c", "hand", food.lollipop, eaten=(-64, 105)),
    "watermelon": Thing("#f5525c", "hand", food.watermelon, eaten=(-54, 40)),
    "grass": Thing("green", "hand", food.grass, eaten=(-22, 84)),
    "kite": Thing("red", "hand", hand.kite),
    "lantern": Thing("red", "hand", hand.lantern),
    "banana": Thing("#ffdb3d", "hand", food.banana, eaten=(-40, 82)),
    "milk": Thing("white", "hand", food.milk, eaten=(-46, 60)),
    "star": Thing("#ffd23f", "hand", hand.star, eaten=(-64, 76)),
    "toothbrush": Thing("#4fb0ea", "hand", hand.toothbrush),
    "paintbrush": Thing("red", "hand", hand.paintbrush),
    "honey-pot": Thing("#e0804c", "front", large.honey_pot),
    "heart": Thing("red", "front", large.heart),
    "violin": Thing("#cf7436", "front", music.violin),
    "car": Thing("red", "ride", ride.car_back, front=ride.car),
}
