"""Fifty animals, each told from all others whatever its colour, and none cut by the frame."""

import random
from itertools import combinations

import numpy as np
import pytest

from forge.draw import draw
from forge.draw.species import SPECIES
from forge.draw.species.parts import Species, raised, slim_arms
from runtime.prompt.caption import Caption, Part

SIZE = 64


def picture(animal: str, colour: str = "") -> np.ndarray:
    return draw(Caption((Part("animal", animal, colour),)), random.Random(5), SIZE).astype(int)


@pytest.mark.parametrize("colour", ["", "red", "rainbow", "gold", "black-and-white"])
def test_animals_of_one_colour_still_differ_from_each_other(colour: str) -> None:
    pictures = {animal: picture(animal, colour) for animal in sorted(SPECIES)}
    for (name, one), (other, two) in combinations(pictures.items(), 2):
        different = float((np.abs(one - two).max(axis=2) > 24).mean())
        assert different > 0.035, f"{name} looks like {other}"


@pytest.mark.parametrize("animal", sorted(SPECIES))
def test_no_horn_or_tail_is_cut_by_the_frame(animal: str) -> None:
    """Where the animal does not reach, its picture is the bear's."""
    one, bear = picture(animal), picture("bear")
    for edge in (np.s_[:1], np.s_[-1:], np.s_[:, :1], np.s_[:, -1:]):
        assert np.array_equal(one[edge], bear[edge])


def test_there_are_fifty_animals() -> None:
    assert len(SPECIES) == 50
    assert all(isinstance(species, Species) for species in SPECIES.values())


def test_a_claw_is_raised_only_while_its_hand_is_free_and_hangs_down() -> None:
    hanging = ((314.0, 322.0), (340.0, 360.0), (352.0, 388.0))
    waving = ((314.0, 322.0), (380.0, 300.0), (412.0, 262.0))
    assert raised(hanging, 1, busy=False)[2][1] < 330
    assert raised(hanging, 1, busy=True) == hanging
    assert raised(waving, 1, busy=False) == waving


def test_who_has_no_paws_wings_or_fins_draws_its_own_arms() -> None:
    for animal in ("crab", "octopus", "snake", "snail", "ladybird"):
        assert SPECIES[animal].reach is not None
    assert callable(slim_arms())
