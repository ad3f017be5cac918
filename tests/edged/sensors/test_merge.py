from __future__ import annotations

import pytest

from edged.sensors.merge import MOST_REJECTED, ORDER, Merger
from edged.sensors.reading import Kind, Reading, Report
from edged.sensors.sample import Metric, Sample


def reading(metric: Metric, kind: Kind, value: float | None, source: str = "") -> Reading:
    return Reading(metric=metric, kind=kind, source=source or kind, value=value, found=str(value))


def merged(*readings: Reading, at: float = 0, now: float = 0) -> Sample:
    return Merger().merge([(at, Report(readings=list(readings)))], now)


@pytest.mark.parametrize("metric", ORDER)
def test_the_better_source_wins_and_the_next_one_takes_over_where_it_fails(metric: Metric) -> None:
    kinds = ORDER[metric]
    good = 0.5 if metric == "gpu_utilisation" else 60.0
    for index, kind in enumerate(kinds):
        said = [
            reading(metric, each, None if rank < index else good)
            for rank, each in reversed(list(enumerate(kinds)))
        ]
        sample = merged(*said)
        assert getattr(sample, metric).source == kind
        assert len(sample.rejected) == index


def test_of_one_kind_the_hottest_and_the_lowest_limit_and_the_emptiest_battery_count() -> None:
    sample = merged(
        *(reading("cpu_temperature", "zone", value) for value in (50.0, 61.0, 55.0)),
        *(reading("cpu_limit", "zone", value) for value in (99.0, 85.0)),
        *(reading("battery", "battery", value) for value in (0.8, 0.2)),
    )
    found = (sample.get("cpu_temperature"), sample.get("cpu_limit"), sample.get("battery"))
    assert found == (61.0, 85.0, 0.2)


def test_a_processors_counter_and_the_card_are_summed_and_a_whole_machines_is_not() -> None:
    card = reading("gpu_power", "card", 60.0)
    assert merged(reading("power", "energy", 20.0), card).get("power") == 80.0
    assert merged(reading("power", "rails", 20.0), card).get("power") == 20.0


def test_there_is_never_more_free_memory_than_memory() -> None:
    sample = merged(
        reading("memory_total", "kernel", 1000.0), reading("memory_free", "kernel", 1001.0)
    )
    assert (sample.memory_free, sample.get("memory_total")) == (None, 1000.0)
    assert sample.rejected[0].found == "1001 of 1000 MB"


def test_a_sensor_that_hangs_is_told_with_its_age_and_then_not_at_all() -> None:
    merger = Merger()
    old = Report(
        readings=[reading("cpu_temperature", "zone", 60.0)],
        on_mains=False,
        throttled=frozenset({"thermal"}),
    )
    young = merger.merge([(0, old)], 8)
    assert young.cpu_temperature
    assert (young.cpu_temperature.age(young.at), young.on_mains) == (8, False)
    stale = merger.merge([(0, old)], 11)
    assert (stale.cpu_temperature, stale.on_mains, stale.throttled) == (None, None, frozenset())
    assert [each.why for each in stale.rejected] == ["stale"]


def test_a_temperature_that_does_not_follow_the_load_is_stuck() -> None:
    merger = Merger()
    for second in range(200):
        load = 0.02 if second < 100 else 0.98
        report = Report(
            readings=[
                reading("gpu_temperature", "zone", 45.0),
                reading("gpu_utilisation", "devfreq", load),
            ]
        )
        sample = merger.merge([(second, report)], second)
    assert sample.gpu_temperature is None
    assert [(each.metric, each.why) for each in sample.rejected] == [("gpu_temperature", "stale")]


def test_a_flood_of_nonsense_stays_bounded() -> None:
    sample = merged(*(reading("cpu_temperature", "zone", None, str(n)) for n in range(500)))
    assert len(sample.rejected) == MOST_REJECTED
