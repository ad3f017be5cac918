"""Figures beside what they should be, as a person reads them."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    name: str
    value: float
    unit: str
    limit: float | None = None
    """At most this, or at least where `at_least`; None: nothing is promised."""
    at_least: bool = False

    @property
    def good(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def line(self) -> str:
        text = f"  {self.name:<32}{self.value:>9.2f} {self.unit:<3}"
        if self.limit is None:
            return text.rstrip()
        sign = "≥" if self.at_least else "≤"
        return f"{text}  {sign} {self.limit:g}  {'ok' if self.good else 'MISSED'}"


def print_table(title: str, rows: list[Row]) -> None:
    """Prints only; a missed figure is for a person to judge, on the machine that is named here."""
    load = os.getloadavg()[0]
    print(
        f"{platform.machine()}, {os.cpu_count()} processors, load {load:.1f}, Python {platform.python_version()}"
    )
    print(title)
    for row in rows:
        print(row.line())


def put_between(text: str, name: str, tables: str) -> str:
    """`text` with everything between the two marks of this name replaced. Raises ValueError where a mark is missing."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = text.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found and found_end):
        raise ValueError(f"no {begin} and {end}")
    return f"{before}{begin}\n\n{tables}\n\n{end}{after}"
