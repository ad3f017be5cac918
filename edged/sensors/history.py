"""The last half hour, one row every few seconds: bounded, in memory only, gone with the daemon."""

from __future__ import annotations

from collections import deque

from msgspec import Struct

from edged.sensors.sample import Metric, Sample, Throttle

STEP_S, LENGTH_S = 5.0, 1800.0
COLUMNS: tuple[Metric, ...] = (
    "cpu_temperature",
    "gpu_temperature",
    "board_temperature",
    "power",
    "gpu_power",
    "cpu_utilisation",
    "gpu_utilisation",
    "cpu_clock",
    "gpu_clock",
    "memory_free",
    "gpu_memory_free",
    "battery",
)
"""What a row holds, in this order."""


class Row(Struct, frozen=True):
    at: float
    """Monotonic seconds of the last sample in it."""
    values: tuple[float | None, ...]
    """The mean over STEP_S of each of COLUMNS; None: nothing believable came."""
    on_mains: bool | None
    throttled: frozenset[Throttle]
    """Everything that happened in that time."""


class History:
    def __init__(self) -> None:
        self._rows: deque[Row] = deque(maxlen=int(LENGTH_S / STEP_S))
        self._gathered: list[Sample] = []

    def add(self, sample: Sample) -> None:
        if self._gathered and not 0 <= sample.at - self._gathered[0].at < STEP_S:
            self._rows.append(_row(self._gathered))
            self._gathered = []
        # However often somebody samples, no more than this is held.
        if len(self._gathered) < 2 * STEP_S:
            self._gathered.append(sample)

    def since(self, at: float) -> list[Row]:
        """The rows from monotonic seconds `at` on, the oldest first; the last one may still be growing."""
        rows = [row for row in self._rows if row.at >= at]
        return [*rows, _row(self._gathered)] if self._gathered else rows


def _row(samples: list[Sample]) -> Row:
    return Row(
        at=samples[-1].at,
        values=tuple(_mean(metric, samples) for metric in COLUMNS),
        on_mains=samples[-1].on_mains,
        throttled=frozenset(reason for sample in samples for reason in sample.throttled),
    )


def _mean(metric: Metric, samples: list[Sample]) -> float | None:
    values = [value for value in (sample.get(metric) for sample in samples) if value is not None]
    return sum(values) / len(values) if values else None
