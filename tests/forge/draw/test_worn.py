"""What is worn takes its colour, sits where it belongs and leaves the face free."""

import random

import numpy as np
import pytest

from forge.draw import draw
from forge.draw.paint import UNITS, Brush
from forge.draw.palette import NAMED
from forge.draw.worn import WORN, Garment
from runtime.prompt.caption import Caption, Part

SIZE = 128
BEAR = Part("animal", "bear")


def drawn(garment: Garment, colour: str) -> np.ndarray:
    """The garment's main parts on black, each in the picture's middle, int [SIZE, SIZE, 3]."""
    parts = [garment.back, garment.front, garment.hood, garment.feet, garment.hands]
    if garment.zone in {"head", "eyes", "neck"}:
        parts.append(garment.head)
    brush = Brush(SIZE)
    for part in parts:
        if part:
            with brush.at(256, 256):
                part(brush, NAMED[colour], random.Random(1))
    return brush.pixels().astype(int)


def worn(*names: str, colour: str = "", animal: Part = BEAR) -> np.ndarray:
    parts = tuple(Part("worn", name, colour) for name in names)
    return draw(Caption((animal, *parts)), random.Random(2), UNITS, variance=0).astype(int)


def change(a: np.ndarray, b: np.ndarray, rows: slice, columns: slice) -> float:
    """Share of pixels there that clearly differ."""
    return float((np.abs(a - b).max(axis=2)[rows, columns] > 24).mean())


@pytest.mark.parametrize("name", sorted(WORN))
def test_the_wished_colour_is_the_largest_area_of_a_garment(name: str) -> None:
    red, blue = drawn(WORN[name], "red"), drawn(WORN[name], "blue")
    tinted = np.abs(red - blue).max(axis=2) > 60
    assert tinted.sum() > 0.38 * (red.max(axis=2) > 0).sum()


@pytest.mark.parametrize("name", sorted(set(WORN) - {"glasses", "sunglasses"}))
def test_eyes_and_mouth_stay_free(name: str) -> None:
    bare, dressed = worn(), worn(name)
    assert change(bare, dressed, slice(178, 274), slice(182, 330)) < 0.04


def test_glasses_leave_the_eyes_to_be_seen() -> None:
    bare, dressed = worn(), worn("glasses", colour="red")
    for x in (210, 302):
        assert change(bare, dressed, slice(190, 228), slice(x - 20, x + 20)) < 0.12


def test_boots_are_on_the_feet_and_mittens_on_the_hands() -> None:
    bare, boots, mittens = worn(), worn("boots"), worn("mittens")
    feet, hands = (slice(440, 466), slice(196, 316)), (slice(350, 425), slice(330, 380))
    assert change(bare, boots, *feet) > 0.5
    assert change(bare, boots, *hands) < 0.05
    assert change(bare, mittens, *hands) > 0.4
    assert change(bare, mittens, *feet) < 0.05


def test_a_fist_wears_its_mitten() -> None:
    parts = (BEAR, Part("worn", "mittens", "blue"), Part("held", "star"))
    picture = draw(Caption(parts), random.Random(2), UNITS, variance=0)
    red, _, blue = picture[388, 352].astype(int)
    assert blue > red + 60


def test_a_hat_sits_on_the_hood() -> None:
    hood, both = worn("raincoat", colour="yellow"), worn("crown", "raincoat", colour="red")
    assert change(hood, both, slice(100, 130), slice(220, 292)) > 0.9


def test_a_golden_bell_hangs_on_red_and_a_blue_one_on_blue() -> None:
    collar = (306, 188)
    red, green, _ = worn("bell")[collar]
    assert red > green + 80
    red, _, blue = worn("bell", colour="blue")[collar]
    assert blue > red + 60
