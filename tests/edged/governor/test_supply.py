"""Battery, weak supply, and an empty one."""

from __future__ import annotations

import pytest

from tests.edged.governor.looks import Story


def test_on_battery_it_draws_less() -> None:
    budget = Story().live(5, on_mains=False, battery=0.8)
    assert (budget.duty, budget.accepting, budget.reason) == (0.5, True, "battery")


def test_nobody_knows_is_taken_for_mains() -> None:
    budget = Story().live(5, on_mains=None, battery=0.02)
    assert (budget.duty, budget.accepting, budget.reason) == (1.0, True, None)


def test_mains_must_have_been_back_for_ten_seconds() -> None:
    story = Story()
    story.live(5, on_mains=False)
    assert story.live(9, on_mains=True).duty == 0.5
    assert story.live(2, on_mains=True).duty == 1.0


def test_a_plug_that_comes_and_goes_does_not_make_it_flap() -> None:
    story = Story()
    duties = {story.live(1, on_mains=bool(second % 2)).duty for second in range(60)}
    assert duties == {0.5}


def test_a_battery_that_is_low_lets_the_box_finish_and_accept_nothing_new() -> None:
    budget = Story().live(5, on_mains=False, battery=0.15)
    assert not budget.accepting
    assert budget.duty > 0
    assert budget.reason == "battery_low"


def test_a_battery_that_lasts_minutes_only_is_low_whatever_its_charge() -> None:
    budget = Story().live(5, on_mains=False, battery=0.6, battery_runtime=120.0)
    assert budget.reason == "battery_low"


def test_around_the_low_mark_it_does_not_flap() -> None:
    story = Story()
    story.live(5, on_mains=False, battery=0.14)
    assert not story.live(5, on_mains=False, battery=0.17).accepting
    assert story.live(5, on_mains=False, battery=0.21).accepting


def test_a_low_battery_whose_sensor_falls_silent_stays_low() -> None:
    story = Story()
    story.live(5, on_mains=False, battery=0.1)
    assert not story.live(60, on_mains=False).accepting


def test_mains_make_it_accept_again_at_once() -> None:
    story = Story()
    story.live(5, on_mains=False, battery=0.05)
    assert story.live(1, on_mains=True, battery=0.05).accepting


def test_an_undervoltage_is_remembered_for_two_minutes() -> None:
    story = Story()
    budget = story.live(1, throttled=("undervoltage",))
    assert (budget.duty, budget.reason) == (0.5, "weak_supply")
    assert story.live(110).reason == "weak_supply"
    assert story.live(20).reason is None


@pytest.mark.parametrize("nonsense", [-0.5, 1.7, float("nan")])
def test_a_charge_that_cannot_be_does_not_send_anybody_away(nonsense: float) -> None:
    assert Story().live(5, on_mains=False, battery=nonsense).accepting
