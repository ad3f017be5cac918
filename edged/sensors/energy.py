"""Energy that processors have used, as RAPL counts it: microjoules that wrap."""

from __future__ import annotations

import logging
import re

from msgspec import Struct

from edged.machine.tree import Tree
from edged.sensors.reading import NUMBER_LIMIT, Kind, Reading, Report, number

log = logging.getLogger(__name__)

FOLDER = "sys/class/powercap"
SHORTEST_S = 0.2
"""Two looks closer together give no power."""


class _Domain(Struct):
    place: str
    kind: Kind
    range: float
    """Microjoules at which it begins anew; 0: unknown."""
    before: tuple[float, float] | None = None
    """Monotonic seconds and microjoules of the last look."""


class Energy:
    """Whole platforms where there is such a counter, besides the sum of the processors."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._domains: dict[str, _Domain] = {}
        self._said = False

    def find(self) -> None:
        names = [n for n in self._tree.names(FOLDER) if re.fullmatch(r"intel-rapl:\d+", n)]
        for name in names:
            if name not in self._domains and (domain := self._domain(f"{FOLDER}/{name}")):
                self._domains[name] = domain
        self._domains = {name: self._domains[name] for name in names if name in self._domains}

    def read(self, at: float) -> Report:
        readings = []
        for kind in ("platform", "energy"):
            said = [self._power(d, at) for d in self._domains.values() if d.kind == kind]
            told = [reading for reading in said if reading]
            if told and len(told) == len(said):
                readings.append(_sum(told))
        return Report(readings=readings)

    def close(self) -> None:
        self._domains = {}

    def _domain(self, place: str) -> _Domain | None:
        """None for what is no counter, and for one that only root may read."""
        path = f"{place}/energy_uj"
        name = self._tree.text(f"{place}/name", NUMBER_LIMIT)
        if not self._tree.exists(path) or not name.startswith(("package", "psys")):
            return None
        if not self._tree.text(path, NUMBER_LIMIT):
            if not self._said:
                log.info("/%s may not be read: no power of the processor", path)
            self._said = True
            return None
        wraps = number(self._tree.text(f"{place}/max_energy_range_uj", NUMBER_LIMIT))
        return _Domain(place, "platform" if name == "psys" else "energy", max(0.0, wraps or 0.0))

    def _power(self, domain: _Domain, at: float) -> Reading | None:
        """None where two looks are still needed."""
        path = f"{domain.place}/energy_uj"
        text = self._tree.text(path, NUMBER_LIMIT)
        now, before = number(text), domain.before
        reading = Reading(
            metric="power", kind=domain.kind, source=f"/{path}", value=None, found=text
        )
        if now is None:
            domain.before = None
            return reading
        if before is None or at - before[0] >= SHORTEST_S:
            domain.before = (at, now)
        if before is None or at - before[0] < SHORTEST_S:
            return None
        used = now - before[1]
        if used < 0:
            used += domain.range
        if used == 0:
            return _with(reading, 0.0, stale=True)
        return _with(reading, used / 1e6 / (at - before[0])) if used > 0 else None


def _with(reading: Reading, value: float, *, stale: bool = False) -> Reading:
    return Reading(
        metric=reading.metric,
        kind=reading.kind,
        source=reading.source,
        value=value,
        found=f"{reading.found} uJ",
        why="stale" if stale else None,
    )


def _sum(readings: list[Reading]) -> Reading:
    """Of several processors; where one does not count, none does."""
    bad = next((each for each in readings if each.value is None or each.why), None)
    if bad:
        return bad
    total = sum(each.value or 0.0 for each in readings)
    return _with(readings[0], total)
