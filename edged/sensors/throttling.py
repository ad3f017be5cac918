"""How often a processor has slowed itself down because of heat, as x86 kernels count it."""

from __future__ import annotations

from edged.machine.tree import Tree
from edged.sensors.counter import Counter
from edged.sensors.reading import NUMBER_LIMIT, Report, number

PATHS = tuple(
    f"sys/devices/system/cpu/cpu0/thermal_throttle/{part}_throttle_count"
    for part in ("package", "core")
)


class Throttling:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._counters = {path: Counter() for path in PATHS}

    def find(self) -> None:
        """It is at one place, or nowhere."""

    def read(self, at: float) -> Report:
        rises = [
            counter.rise(number(self._tree.text(path, NUMBER_LIMIT)))
            for path, counter in self._counters.items()
        ]
        return Report(throttled=frozenset({"thermal"} if any(rises) else ()))

    def close(self) -> None:
        """It holds nothing."""
