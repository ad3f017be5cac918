from __future__ import annotations

import pytest

from edged.sensors.check import RANGES, Check
from edged.sensors.merge import METRICS
from edged.sensors.reading import Reading, number
from edged.sensors.sample import Measured, Metric, Rejected


def judged(
    metric: Metric, value: float | None, found: str = "x", *, at: float = 0, now: float = 0
) -> Measured | Rejected:
    reading = Reading(metric=metric, kind="zone", source="/s", value=value, found=found)
    return Check().judge(reading, at=at, now=now, load=None)


def test_every_metric_has_a_range() -> None:
    assert set(RANGES) == set(METRICS)


@pytest.mark.parametrize(
    ("metric", "value", "found", "why"),
    [
        ("cpu_temperature", None, "", "unreadable"),
        ("cpu_temperature", None, "hot", "not_a_number"),
        ("cpu_temperature", -273.0, "-273000", "out_of_range"),
        ("cpu_temperature", 0.0, "0", "out_of_range"),
        ("cpu_temperature", 126.0, "126000", "out_of_range"),
        ("cpu_temperature", 65.535, "65535", "out_of_range"),
        ("gpu_temperature", 32.767, "32767", "out_of_range"),
        ("gpu_temperature", float("nan"), "nan", "out_of_range"),
        ("gpu_limit", 0.0, "0", "out_of_range"),
        ("power", -5e-6, "-5", "out_of_range"),
        ("gpu_power", 0.0, "0", "out_of_range"),
        ("gpu_utilisation", 2.5, "250", "out_of_range"),
        ("cpu_utilisation", float("inf"), "inf", "out_of_range"),
        ("gpu_clock", 999999.0, "999999", "out_of_range"),
        ("battery", 2.5, "250", "out_of_range"),
        ("memory_pressure", 8.12, "812.00", "out_of_range"),
    ],
)
def test_nonsense_is_rejected_with_why(
    metric: Metric, value: float | None, found: str, why: str
) -> None:
    answer = judged(metric, value, found)
    assert isinstance(answer, Rejected)
    assert (answer.metric, answer.source, answer.found, answer.why) == (metric, "/s", found, why)


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        ("cpu_temperature", -12.5),
        ("cpu_temperature", 104.5),
        ("gpu_utilisation", 0.0),
        ("gpu_utilisation", 1.0),
        ("battery", 0.0),
        ("memory_free", 0.0),
    ],
)
def test_what_can_be_is_believed(metric: Metric, value: float) -> None:
    assert judged(metric, value) == Measured(value=value, at=0, source="/s")


def test_what_is_older_than_ten_seconds_is_stale() -> None:
    assert isinstance(judged("power", 10.0, at=5, now=15), Measured)
    old = judged("power", 10.0, at=5, now=15.1)
    assert isinstance(old, Rejected)
    assert (old.why, old.found) == ("stale", "10 s old")


def test_what_was_found_is_cut() -> None:
    answer = judged("power", None, "y" * 1000)
    assert isinstance(answer, Rejected)
    assert len(answer.found) == 80


@pytest.mark.parametrize(
    ("text", "value"),
    [("42", 42.0), ("-5", -5.0), ("0.25", 0.25), ("", None), ("nan", None), ("inf", None)]
    + [(word, None) for word in ("1e5", "0x10", "1_000", "٣", "4 2", "<unknown>", "1" * 60)],
)
def test_only_plain_decimal_numbers_are_numbers(text: str, value: float | None) -> None:
    assert number(text) == value
