from __future__ import annotations

import time

from edged.metrics import Metrics
from edged.sensors.sample import Measured, Sample


def lines(metrics: Metrics) -> list[str]:
    """The series, without help and types."""
    found = metrics.text().decode().splitlines()
    return [line for line in found if not line.startswith("#")]


def measured(value: float) -> Measured:
    return Measured(value=value, at=time.monotonic(), source="/x")


def test_what_nobody_measures_has_no_series() -> None:
    metrics = Metrics()
    words = ("edged_temperature", "edged_power", "edged_memory", "edged_battery", "edged_throttled")
    assert not [line for line in lines(metrics) if line.startswith(words)]
    metrics.sample = Sample(at=time.monotonic(), gpu_temperature=measured(71))
    assert [line for line in lines(metrics) if line.startswith("edged_temperature")] == [
        'edged_temperature_celsius{part="gpu"} 71.0'
    ]


def test_units_are_prometheus_own() -> None:
    metrics = Metrics()
    metrics.sample = Sample(
        at=time.monotonic(),
        gpu_clock=measured(1530),
        memory_free=measured(2),
        power=measured(9.5),
        battery=measured(0.5),
        on_mains=False,
        throttled=frozenset({"power"}),
    )
    found = lines(metrics)
    for line in (
        'edged_clock_hertz{part="gpu"} 1.53e+09',
        'edged_memory_free_bytes{part="box"} 2.097152e+06',
        'edged_power_watts{part="box"} 9.5',
        'edged_battery_ratio{part="box"} 0.5',
        "edged_on_mains 0.0",
        'edged_throttled{reason="power"} 1.0',
        'edged_throttled{reason="thermal"} 0.0',
        "edged_sensors_rejected 0.0",
    ):
        assert line in found


def test_a_sample_that_grew_old_leaves_its_age_only() -> None:
    metrics = Metrics()
    metrics.sample = Sample(at=time.monotonic() - 60, gpu_temperature=measured(71))
    found = lines(metrics)
    assert not [line for line in found if line.startswith("edged_temperature")]
    (age,) = (line for line in found if line.startswith("edged_sample_age_seconds"))
    assert float(age.split()[1]) >= 60
