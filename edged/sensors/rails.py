"""Power rails behind an INA3221: it tells volts and amperes, and no power."""

from __future__ import annotations

from msgspec import Struct

from edged.machine.tree import Tree
from edged.sensors.check import FULL_WORDS
from edged.sensors.reading import NUMBER_LIMIT, Reading, Report, chips, number

DRIVER = "sys/bus/i2c/drivers/ina3221"
CHANNELS = (1, 2, 3)


class _Rail(Struct, frozen=True):
    label: str
    place: str
    channel: int


class Rails:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._rails: list[_Rail] = []

    def find(self) -> None:
        per_chip = [self._of(place) for place in self._places()]
        every = [rail for rails in per_chip for rail in rails]
        total = [rail for rail in every if rail.label.upper().endswith("_IN")]
        # Without a total: what one chip sees. Rails of a second one are often fed by those of the first.
        self._rails = total[:1] or max(per_chip, key=len, default=[])

    def read(self, at: float) -> Report:
        if not self._rails:
            return Report()
        said = [self._watts(rail) for rail in self._rails]
        watts = [value for value, _ in said if value is not None]
        whole = len(watts) == len(said)
        labels = " + ".join(rail.label for rail in self._rails)
        reading = Reading(
            metric="power",
            kind="rails",
            source=f"/{self._rails[0].place} ({labels})",
            value=sum(watts) if whole else None,
            found=", ".join(found for _, found in said),
        )
        return Report(readings=[reading])

    def close(self) -> None:
        self._rails = []

    def _places(self) -> list[str]:
        found = [
            f"{DRIVER}/{device}/hwmon/{name}"
            for device in self._tree.names(DRIVER)[:16]
            for name in self._tree.names(f"{DRIVER}/{device}/hwmon")[:4]
        ]
        return found or chips(self._tree, "ina3221")

    def _of(self, place: str) -> list[_Rail]:
        labels = {n: self._tree.text(f"{place}/in{n}_label", NUMBER_LIMIT) for n in CHANNELS}
        return [
            _Rail(label, place, channel)
            for channel, label in labels.items()
            if label and self._tree.exists(f"{place}/curr{channel}_input")
        ]

    def _watts(self, rail: _Rail) -> tuple[float | None, str]:
        """mV × mA, and what the chip said."""
        names = (f"in{rail.channel}_input", f"curr{rail.channel}_input")
        millivolts, milliamperes = (
            self._tree.text(f"{rail.place}/{name}", NUMBER_LIMIT) for name in names
        )
        found = f"{millivolts} mV × {milliamperes} mA" if millivolts or milliamperes else ""
        volts, amperes = number(millivolts), number(milliamperes)
        if volts is None or amperes is None:
            return None, found
        if {millivolts, milliamperes} & FULL_WORDS:
            return None, found
        return volts * amperes / 1e6, found
