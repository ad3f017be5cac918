"""Colours and the shades made from them."""

import colorsys
import random

import pytest

from forge.draw.palette import NAMED, Tint, rgb, tint


def test_gold_has_no_shade_that_could_be_called_brown() -> None:
    gold = NAMED["gold"]
    for shade in (gold.light, gold.base, gold.dark):
        _, light, saturation = colorsys.rgb_to_hls(*shade)
        assert light > 0.5
        assert saturation > 0.8


@pytest.mark.parametrize("name", ["yellow", "gold", "orange"])
def test_the_shade_of_a_warm_colour_is_not_greener_than_itself(name: str) -> None:
    material = NAMED[name]
    assert colorsys.rgb_to_hls(*material.dark)[0] <= colorsys.rgb_to_hls(*material.base)[0]


def test_a_colour_that_was_not_asked_for_is_the_natural_one() -> None:
    assert tint("", "#102030") == Tint(rgb("#102030"))
    assert tint("", "gold") is NAMED["gold"]
    assert tint("red", "gold") is NAMED["red"]


def test_jitter_of_none_changes_next_to_nothing() -> None:
    near = NAMED["blue"].jittered(random.Random(0), 0).base
    assert near == pytest.approx(NAMED["blue"].base)
