"""The breaker: over 80 % for 10 s, 384x384, and back when it calms."""

from __future__ import annotations

from itertools import pairwise

from runtime.profile import Heat, Rung
from tests.edged.governor.looks import Story, profile


def test_over_eighty_percent_for_ten_seconds_gives_384x384() -> None:
    story = Story()
    assert story.live(9, busy=0.85).level == 0
    budget = story.live(1, busy=0.85)
    assert budget.rung.size == "384x384"
    assert budget.reason == "busy"
    assert budget.duty == 1.0


def test_eighty_percent_itself_is_not_over() -> None:
    assert Story().live(120, busy=0.8).level == 0


def test_a_breath_in_between_begins_the_ten_seconds_anew() -> None:
    story = Story()
    for _ in range(20):
        story.live(9, busy=1.0)
        assert story.live(1, busy=0.1).level == 0


def test_looks_at_uneven_intervals_come_to_the_same_ten_seconds() -> None:
    story = Story()
    for every in (0.5, 2.0, 3.5, 1.0, 2.5):
        assert story.governor.budget.level == 0
        story.live(every, every=every, busy=0.9)
    assert story.live(1, busy=0.9).level == 1


def test_one_look_after_a_long_gap_is_not_ten_busy_seconds() -> None:
    story = Story()
    story.live(1, busy=0.1)
    assert story.live(120, every=120, busy=1.0).level == 0


def test_it_makes_no_difference_who_causes_it() -> None:
    assert Story().live(11, busy=1.0, computed=0.0).reason == "busy"
    assert Story().live(11, busy=1.0, computed=1.0).reason == "busy"


def test_it_goes_back_when_it_calms() -> None:
    story = Story()
    story.live(60, busy=1.0, waiting=4)
    assert story.live(60, busy=0.05).level == 1
    budget = story.live(40, busy=0.05)
    assert (budget.level, budget.reason) == (0, None)


def test_it_stays_while_anybody_waits() -> None:
    story = Story()
    story.live(60, busy=1.0, waiting=4)
    assert story.live(600, busy=0.1, waiting=1).level == 1


def test_it_stays_where_the_larger_pictures_would_be_too_much_again() -> None:
    """Half busy with 384x384 in 6 steps is more than busy with 512x512 in 8."""
    story = Story()
    story.live(60, busy=1.0, waiting=4)
    assert story.live(1800, busy=0.5).level == 1


def test_load_that_others_cause_does_not_grow_with_the_pictures() -> None:
    story = Story()
    story.live(60, busy=1.0, computed=0.0)
    assert story.live(120, busy=0.5, computed=0.0).level == 0


def test_a_box_that_draws_at_full_speed_for_an_hour_changes_once() -> None:
    story = Story()
    levels = [story.live(1, busy=1.0, waiting=5).level for _ in range(3600)]
    assert sum(a != b for a, b in pairwise(levels)) == 1


def test_rests_that_the_heat_orders_are_not_calm() -> None:
    """Hot and working half of the time with a queue, it is as busy as it may be."""
    story = Story()
    seen = []
    for _ in range(600):
        duty = story.governor.budget.duty
        seen.append(story.live(1, busy=duty, waiting=5, cpu_temperature=81.0))
    assert seen[-1].duty < 0.8
    assert {budget.level >= 1 for budget in seen[30:]} == {True}


def test_a_box_that_must_stand_still_with_a_queue_is_busy() -> None:
    story = Story()
    assert story.live(20, cpu_temperature=95.0, waiting=3, busy=0.0).level == 1


def test_bursts_that_come_again_and_again_are_waited_for_longer() -> None:
    story = Story()
    levels = []
    for _ in range(30):
        levels += [story.live(1, busy=1.0).level for _ in range(20)]
        levels += [story.live(1, busy=0.0).level for _ in range(100)]
    changes = [at for at, (a, b) in enumerate(pairwise(levels)) if a != b]
    assert changes
    assert changes[-1] < 1200


def test_without_a_sensor_of_utilisation_the_workers_own_share_counts() -> None:
    assert Story().live(11, cpu_utilisation=None, computed=0.95).reason == "busy"
    assert Story().live(60, cpu_utilisation=None, computed=0.3).reason is None


def test_a_ladder_without_384x384_gives_the_best_that_is_smaller() -> None:
    story = Story(profile(ladder=(Rung(size="512x512", steps=8), Rung(size="256x256", steps=4))))
    assert story.live(11, busy=1.0).rung.size == "256x256"


def test_a_ladder_that_is_small_from_the_start_has_no_breaker() -> None:
    story = Story(profile(ladder=(Rung(size="384x384", steps=6), Rung(size="256x256", steps=4))))
    budget = story.live(600, busy=1.0, waiting=5)
    assert (budget.level, budget.reason) == (0, None)


def test_on_a_card_the_cards_utilisation_counts() -> None:
    story = Story(profile(heat=Heat(part="gpu", target_c=80, limit_c=90)))
    story.live(60, gpu_temperature=50.0, busy=1.0, gpu_utilisation=0.2, computed=0.2)
    assert story.governor.budget.level == 0
    assert story.live(11, gpu_temperature=50.0, gpu_utilisation=0.9).level == 1
