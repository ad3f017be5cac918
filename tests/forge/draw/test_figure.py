"""A body does what its legs and hands allow."""

import random

import pytest

from forge.draw.animal import Figure, Holding
from forge.draw.coat import coat
from forge.draw.figure import settled
from forge.draw.held import HELD
from forge.draw.palette import tint
from forge.draw.poses import POSES
from forge.draw.species import SPECIES


def figure(animal: str, action: str, held: str = "") -> Figure:
    species = SPECIES[animal]
    return settled(
        Figure(
            species=species,
            coat=coat(species.natural, "", random.Random(0), 0),
            pose=POSES[action],
            holding=Holding(HELD[held], tint("", "red")) if held else None,
        )
    )


@pytest.mark.parametrize("animal", ["cat", "horse", "zebra"])
def test_paws_and_hooves_run_on_four_legs(animal: str) -> None:
    assert figure(animal, "running").pose.side


@pytest.mark.parametrize("animal", ["duck", "fish", "crab"])
def test_who_has_no_four_legs_runs_upright_and_sleeps_lying(animal: str) -> None:
    assert not figure(animal, "running").pose.side
    assert figure(animal, "sleeping").pose.side


def test_who_carries_something_runs_on_two_legs() -> None:
    assert not figure("cat", "running", "balloon").pose.side
    assert figure("cat", "running", "ball").pose.side


def test_what_is_too_tall_to_hug_stays_in_one_hand() -> None:
    assert figure("bear", "hugging", "heart").pose.embrace
    assert not figure("bear", "hugging", "umbrella").pose.embrace
