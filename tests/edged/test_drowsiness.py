"""A worker leaves after the time that the settings say, sooner where memory is short."""

from __future__ import annotations

from edged.drowsiness import Drowsiness
from edged.settings import WorkerSettings


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def drowsy(clock: Clock, usual: float, pressed: float) -> Drowsiness:
    settings = WorkerSettings(keep_alive_min=usual, keep_alive_pressed_min=pressed)
    return Drowsiness(settings, clock)


def test_a_model_stays_for_ever_unless_somebody_says_otherwise() -> None:
    assert WorkerSettings().keep_alive_min == 0
    assert Drowsiness(WorkerSettings()).due is None


def test_the_time_counts_from_the_last_thing_to_do() -> None:
    clock = Clock()
    found = drowsy(clock, 1, 0)
    clock.now += 59
    assert not found.overdue
    found.awake()
    clock.now += 59
    assert not found.overdue
    clock.now += 1
    assert found.overdue


def test_where_memory_is_short_the_shorter_time_counts() -> None:
    found = drowsy(Clock(), 10, 2)
    assert found.due == 100 + 600
    found.pressed = True
    assert found.due == 100 + 120


def test_where_nothing_is_said_for_short_memory_the_usual_time_stays() -> None:
    found = drowsy(Clock(), 10, 0)
    found.pressed = True
    assert found.due == 100 + 600
    never = drowsy(Clock(), 0, 0)
    never.pressed = True
    assert never.due is None
