from __future__ import annotations

from dataclasses import dataclass

from edged.load import MINUTES, Load, Minute
from tests.edged.jobs import job

NOTHING = Minute(pictures=0, wait_s=None)


@dataclass
class Clock:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_pictures_and_waits_are_told_by_the_minute_and_forgotten_after_half_an_hour() -> None:
    clock, today = Clock(), Clock(5000.0)
    load = Load(clock, today)
    load.ended(job(state="done", created=4990.0))
    clock.now += 61
    load.ended(job(state="done", created=4998.0))
    load.ended(job(state="done", created=4996.0))
    load.ended(job(state="refused", created=4000.0))
    minutes = load.minutes()
    assert len(minutes) == MINUTES
    assert minutes[-1] == Minute(pictures=2, wait_s=3.0)
    assert minutes[-2] == Minute(pictures=1, wait_s=10.0)
    assert set(minutes[:-2]) == {NOTHING}
    clock.now += 60 * MINUTES
    assert set(load.minutes()) == {NOTHING}


def test_a_clock_that_was_set_back_makes_no_wait_negative() -> None:
    load = Load(Clock(), Clock(5000.0))
    load.ended(job(state="done", created=6000.0))
    assert load.minutes()[-1].wait_s == 0.0
