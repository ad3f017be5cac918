"""What is held takes its colour, stays in the picture and leaves the face free."""

import random

import numpy as np
import pytest

from forge.draw import draw
from forge.draw.held import HELD
from forge.draw.paint import UNITS, Brush
from forge.draw.palette import NAMED
from runtime.prompt.caption import Caption, Part

SIZE = 128
HAND = sorted(name for name, thing in HELD.items() if thing.grip == "hand")
FOOD = ("apple", "banana", "bamboo", "carrot", "grass", "ice-cream", "lollipop", "watermelon")


def drawn(name: str, colour: str, at: tuple[float, float] = (256, 256)) -> np.ndarray:
    """The thing alone on black, int [SIZE, SIZE, 3]."""
    thing, brush = HELD[name], Brush(SIZE)
    for part in (thing.draw, thing.front):
        if part:
            with brush.at(*at):
                part(brush, NAMED[colour], random.Random(1))
    return brush.pixels().astype(int)


@pytest.mark.parametrize("name", sorted(HELD))
def test_the_wished_colour_is_the_largest_area_of_a_thing(name: str) -> None:
    red, blue = drawn(name, "red"), drawn(name, "blue")
    tinted = np.abs(red - blue).max(axis=2) > 60
    assert tinted.sum() > 0.36 * (red.max(axis=2) > 0).sum()


@pytest.mark.parametrize("name", HAND)
@pytest.mark.parametrize("hand", [(352, 388), (430, 250), (412, 300), (300, 420)])
def test_no_edge_cuts_what_a_hand_holds(name: str, hand: tuple[float, float]) -> None:
    picture = drawn(name, "red", hand)
    rims = (picture[0], picture[-1], picture[:, 0], picture[:, -1])
    assert max(rim.max() for rim in rims) == 0


@pytest.mark.parametrize("name", HAND)
def test_what_a_hand_holds_is_large(name: str) -> None:
    area = (drawn(name, "red").max(axis=2) > 0).sum() * (UNITS / SIZE) ** 2
    assert area > 10_000


@pytest.mark.parametrize("name", FOOD)
def test_eating_leaves_the_face_free(name: str) -> None:
    eating = (Part("animal", "bear"), Part("action", "eating"))
    empty, full = (
        draw(Caption(parts), random.Random(4), UNITS, variance=0).astype(int)
        for parts in (eating, (eating[0], Part("held", name), eating[1]))
    )
    face = slice(170, 270), slice(180, 332)
    assert np.abs(empty[face] - full[face]).mean() < 6


def test_the_left_hand_eats_as_the_right_one_does() -> None:
    two = (Part("animal", "bear"), Part("animal", "bear"))
    parts = (*two, Part("held", "apple", "red"), Part("action", "eating"))
    picture = draw(Caption(parts), random.Random(4), UNITS, variance=0).astype(int)
    red = (picture[..., 0] > picture[..., 1] + 110) & (picture[..., 0] > picture[..., 2] + 110)
    left, right = red[250:480, :256], red[250:480, 256:]
    assert left.sum() == pytest.approx(right.sum(), rel=0.25)
