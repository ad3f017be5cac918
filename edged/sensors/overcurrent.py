"""Events of a chip's over-current guard, counted by the hwmon chip `soctherm_oc`."""

from __future__ import annotations

from collections import defaultdict

from edged.machine.tree import Tree
from edged.sensors.counter import Counter
from edged.sensors.reading import NUMBER_LIMIT, Report, chips, number
from edged.sensors.sample import Throttle

CHIP = "soctherm_oc"
USUAL = 40.0
"""Events of the third guard per second that are no fault: in a board's strongest mode it halves the clocks for about a
millisecond, one to thirty times a second."""


class Overcurrent:
    """oc1 counts undervoltage, oc2 too much on average, oc3 too much for a moment."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._places: list[str] = []
        self._counters: defaultdict[str, Counter] = defaultdict(Counter)
        self._before: float | None = None

    def find(self) -> None:
        self._places = chips(self._tree, CHIP)

    def read(self, at: float) -> Report:
        passed = at - self._before if self._before is not None else 0.0
        self._before = at
        found: set[Throttle] = set()
        for place in self._places:
            if self._rise(f"{place}/oc1_event_cnt"):
                found.add("undervoltage")
            average = self._rise(f"{place}/oc2_event_cnt")
            moments = self._rise(f"{place}/oc3_event_cnt")
            if average or moments > USUAL * max(passed, 1.0):
                found.add("power")
        return Report(throttled=frozenset(found))

    def close(self) -> None:
        self._places = []

    def _rise(self, path: str) -> float:
        return self._counters[path].rise(number(self._tree.text(path, NUMBER_LIMIT)))
