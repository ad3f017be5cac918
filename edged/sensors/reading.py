"""What one sensor says, before anybody judges it."""

from __future__ import annotations

import re
from typing import Literal, Protocol

from msgspec import Struct

from edged.machine.tree import Tree
from edged.sensors.sample import Metric, Throttle

NUMBER_LIMIT = 64
"""Bytes read of a file that holds one number."""
FOUND_LIMIT = 80
"""Letters kept of what a sensor said."""

Kind = Literal[
    "card",
    "shared_card",
    "zone",
    "chip",
    "soc",
    "acpi",
    "devfreq",
    "rails",
    "battery",
    "platform",
    "energy",
    "kernel",
]
"""By which mechanism: `merge.ORDER` says which of them is preferred for what."""
Why = Literal["unreadable", "not_a_number", "out_of_range", "stale"]


class Reading(Struct, frozen=True, kw_only=True):
    """One number, in the units of Sample."""

    metric: Metric
    kind: Kind
    source: str
    value: float | None
    """None: `found` is no number."""
    found: str
    """What the sensor said in its own words."""
    why: Why | None = None
    """What the sensor itself holds against the number."""


class Report(Struct, kw_only=True):
    """All that one sensor says at one moment."""

    readings: list[Reading] = []
    on_mains: bool | None = None
    throttled: frozenset[Throttle] = frozenset()


class Sensor(Protocol):
    """One mechanism. Its methods block, never raise on purpose, and run in one thread at a time."""

    def find(self) -> None:
        """Looks for what it reads; called before the first reading, and every now and then, for nodes appear late."""

    def read(self, at: float) -> Report:
        """`at`: monotonic seconds."""

    def close(self) -> None:
        """Nothing is read any more."""


def number(text: str) -> float | None:
    """A plain decimal number. None for anything else: words, blanks, NaN."""
    return float(text) if re.fullmatch(r"[+-]?[0-9]{1,40}(\.[0-9]{1,20})?", text) else None


def read_file(tree: Tree, path: str, metric: Metric, kind: Kind, per: float = 1.0) -> Reading:
    """The number in a file, divided by `per`."""
    text = tree.text(path, NUMBER_LIMIT)
    raw = number(text)
    return Reading(
        metric=metric,
        kind=kind,
        source=f"/{path}",
        value=None if raw is None else raw / per,
        found=text[:FOUND_LIMIT],
    )


def chips(tree: Tree, *names: str) -> list[str]:
    """Folders of the hwmon chips of these names."""
    folder = "sys/class/hwmon"
    places = [f"{folder}/{each}" for each in tree.names(folder)[:64]]
    return [place for place in places if tree.text(f"{place}/name", NUMBER_LIMIT) in names]
