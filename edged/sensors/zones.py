"""Thermal zones of the kernel, known by their type: their numbers differ from one start to the next."""

from __future__ import annotations

import re

from msgspec import Struct

from edged.machine.tree import Tree
from edged.sensors.reading import NUMBER_LIMIT, Kind, Reading, Report, number, read_file
from edged.sensors.sample import Metric

FOLDER = "sys/class/thermal"
MOST_ZONES, MOST_TRIPS = 64, 16
PARTS: tuple[tuple[re.Pattern[str], Metric, Kind], ...] = (
    (re.compile(r"gpu"), "gpu_temperature", "zone"),
    (re.compile(r"cpu|x86_pkg_temp|core\d*[-_]therm"), "cpu_temperature", "zone"),
    (re.compile(r"^soc[-_]therm(al)?$"), "cpu_temperature", "soc"),
    (re.compile(r"^(tj|soc\d|cv\d|ao|aux|pll|ddr|dram|mem|board|tboard|tdiode)\b"), "board_temperature", "zone"),
    (re.compile(r"^acpitz$"), "board_temperature", "acpi"),
)  # fmt: skip
"""The first that is found in the type, in small letters. Others are no part of the computing: a modem, a charger, a
fan's estimate, a power chip that answers 100 °C for ever."""


class _Zone(Struct, frozen=True):
    place: str
    metric: Metric
    kind: Kind
    limit: Reading | None


class Zones:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._zones: list[_Zone] = []

    def find(self) -> None:
        names = [name for name in self._tree.names(FOLDER) if name.startswith("thermal_zone")]
        found = (self._zone(f"{FOLDER}/{name}") for name in names[:MOST_ZONES])
        self._zones = [zone for zone in found if zone]

    def read(self, at: float) -> Report:
        readings = [
            read_file(self._tree, f"{zone.place}/temp", zone.metric, zone.kind, 1000)
            for zone in self._zones
        ]
        return Report(readings=readings + [zone.limit for zone in self._zones if zone.limit])

    def close(self) -> None:
        self._zones = []

    def _zone(self, place: str) -> _Zone | None:
        kind_of_zone = self._tree.text(f"{place}/type", NUMBER_LIMIT).lower()
        for pattern, metric, kind in PARTS:
            if pattern.search(kind_of_zone):
                return _Zone(place, metric, kind, self._limit(place, metric, kind))
        return None

    def _limit(self, place: str, metric: Metric, kind: Kind) -> Reading | None:
        """The lowest trip at which the kernel slows things down; where there is none, the one at which it switches off."""
        if metric == "board_temperature":
            return None
        trips: dict[str, list[str]] = {"passive": [], "critical": []}
        for index in range(MOST_TRIPS):
            what = self._tree.text(f"{place}/trip_point_{index}_type", NUMBER_LIMIT)
            path = f"{place}/trip_point_{index}_temp"
            # Trips that nobody has set read 0, or absolute zero.
            if what in trips and (number(self._tree.text(path, NUMBER_LIMIT)) or 0) > 0:
                trips[what].append(path)
        limit: Metric = "gpu_limit" if metric == "gpu_temperature" else "cpu_limit"
        found = [
            read_file(self._tree, path, limit, kind, 1000)
            for path in trips["passive"] or trips["critical"]
        ]
        return min(found, key=lambda each: each.value or 0.0, default=None)
