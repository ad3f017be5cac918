"""A board's firmware that watches its supply, behind hwmon's `rpi_volt`."""

from __future__ import annotations

from edged.machine.tree import Tree
from edged.sensors.reading import NUMBER_LIMIT, Report, chips

CHIP = "rpi_volt"


class Voltage:
    """Its alarm stays set until it is read: one look a second misses no dip, and none is told twice."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._places: list[str] = []

    def find(self) -> None:
        self._places = chips(self._tree, CHIP)

    def read(self, at: float) -> Report:
        alarms = [
            self._tree.text(f"{place}/in0_lcrit_alarm", NUMBER_LIMIT) for place in self._places
        ]
        return Report(throttled=frozenset({"undervoltage"} if "1" in alarms else ()))

    def close(self) -> None:
        self._places = []
