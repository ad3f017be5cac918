"""Temperatures out of coarse readings."""

from __future__ import annotations

import pytest

from edged.governor.thermometer import Thermometer


def test_between_two_whole_degrees_it_finds_the_mean() -> None:
    thermometer = Thermometer()
    for second in range(60):
        thermometer.read(70.0 + second % 2, float(second))
    assert thermometer.now == pytest.approx(70.5, abs=0.4)


def test_a_steady_rise_is_seen_coming() -> None:
    thermometer = Thermometer()
    for second in range(60):
        thermometer.read(60 + 0.1 * second, float(second))
    assert thermometer.soon - thermometer.now == pytest.approx(0.5, abs=0.05)


def test_a_jump_says_little_of_what_follows() -> None:
    thermometer = Thermometer()
    for second in range(20):
        thermometer.read(60.0 if second < 15 else 75.0, float(second))
    assert thermometer.soon - thermometer.now == 1.0


@pytest.mark.parametrize("at", [500.0, -500.0])
def test_after_a_gap_or_a_leap_in_time_it_begins_anew(at: float) -> None:
    thermometer = Thermometer()
    for second in range(20):
        thermometer.read(80.0, float(second))
    thermometer.read(40.0, at)
    assert (thermometer.now, thermometer.soon) == (40.0, 40.0)
