"""How the machine feels, second by second: the newest Sample, half an hour of the past, and whoever wants to know."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from edged.errors import SensorOdd
from edged.health import Health
from edged.metrics import Metrics
from edged.sensors.history import History
from edged.sensors.sample import Metric, Rejected, Sample
from runtime.profile import Heat

log = logging.getLogger(__name__)

EVERY_S = 1.0
PATIENCE_S = 2.0
"""Seconds that a listener may take before the samples go on without it."""
ODD_S = 60.0
"""Seconds without a believable temperature of the part that draws, after which it is an Issue."""
WHY_ZH = {
    "unreadable": "读不到",
    "not_a_number": "不是数字",
    "out_of_range": "超出合理范围",
    "stale": "没有新的数值",
}

Listener = Callable[[Sample], Awaitable[None]]


class Source(Protocol):
    """Where samples come from: `edged.sensors.sensors.Sensors`."""

    def sample(self) -> Sample:
        """Blocks for a bounded time."""

    def close(self) -> None:
        """Does not block."""


class Telemetry:
    """`run` samples for as long as it is not cancelled."""

    def __init__(  # noqa: PLR0913 - it is where these meet
        self,
        sensors: Source,
        *,
        heat: Callable[[], Heat],
        health: Health,
        metrics: Metrics,
        clock: Callable[[], float] = time.monotonic,
        every_s: float = EVERY_S,
    ) -> None:
        """`heat`: the present profile's."""
        self._sensors, self._health, self._metrics = sensors, health, metrics
        self.heat = heat
        self._clock, self._every_s = clock, every_s
        self._well_at: float | None = None
        self._odd = False
        self.latest: Sample | None = None
        """Its `at` stands still where sampling hangs: look at its age."""
        self.history = History()
        self.on_sample: list[Listener] = []
        """Awaited one after the other with each Sample. One that fails or is slow does not hold up the samples."""

    def age(self, at: float) -> float:
        """Seconds since monotonic seconds `at`."""
        return max(0.0, self._clock() - at)

    async def run(self) -> None:
        try:
            while True:
                began = self._clock()
                await self.take(await asyncio.to_thread(self._sensors.sample))
                # Never twice at once to make up for a long one.
                await asyncio.sleep(max(0.1, began + self._every_s - self._clock()))
        finally:
            self._sensors.close()

    async def take(self, sample: Sample) -> None:
        """One Sample, as `run` takes it."""
        self.latest = self._metrics.sample = sample
        self.history.add(sample)
        self._judge(sample)
        for listener in self.on_sample:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    await listener(sample)
            except TimeoutError:
                log.warning("whoever listens to the sensors takes longer than %g s", PATIENCE_S)
            except Exception:
                log.exception("whoever listens to the sensors failed")

    def _judge(self, sample: Sample) -> None:
        """An Issue where the temperature that matters cannot be believed for a while."""
        metric: Metric = "gpu_temperature" if self.heat().part == "gpu" else "cpu_temperature"
        bad = next((each for each in sample.rejected if each.metric == metric), None)
        if bad is None or sample.get(metric) is not None:
            self._well_at = sample.at
            if self._odd:
                self._health.clear(SensorOdd.code)
            self._odd = False
        elif self._well_at is None:
            self._well_at = sample.at
        elif sample.at - self._well_at > ODD_S and not self._odd:
            self._odd = True
            self._health.note(_odd(bad))


def _odd(bad: Rejected) -> SensorOdd:
    said = f" ({bad.found})" if bad.found else ""
    return SensorOdd(
        source=bad.source,
        why=bad.why.replace("_", " ") + said,
        why_zh=WHY_ZH[bad.why] + said,
    )
