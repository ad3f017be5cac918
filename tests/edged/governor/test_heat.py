"""Heat: pausing first, rungs then, refusing never."""

from __future__ import annotations

from itertools import pairwise

import pytest

from runtime.profile import Rung
from tests.edged.governor.looks import Story, profile


def test_a_burst_on_a_cool_box_gets_full_power() -> None:
    budget = Story().live(120, cpu_temperature=65.0, busy=0.7)
    assert (budget.duty, budget.level, budget.reason) == (1.0, 0, None)


def test_near_the_target_it_pauses_and_keeps_the_best_pictures() -> None:
    budget = Story().live(20, cpu_temperature=81.0, busy=0.2)
    assert 0 < budget.duty < 0.9
    assert budget.level == 0
    assert budget.reason == "hot"


def test_the_hotter_the_less() -> None:
    duties = [Story().live(10, cpu_temperature=celsius).duty for celsius in (70, 76, 80, 83, 86)]
    assert duties == sorted(duties, reverse=True)
    assert duties[0] == 1.0
    assert duties[-1] < 0.2


def test_at_the_limit_nothing_is_drawn_until_the_target_is_reached_again() -> None:
    story = Story()
    assert story.live(10, cpu_temperature=91.0, waiting=1).duty == 0
    assert story.live(10, cpu_temperature=85.0, waiting=1).duty == 0
    assert story.live(20, cpu_temperature=79.0, waiting=1).duty > 0


def test_heat_never_refuses_anybody() -> None:
    story = Story()
    assert all(
        story.live(60, cpu_temperature=celsius, waiting=9).accepting for celsius in (85, 95, 120)
    )


def test_a_rise_is_answered_before_it_arrives() -> None:
    rising, still = Story(), Story()
    for second in range(20):
        rising.live(1, cpu_temperature=77.0 + second * 0.1, waiting=1)
    still.live(20, cpu_temperature=78.9, waiting=1)
    assert rising.governor.budget.duty < still.governor.budget.duty


def test_when_little_time_is_left_cheaper_pictures_are_drawn() -> None:
    story = Story()
    budget = story.live(60, cpu_temperature=83.0, busy=0.05)
    assert budget.duty < 0.5
    assert budget.level >= 1
    assert budget.reason == "hot"


def test_a_short_heat_costs_no_quality() -> None:
    assert Story().live(30, cpu_temperature=83.0, busy=0.05).level == 0


def test_the_better_rung_is_tried_again_after_five_cool_minutes() -> None:
    story = Story()
    story.live(60, cpu_temperature=83.0, busy=0.05)
    assert story.live(250, cpu_temperature=70.0).level >= 1
    budget = story.live(150, cpu_temperature=70.0)
    assert (budget.level, budget.reason) == (0, None)


def test_an_hour_between_hot_and_cool_changes_the_rung_four_times_at_most() -> None:
    """Eight hot minutes, eight cool ones: after the first relapses it stays where it is."""
    story = Story()
    levels = []
    for second in range(4 * 3600):
        celsius = 84.0 if second // 480 % 2 else 68.0
        levels.append(story.live(1, cpu_temperature=celsius, busy=0.05).level)
    last = levels[-3600:]
    assert sum(a != b for a, b in pairwise(last)) <= 4


def test_a_ladder_of_one_rung_pauses_only() -> None:
    story = Story(profile(ladder=(Rung(size="512x512", steps=8),)))
    budget = story.live(120, cpu_temperature=85.0, busy=1.0, waiting=9)
    assert budget.level == 0
    assert budget.duty < 0.3


def test_it_does_not_say_hot_and_not_hot_in_turns() -> None:
    story = Story()
    said = [
        story.live(1, cpu_temperature=71.0 + second // 5 % 2 * 8, busy=0.4).reason
        for second in range(600)
    ]
    assert sum(a != b for a, b in pairwise(said)) <= 1


def test_a_limit_of_the_hardware_below_the_profiles_own_counts() -> None:
    warm = {"cpu_temperature": 78.0, "waiting": 1}
    assert Story().live(20, **warm).duty > 0.5  # type: ignore[arg-type]
    assert Story().live(20, cpu_limit=78.0, **warm).duty == 0  # type: ignore[arg-type]


@pytest.mark.parametrize("nonsense", [0.0, -1.0, 12.0, float("nan"), 110.0])
def test_a_limit_of_the_hardware_that_cannot_be_or_is_higher_changes_nothing(
    nonsense: float,
) -> None:
    plain = Story().live(20, cpu_temperature=79.0, waiting=1)
    assert Story().live(20, cpu_temperature=79.0, waiting=1, cpu_limit=nonsense) == plain


def test_hardware_that_slows_itself_down_is_believed_over_the_profile() -> None:
    free, slowed = Story(), Story()
    free.live(60, cpu_temperature=76.0, waiting=1)
    slowed.live(60, cpu_temperature=76.0, waiting=1, throttled=("thermal",))
    assert slowed.governor.budget.duty < free.governor.budget.duty
    assert slowed.governor.budget.reason == "throttled"


def test_what_the_hardware_taught_is_forgotten_in_time() -> None:
    story = Story()
    story.live(60, cpu_temperature=76.0, throttled=("thermal",))
    story.live(3600, cpu_temperature=60.0)
    assert story.live(10, cpu_temperature=70.0).duty == 1.0


def test_a_card_at_its_power_limit_is_no_reason() -> None:
    budget = Story().live(60, throttled=("power",), busy=0.7)
    assert (budget.duty, budget.reason) == (1.0, None)


def test_what_is_learnt_stands_still_while_nobody_uses_the_duty() -> None:
    """A minute without work in a hot lesson must not be taken for a cool room."""
    story = Story(profile(ladder=(Rung(size="512x512", steps=8),)))
    story.live(300, cpu_temperature=81.0, busy=0.5, waiting=3)
    before = story.live(1, cpu_temperature=80.0, waiting=3).duty
    story.live(60, cpu_temperature=74.0, busy=0.0)
    after = story.live(20, cpu_temperature=80.0, waiting=3).duty
    assert after < before + 0.15
