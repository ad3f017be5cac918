"""A machine that is heated by something else than drawing."""

from __future__ import annotations

import pytest

from bench.governor.machine import MACHINES, Machine
from bench.governor.plant import Plant
from edged.governor.ambient import LONG_S, Warmth
from tests.edged.governor.looks import Story


def test_an_idle_machine_above_its_target_is_warm_after_minutes_and_until_it_has_cooled() -> None:
    story = Story()
    story.live(LONG_S - 10, cpu_temperature=85.0)
    assert story.governor.warmth is None
    story.live(20, cpu_temperature=85.0)
    assert story.governor.warmth == Warmth(85.0, 80.0)
    story.live(60, cpu_temperature=82.0)
    assert story.governor.warmth == Warmth(85.0, 80.0), "what was told stays told"
    story.live(20, cpu_temperature=79.0)
    assert story.governor.warmth is None


def test_one_that_must_stand_still_with_people_waiting_is_warm_too() -> None:
    story = Story()
    assert story.live(LONG_S + 20, cpu_temperature=95.0, waiting=4).duty == 0
    assert story.governor.warmth == Warmth(95.0, 80.0)


@pytest.mark.parametrize("busy", [0.1, 1.0])
def test_one_that_draws_is_only_hot(busy: float) -> None:
    story = Story()
    story.live(3 * LONG_S, cpu_temperature=81.0, busy=busy)
    assert story.governor.warmth is None


def test_one_that_cools_now_and_then_is_well() -> None:
    story = Story()
    for _ in range(4):
        story.live(LONG_S - 20, cpu_temperature=85.0)
        story.live(20, cpu_temperature=78.0)
    assert story.governor.warmth is None


def test_a_target_that_the_hardware_lowers_counts() -> None:
    story = Story()
    story.live(LONG_S + 20, cpu_temperature=75.0, cpu_limit=75.0)
    assert story.governor.warmth == Warmth(75.0, 72.5)


def test_a_sensor_that_is_lost_tells_of_no_warmth() -> None:
    story = Story()
    story.live(100, cpu_temperature=85.0)
    story.live(2 * LONG_S, cpu_temperature=None)
    assert story.governor.warmth is None


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.file)
def test_in_the_hottest_room_no_machine_needs_so_long_to_cool_from_work(machine: Machine) -> None:
    """Even after an hour of work that no governor held."""
    room = 45.0
    plant = Plant(machine, room)
    for _ in range(3600):
        plant.step(1.0, room, 1.0)
    assert plant.die > machine.heat.target_c
    for _ in range(round(LONG_S)):
        plant.step(1.0, room, 0.0)
    assert plant.die < machine.heat.target_c
