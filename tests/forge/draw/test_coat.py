"""Coats: natural colours, wished ones, and what black-and-white means for those who are so by nature."""

import random

import pytest

from forge.draw.coat import Natural, coat
from forge.draw.palette import NAMED
from forge.draw.species import SPECIES

RNG = random.Random(0)


def test_a_bear_asked_to_be_black_and_white_gets_patches() -> None:
    assert coat(SPECIES["bear"].natural, "black-and-white", RNG, 0).patched


@pytest.mark.parametrize("animal", ["zebra", "panda", "cow"])
def test_the_pied_by_nature_keep_their_own_marks(animal: str) -> None:
    natural = SPECIES[animal].natural
    assert coat(natural, "black-and-white", RNG, 0) == coat(natural, "", RNG, 0)


@pytest.mark.parametrize("colour", ["yellow", "gold", "white"])
def test_marks_on_bright_coats_are_not_dull(colour: str) -> None:
    mark = coat(Natural("brown"), colour, RNG, 0).mark.base
    assert max(mark) > 0.7


def test_a_butterfly_keeps_its_limbs_when_its_wings_are_coloured() -> None:
    natural = SPECIES["butterfly"].natural
    assert coat(natural, "blue", RNG, 0).limb == coat(natural, "", RNG, 0).limb
    assert coat(natural, "blue", RNG, 0).base.base == pytest.approx(NAMED["blue"].base)
