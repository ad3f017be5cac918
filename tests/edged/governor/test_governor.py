"""The governor as a whole: what it answers to whatever it is told."""

from __future__ import annotations

import math

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as some

from edged.governor.demand import Demand
from edged.governor.governor import Governor
from edged.sensors.sample import Measured, Sample, Throttle
from runtime.profile import Heat, Rung
from tests.edged.governor.looks import METRICS, Story, profile, sample

NONSENSE = some.floats(allow_nan=True, allow_infinity=True) | some.floats(-300, 300)
THROTTLES: tuple[Throttle, ...] = ("thermal", "power", "undervoltage", "hardware")


@some.composite
def looks(draw: some.DrawFn) -> tuple[Sample, Demand]:
    """Anything a Sample can hold, at any time, in any order."""
    at = draw(some.floats(-1e6, 1e6))
    metrics = draw(some.dictionaries(some.sampled_from(METRICS), NONSENSE, max_size=6))
    measured = {
        name: Measured(value, at - draw(some.floats(-5, 50)), "any")
        for name, value in metrics.items()
    }
    seen = Sample(
        at=at,
        on_mains=draw(some.sampled_from([None, True, False])),
        throttled=frozenset(draw(some.sets(some.sampled_from(THROTTLES)))),
        **measured,  # type: ignore[arg-type]
    )
    demand = Demand(
        waiting=draw(some.integers(0, 100)),
        drawing=draw(some.integers(0, 8)),
        computed_s=draw(some.none() | NONSENSE),
    )
    return seen, demand


@settings(max_examples=60, deadline=None)
@given(some.lists(looks(), max_size=30))
def test_whatever_the_sensors_say_the_budget_stays_within_bounds(
    story: list[tuple[Sample, Demand]],
) -> None:
    of = profile()
    governor = Governor(of)
    for seen, demand in story:
        budget = governor.observe(seen, demand)
        assert 0 <= budget.duty <= 1
        assert of.ladder[budget.level] == budget.rung
        assert 1 <= budget.batch <= (budget.rung.batch or of.batch)
        assert budget.reason is not None or (budget.level == 0 and budget.accepting)
        assert math.isfinite(budget.duty)


@settings(max_examples=40, deadline=None)
@given(
    some.lists(some.tuples(some.floats(0.2, 6.0), some.floats(30, 95)), min_size=1, max_size=40),
    some.floats(0, 15),
)
def test_a_hotter_box_is_never_allowed_more(
    story: list[tuple[float, float]], hotter: float
) -> None:
    """The same story once more, so many degrees warmer throughout."""
    cool, warm, at = Governor(profile()), Governor(profile()), 0.0
    for seconds, celsius in story:
        at += seconds
        wish = Demand(waiting=3, drawing=1)
        less = cool.observe(sample(at, cpu_temperature=celsius), wish)
        more = warm.observe(sample(at, cpu_temperature=celsius + hotter), wish)
        assert more.duty <= less.duty + 0.011
        assert more.level >= less.level


@settings(max_examples=40, deadline=None)
@given(some.lists(some.floats(20, 95), min_size=1, max_size=20), some.integers(1, 120))
def test_there_is_never_full_power_after_a_temperature_was_lost(
    before: list[float], seconds: int
) -> None:
    story = Story()
    for celsius in before:
        story.live(1, cpu_temperature=celsius, busy=0.5)
    assert story.live(seconds, cpu_temperature=None, busy=0.5).duty < 1


def test_before_the_first_sample_the_budget_is_the_profiles_best() -> None:
    of = profile()
    budget = Governor(of).budget
    assert (budget.level, budget.rung, budget.batch) == (0, of.ladder[0], 4)
    assert (budget.duty, budget.accepting, budget.reason) == (1.0, True, None)


def test_a_cool_idle_box_holds_nothing_back() -> None:
    budget = Story().live(600)
    assert (budget.level, budget.duty, budget.batch, budget.reason) == (0, 1.0, 4, None)


def test_the_same_looks_give_the_same_budgets() -> None:
    def told() -> bytes:
        story = Story()
        answers = [
            story.live(1, cpu_temperature=70.0 + second % 20, busy=0.9, waiting=2)
            for second in range(300)
        ]
        return msgspec.json.encode(answers)

    assert told() == told()


def test_the_most_cautious_of_all_concerns_wins() -> None:
    story = Story()
    budget = story.live(
        60, cpu_temperature=84.0, busy=1.0, waiting=5, on_mains=False, memory_free=100.0
    )
    assert budget.level >= 1
    assert budget.duty <= 0.5
    assert budget.batch == 1


def test_being_sent_away_is_told_before_anything_else() -> None:
    budget = Story().live(
        60, cpu_temperature=88.0, busy=1.0, waiting=5, on_mains=False, battery=0.1
    )
    assert not budget.accepting
    assert budget.reason == "battery_low"
    assert budget.level > 0
    assert budget.lowered not in {None, "battery_low"}, "it makes nothing smaller"


def test_a_rung_with_a_batch_of_its_own_limits_the_batch() -> None:
    story = Story(profile(ladder=(Rung(size="512x512", steps=8, batch=3),)))
    assert story.live(1).batch == 3


def test_duties_are_told_in_hundredths() -> None:
    story = Story()
    for second in range(200):
        duty = story.live(1, cpu_temperature=78.0 + second % 5, busy=0.9, waiting=1).duty
        assert math.isclose(duty * 100, round(duty * 100), abs_tol=1e-9)


def test_a_gap_of_minutes_between_two_looks_does_no_harm() -> None:
    story = Story()
    story.live(60, cpu_temperature=70.0, busy=0.5)
    story.at += 1800
    assert story.live(1, cpu_temperature=60.0, busy=0.5).duty == 1.0


def test_time_that_runs_backwards_does_no_harm() -> None:
    story = Story()
    story.live(60, cpu_temperature=79.0, busy=0.9, waiting=1)
    story.at -= 500
    budget = story.live(5, cpu_temperature=60.0)
    assert 0 < budget.duty <= 1


def test_on_a_card_the_cards_sensors_count_and_not_the_processors() -> None:
    story = Story(profile(heat=Heat(part="gpu", target_c=80, limit_c=90)))
    assert story.live(30, gpu_temperature=50.0, cpu_temperature=99.0, waiting=1).duty == 1.0
    assert story.live(30, gpu_temperature=89.0, cpu_temperature=40.0, waiting=1).duty < 0.5
