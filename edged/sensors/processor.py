"""What the processor does: how busy it is, and at which clock."""

from __future__ import annotations

import re

from edged.machine.tree import Tree
from edged.sensors.reading import Reading, Report, read_file

STAT = "proc/stat"
LIMIT = 4096
IDLE, IOWAIT, COUNTED = 3, 4, 8
"""Fields of the first line: these two are idle; guests, behind the eighth, are in the first ones already."""
STILL_S = 5.0
"""Seconds after which counters that stand still are not counting."""
MOST = 8
"""Clocks read: boards have two or three kinds of cores, and each file costs a processor some sleep."""


class Processor:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._clocks: list[str] = []
        self._before: tuple[float, float, float] | None = None
        """Monotonic seconds, busy and all hundredths of a second."""

    def find(self) -> None:
        folder = "sys/devices/system/cpu"
        names = [n for n in self._tree.names(folder) if re.fullmatch(r"cpu\d+", n)]
        paths = [f"{folder}/{name}/cpufreq/scaling_cur_freq" for name in names]
        there = [path for path in paths if self._tree.exists(path)]
        # Spread over all of them, so that each kind of core is met.
        self._clocks = there[:: max(1, -(-len(there) // MOST))]

    def read(self, at: float) -> Report:
        used = self._utilisation(at)
        clocks = [read_file(self._tree, p, "cpu_clock", "kernel", 1000) for p in self._clocks]
        return Report(readings=[*clocks, *([used] if used else [])])

    def close(self) -> None:
        self._clocks = []

    def _utilisation(self, at: float) -> Reading | None:
        """None where two looks are still needed."""
        line = self._tree.text(STAT, LIMIT).partition("\n")[0]
        counts = [float(word) for word in re.findall(r"\b\d{1,20}\b", line)][:COUNTED]
        if not line.startswith("cpu ") or len(counts) <= IOWAIT:
            return None
        whole = sum(counts)
        busy = whole - counts[IDLE] - counts[IOWAIT]
        before = self._before
        if before is not None and whole == before[2]:
            return _used(0.0, line, stale=True) if at - before[0] >= STILL_S else None
        self._before = (at, busy, whole)
        if before is None or whole < before[2]:
            return None
        # The kernel takes idle time back now and then.
        share = (busy - before[1]) / (whole - before[2])
        return _used(min(1.0, max(0.0, share)), line)


def _used(value: float, line: str, *, stale: bool = False) -> Reading:
    return Reading(
        metric="cpu_utilisation",
        kind="kernel",
        source=f"/{STAT}",
        value=value,
        found=line,
        why="stale" if stale else None,
    )
