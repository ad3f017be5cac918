from __future__ import annotations

from edged.sensors.history import COLUMNS, LENGTH_S, STEP_S, History
from edged.sensors.sample import Measured, Sample, Throttle

CPU = COLUMNS.index("cpu_temperature")


def sample(at: float, celsius: float | None = None, *throttled: Throttle) -> Sample:
    measured = None if celsius is None else Measured(value=celsius, at=at, source="x")
    return Sample(at=at, cpu_temperature=measured, throttled=frozenset(throttled))


def test_a_row_is_the_mean_of_five_seconds_and_all_that_happened_in_them() -> None:
    history = History()
    history.add(sample(0, 50))
    history.add(sample(1, 60, "thermal"))
    history.add(sample(2, None, "power"))
    history.add(sample(5, 70))
    first, growing = history.since(0)
    assert (first.at, first.values[CPU]) == (2, 55)
    assert first.throttled == {"thermal", "power"}
    assert (growing.at, growing.values[CPU]) == (5, 70)


def test_half_an_hour_is_kept_and_not_more() -> None:
    history = History()
    for second in range(3 * int(LENGTH_S)):
        history.add(sample(second, 50))
    rows = history.since(0)
    assert len(rows) == LENGTH_S / STEP_S + 1
    assert rows[0].at >= 2 * LENGTH_S - STEP_S
    assert [row.at for row in rows] == sorted(row.at for row in rows)


def test_a_flood_of_samples_stays_bounded() -> None:
    history = History()
    for count in range(10_000):
        history.add(sample(count / 10_000, 50))
    assert len(history._gathered) <= 2 * STEP_S


def test_only_what_is_new_enough_is_told() -> None:
    history = History()
    for second in range(100):
        history.add(sample(second))
    assert all(row.at >= 80 for row in history.since(80))
    assert History().since(0) == []
