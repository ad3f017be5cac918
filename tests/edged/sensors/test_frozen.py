from __future__ import annotations

from collections.abc import Callable

from edged.sensors.frozen import Frozen


def watched(frozen: Frozen, start: float, seconds: int, load: float | None, value: float) -> bool:
    """One look a second; what the last one says."""
    stuck = False
    for second in range(seconds):
        stuck = frozen.observe("/s", value, load, start + second)
    return stuck


def test_the_same_number_through_rest_and_work_is_stuck() -> None:
    frozen = Frozen()
    assert not watched(frozen, 0, 300, 0.05, 45.0)
    assert not watched(frozen, 300, 55, 0.95, 45.0)
    assert watched(frozen, 355, 10, 0.95, 45.0)


def test_a_calm_machine_may_tell_the_same_number_for_hours() -> None:
    assert not watched(Frozen(), 0, 7200, 0.1, 45.0)
    assert not watched(Frozen(), 0, 7200, 0.5, 45.0)
    assert not watched(Frozen(), 0, 7200, None, 45.0)


def test_work_in_short_bursts_proves_nothing() -> None:
    frozen = Frozen()
    load: Callable[[int], float] = lambda second: 0.95 if second % 60 < 20 else 0.05  # noqa: E731
    assert not any(frozen.observe("/s", 45.0, load(second), second) for second in range(3600))


def test_one_step_of_the_number_makes_it_alive_again() -> None:
    frozen = Frozen()
    watched(frozen, 0, 100, 0.05, 45.0)
    assert watched(frozen, 100, 100, 0.95, 45.0)
    assert not watched(frozen, 200, 1, 0.95, 46.0)


def test_time_in_which_nobody_looked_does_not_count() -> None:
    frozen = Frozen()
    for look in range(10):
        assert not frozen.observe("/s", 45.0, 0.05 if look < 5 else 0.95, look * 100.0)
