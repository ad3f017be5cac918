"""All sensors of a machine, asked together: one Sample comes back in bounded time, whatever one of them does."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from edged.machine import sysroot
from edged.machine.tree import Tree
from edged.sensors.card import CardSensor
from edged.sensors.chip import Chips
from edged.sensors.devfreq import Devfreq
from edged.sensors.energy import Energy
from edged.sensors.mailbox import Mailbox
from edged.sensors.memory import Memory
from edged.sensors.merge import Merger
from edged.sensors.overcurrent import Overcurrent
from edged.sensors.processor import Processor
from edged.sensors.rails import Rails
from edged.sensors.reading import Report, Sensor
from edged.sensors.sample import Sample
from edged.sensors.supply import Supply
from edged.sensors.throttling import Throttling
from edged.sensors.voltage import Voltage
from edged.sensors.zones import Zones
from edged.threads import Threads

log = logging.getLogger(__name__)

FIND_S = 10.0
"""Seconds between two looks for sensors that were not there before."""
PATIENCE_S, ROUND_S = 0.5, 1.5
"""Seconds that are waited for one sensor, and for all of them together."""
MOST_SAID = 200
"""Different complaints that reach the log."""


class Lane:
    """One sensor, asked again only when it has answered."""

    def __init__(self, sensor: Sensor, threads: Threads, clock: Callable[[], float]) -> None:
        self._sensor, self._threads, self._clock = sensor, threads, clock
        self._asked: Future[tuple[float, Report]] | None = None
        self._answer: tuple[float, Report] | None = None
        self._find_at = float("-inf")
        self._failed = False
        self._took_s = 0.0

    def ask(self, patience_s: float) -> tuple[float, Report] | None:
        """Its newest report and the monotonic seconds of it, which stand still while it hangs; None: none so far."""
        self._take(0.0)
        if self._asked is None:
            self._asked = self._threads.submit(self._read)
            # One that is always slow is not waited for: its answer is there the next time.
            self._take(patience_s if self._took_s < PATIENCE_S else 0.0)
        return self._answer

    def close(self) -> None:
        """One that hangs is left alone."""
        self._take(0.0)
        if self._asked is None:
            self._threads.submit(self._sensor.close)

    def _take(self, patience_s: float) -> None:
        asked = self._asked
        if asked is None:
            return
        try:
            self._answer = asked.result(patience_s)
            self._failed = False
        except TimeoutError:
            if not asked.done():
                return
        except Exception:
            # A mistake in one sensor is not the others'.
            if not self._failed:
                log.exception("%s failed", type(self._sensor).__name__)
            self._failed = True
        self._asked = None

    def _read(self) -> tuple[float, Report]:
        at = self._clock()
        if at >= self._find_at:
            self._sensor.find()
            self._find_at = at + FIND_S
        report = self._sensor.read(at)
        self._took_s = self._clock() - at
        return at, report


class Sensors:
    """`sample` blocks for about ROUND_S at most, and is for one thread at a time."""

    def __init__(
        self, sensors: Sequence[Sensor], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._threads = Threads("sensors")
        self._clock = clock
        self._lanes = [Lane(sensor, self._threads, clock) for sensor in sensors]
        self._merger = Merger()
        self._said: set[tuple[str, str]] = set()

    def sample(self) -> Sample:
        end = time.monotonic() + ROUND_S
        reports = []
        for lane in self._lanes:
            patience = max(0.0, min(PATIENCE_S, end - time.monotonic()))
            if answer := lane.ask(patience):
                reports.append(answer)
        sample = self._merger.merge(reports, self._clock())
        self._complain(sample)
        return sample

    def close(self) -> None:
        """Does not block."""
        for lane in self._lanes:
            lane.close()
        self._threads.close()

    def _complain(self, sample: Sample) -> None:
        """Once for each sensor and fault."""
        for each in sample.rejected:
            key = (each.source, each.why)
            if key not in self._said and len(self._said) < MOST_SAID:
                self._said.add(key)
                log.warning(
                    "%s: %r is not believed (%s, %s)",
                    each.source,
                    each.found,
                    each.metric,
                    each.why,
                )


def sensors_of(
    tree: Tree, library: str | None = None, card: Callable[[], str | None] = lambda: None
) -> tuple[Sensor, ...]:
    """`library`: NVML's; None: the usual one, which is asked about this very machine only. `card`: UUID of the one to read."""
    files: tuple[Sensor, ...] = (
        Zones(tree),
        Chips(tree),
        Memory(tree),
        Processor(tree),
        Supply(tree),
        Devfreq(tree),
        Rails(tree),
        Overcurrent(tree),
        Energy(tree),
        Throttling(tree),
        Voltage(tree),
    )
    firmware = (Mailbox(tree),) if tree.own else ()
    return (*files, *firmware, CardSensor(tree, library, card))


def own_sensors(card: Callable[[], str | None]) -> Sensors:
    """Of this machine, or of the one that EDGED_SYSROOT and EDGED_NVML name. `card`: UUID of the one that the box draws with."""
    tree = Tree(sysroot())
    return Sensors(sensors_of(tree, os.environ.get("EDGED_NVML") or None, card))
