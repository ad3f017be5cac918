"""Main memory: how much is free, and whether anything waits for it."""

from __future__ import annotations

import re

from edged.machine.tree import Tree
from edged.sensors.reading import Reading, Report, number
from edged.sensors.sample import Metric

INFO, PRESSURE = "proc/meminfo", "proc/pressure/memory"
LIMIT = 8192
"""Bytes of them that are looked at."""
LINES: tuple[tuple[Metric, str], ...] = (
    ("memory_total", "MemTotal"),
    ("memory_free", "MemAvailable"),
)


class Memory:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def find(self) -> None:
        """It is where it is."""

    def read(self, at: float) -> Report:
        info = self._tree.text(INFO, LIMIT)
        readings = []
        for metric, name in LINES:
            found = re.search(rf"^{name}:\s*(.{{1,40}}?) kB$", info, re.MULTILINE)
            if found:
                readings.append(_reading(metric, f"/{INFO}", found[1], 1024))
        waits = re.search(r"^some avg10=(\S{1,40})", self._tree.text(PRESSURE, LIMIT))
        if waits:
            readings.append(_reading("memory_pressure", f"/{PRESSURE}", waits[1], 100))
        return Report(readings=readings)

    def close(self) -> None:
        """It holds nothing."""


def _reading(metric: Metric, source: str, text: str, per: float) -> Reading:
    value = number(text)
    return Reading(
        metric=metric,
        kind="kernel",
        source=source,
        value=None if value is None else value / per,
        found=text,
    )
