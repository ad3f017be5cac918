"""Where the power comes from: mains, batteries, supplies over USB, and what the kernel knows of UPSes."""

from __future__ import annotations

from msgspec import Struct

from edged.machine.tree import Tree
from edged.sensors.reading import NUMBER_LIMIT, Reading, Report, number, read_file
from edged.sensors.sample import Throttle

FOLDER = "sys/class/power_supply"
MOST = 32
OUTSIDE = ("Mains", "USB", "Wireless")
"""Types, or their beginnings, of what feeds the machine from outside."""
STORES = ("Battery", "UPS")
WEAK_S, WEAK_W = 10.0, 1.0
"""A battery that gives more than so many watts for so long while the supply is plugged in: the supply is too weak."""


class _Store(Struct, frozen=True):
    place: str
    status: str
    watts: float | None
    """What it gives or takes."""
    hours: float | None
    """What is left at that rate."""


class Supply:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._outside: list[str] = []
        self._stores: list[str] = []
        self._weak_since: float | None = None

    def find(self) -> None:
        self._outside, self._stores = [], []
        for name in self._tree.names(FOLDER)[:MOST]:
            place = f"{FOLDER}/{name}"
            kind = self._text(place, "type")
            # A battery with this scope is a mouse's or a headset's.
            if self._text(place, "scope") == "Device":
                continue
            if kind.startswith(OUTSIDE):
                self._outside.append(place)
            elif kind in STORES and self._text(place, "present") != "0":
                self._stores.append(place)

    def read(self, at: float) -> Report:
        stores = [self._store(place) for place in self._stores]
        plugged = [self._text(place, "online") for place in self._outside]
        on_mains = _on_mains(plugged, [store.status for store in stores])
        weak = self._is_weak(on_mains, stores, at)
        readings = [
            read_file(self._tree, f"{store.place}/capacity", "battery", "battery", 100)
            for store in stores
            if self._tree.exists(f"{store.place}/capacity")
        ]
        if on_mains is False:
            readings += _drain(stores) + self._told(stores)
        throttled: frozenset[Throttle] = frozenset({"undervoltage"} if weak else ())
        return Report(readings=readings, on_mains=on_mains, throttled=throttled)

    def close(self) -> None:
        self._outside, self._stores = [], []

    def _store(self, place: str) -> _Store:
        power, current, voltage = (
            self._micro(place, name) for name in ("power_now", "current_now", "voltage_now")
        )
        energy, charge = self._micro(place, "energy_now"), self._micro(place, "charge_now")
        watts = power
        if power is None and current is not None and voltage is not None:
            watts = current * voltage
        hours = energy / power if energy is not None and power else None
        if hours is None and charge is not None and current:
            hours = charge / current
        return _Store(place, self._text(place, "status"), watts, hours)

    def _is_weak(self, on_mains: bool | None, stores: list[_Store], at: float) -> bool:
        gives = any(s.status == "Discharging" and (s.watts or 0.0) > WEAK_W for s in stores)
        if not (on_mains and gives):
            self._weak_since = None
            return False
        if self._weak_since is None:
            self._weak_since = at
        return at - self._weak_since >= WEAK_S

    def _told(self, stores: list[_Store]) -> list[Reading]:
        """How long it lasts: what the battery itself says, else its rest by its rate. Only of a single one."""
        if len(stores) != 1:
            return []
        (store,) = stores
        path = f"{store.place}/time_to_empty_now"
        if self._tree.exists(path):
            return [read_file(self._tree, path, "battery_runtime", "battery")]
        if store.hours is None:
            return []
        reckoned = Reading(
            metric="battery_runtime",
            kind="battery",
            source=f"/{store.place}",
            value=store.hours * 3600,
            found=f"{store.hours:.3f} h",
        )
        return [reckoned]

    def _text(self, place: str, name: str) -> str:
        return self._tree.text(f"{place}/{name}", NUMBER_LIMIT)

    def _micro(self, place: str, name: str) -> float | None:
        """Without its sign, which drivers do not agree on."""
        value = number(self._text(place, name))
        return None if value is None else abs(value) / 1e6


def _on_mains(plugged: list[str], statuses: list[str]) -> bool | None:
    """None where nobody knows: no supply says anything, or none is plugged in and there is nothing else to live on."""
    if "1" in plugged:
        return True
    if "Discharging" in statuses:
        return False
    if {"Charging", "Full", "Not charging"} & set(statuses):
        return True
    return False if "0" in plugged and statuses else None


def _drain(stores: list[_Store]) -> list[Reading]:
    """On battery, what the batteries give is what the whole machine takes."""
    giving = [store for store in stores if store.status == "Discharging" and store.watts]
    if not giving:
        return []
    watts = sum(store.watts or 0.0 for store in giving)
    places = " + ".join(f"/{store.place}" for store in giving)
    return [
        Reading(metric="power", kind="battery", source=places, value=watts, found=f"{watts:.3f} W")
    ]
