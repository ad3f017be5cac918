"""Graphics that share the processor's memory: their load and clock, where the kernel's devfreq drives them."""

from __future__ import annotations

import re

from edged.machine.board import INTEGRATED
from edged.machine.tree import Tree
from edged.sensors.reading import Report, read_file

CLASS = "sys/class/devfreq"
PLACES = ("sys/devices", "sys/devices/platform", "sys/devices/platform/bus@0")
"""Where kernels keep the device itself, which may be there before its class is, or without it."""
DEVICE = re.compile(rf"^gpu\.0$|\.({'|'.join(sorted(INTEGRATED))})$")


class Devfreq:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._load: str | None = None
        self._clock: str | None = None

    def find(self) -> None:
        """The node can appear well after the machine's start."""
        device, clock = self._by_class() or self._by_place() or (None, None)
        there = device and self._tree.exists(f"{device}/load")
        self._load = f"{device}/load" if there else None
        self._clock = clock

    def read(self, at: float) -> Report:
        readings = []
        if self._load:
            readings.append(read_file(self._tree, self._load, "gpu_utilisation", "devfreq", 1000))
        if self._clock:
            readings.append(read_file(self._tree, self._clock, "gpu_clock", "devfreq", 1e6))
        return Report(readings=readings)

    def close(self) -> None:
        self._load = self._clock = None

    def _by_class(self) -> tuple[str, str] | None:
        for name in self._tree.names(CLASS)[:64]:
            place = f"{CLASS}/{name}"
            if self._tree.text(f"{place}/device/of_node/name", 64) in INTEGRATED:
                return f"{place}/device", f"{place}/cur_freq"
        return None

    def _by_place(self) -> tuple[str, str | None] | None:
        for folder in PLACES:
            for name in filter(DEVICE.search, self._tree.names(folder)):
                device = f"{folder}/{name}"
                if self._tree.exists(f"{device}/load"):
                    inner = self._tree.names(f"{device}/devfreq")[:1]
                    clock = f"{device}/devfreq/{inner[0]}/cur_freq" if inner else None
                    return device, clock
        return None
