"""Processors that tell their temperature through hwmon."""

from __future__ import annotations

import re

from edged.machine.tree import Tree
from edged.sensors.reading import NUMBER_LIMIT, Reading, Report, chips, read_file

NAMES = ("coretemp", "k10temp", "zenpower", "cpu_thermal", "soc_thermal")
WHOLE = re.compile(r"^(Package id \d+|Tdie)$")
"""Labels of what covers a whole processor: its cores need not be asked then."""
MOST = 16
"""Inputs read of one chip."""


class Chips:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._inputs: list[str] = []
        self._limits: list[Reading] = []

    def find(self) -> None:
        self._inputs, self._limits = [], []
        for place in chips(self._tree, *NAMES):
            wanted = self._wanted(place)
            self._inputs += [f"{place}/{name}_input" for name in wanted]
            self._limits += [
                read_file(self._tree, path, "cpu_limit", "chip", 1000)
                for path in (f"{place}/{name}_crit" for name in wanted)
                if self._tree.exists(path)
            ]

    def read(self, at: float) -> Report:
        readings = [
            read_file(self._tree, path, "cpu_temperature", "chip", 1000) for path in self._inputs
        ]
        return Report(readings=readings + self._limits)

    def close(self) -> None:
        self._inputs = []

    def _wanted(self, place: str) -> list[str]:
        """Names of its inputs, as `temp1`."""
        found = (re.match(r"(temp\d+)_input$", name) for name in self._tree.names(place))
        every = [match[1] for match in found if match]
        whole = [
            name
            for name in every
            if WHOLE.match(self._tree.text(f"{place}/{name}_label", NUMBER_LIMIT))
        ]
        return whole or every[:MOST]
