"""A temperature that is lost, and one that never was."""

from __future__ import annotations

import pytest

from tests.edged.governor.looks import Story


@pytest.mark.parametrize("nonsense", [None, float("nan"), -273.0, 900.0])
def test_a_lost_temperature_gives_a_safe_rung_and_half_the_time(nonsense: float | None) -> None:
    story = Story()
    story.live(60)
    budget = story.live(15, cpu_temperature=nonsense)
    assert (budget.rung.size, budget.duty, budget.reason) == ("384x384", 0.5, "sensors")


def test_a_reading_that_grows_old_is_none() -> None:
    story = Story()
    story.live(60)
    assert story.live(15, age=60.0).reason == "sensors"


def test_a_short_silence_costs_nothing_but_full_power() -> None:
    story = Story()
    story.live(60)
    budget = story.live(5, cpu_temperature=None)
    assert (budget.level, budget.duty, budget.reason) == (0, 0.95, None)


def test_a_hot_box_that_loses_its_sensor_gets_no_faster() -> None:
    story = Story()
    hot = story.live(30, cpu_temperature=83.0, waiting=1).duty
    assert hot < 0.5
    for _ in range(120):
        assert story.live(1, cpu_temperature=None, waiting=1).duty <= hot + 0.01


def test_a_box_that_had_to_stop_still_draws_a_little_without_its_sensor() -> None:
    story = Story()
    assert story.live(30, cpu_temperature=95.0).duty == 0
    assert story.live(60, cpu_temperature=None).duty == pytest.approx(0.1)


def test_a_sensor_that_answers_again_is_trusted_after_half_a_minute() -> None:
    story = Story()
    story.live(60)
    story.live(15, cpu_temperature=None)
    assert story.live(25).reason == "sensors"
    assert story.live(10).reason is None


def test_a_sensor_that_comes_and_goes_is_not_trusted() -> None:
    story = Story()
    story.live(60)
    story.live(15, cpu_temperature=None)
    reasons = []
    for second in range(120):
        celsius = 50.0 if second % 10 else None
        reasons.append(story.live(1, cpu_temperature=celsius).reason)
    assert set(reasons) == {"sensors"}


def test_a_machine_that_never_had_a_sensor_draws_at_full_speed() -> None:
    budget = Story(felt=None).live(120, cpu_temperature=None, busy=0.75)
    assert (budget.level, budget.duty, budget.reason) == (0, 1.0, None)


def test_but_not_without_end() -> None:
    story = Story(felt=None)
    for _ in range(3600):
        duty = story.governor.budget.duty
        story.live(1, cpu_temperature=None, cpu_utilisation=None, computed=duty, waiting=3)
    assert story.governor.budget.duty == pytest.approx(0.8, abs=0.03)
    assert story.live(600, cpu_temperature=None).duty == 1.0


def test_where_its_hardware_slows_itself_down_it_takes_half_the_time() -> None:
    budget = Story(felt=None).live(10, cpu_temperature=None, throttled=("thermal",))
    assert (budget.duty, budget.reason) == (0.5, "sensors")
