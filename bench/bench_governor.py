"""`make bench-governor`: lessons on three simulated machines, with no governor, a plain rule, ours, and an oracle.

Draws the curves into docs/governor/ and writes the tables into docs/governor.md. Everything is seeded: the same code
gives the same figures on every machine. Takes about two minutes of one processor; `--quick` leaves out the machines
with other numbers.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.governor.compare import compare, one_rung, steady_changes
from bench.governor.curves import curves
from bench.governor.machine import MACHINES
from bench.governor.results import (
    lesson_table,
    promises,
    rung_table,
    trial_table,
)
from bench.governor.robust import trials
from bench.table import print_table, put_between

DOCS = Path(__file__).resolve().parents[1] / "docs"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="print only, no robustness")
    options = parser.parse_args()
    found = [compare(machine) for machine in MACHINES]
    steady = [steady_changes(machine) for machine in MACHINES]
    rows = [
        row for one, changes in zip(found, steady, strict=True) for row in promises(one, changes)
    ]
    print_table("45 minutes, three seeds; simulated", rows)
    tables = "\n".join(lesson_table(found)), "\n".join(rung_table(found, steady))
    print(*tables, sep="\n\n")
    if options.quick:
        return
    alone = "\n".join(lesson_table([compare(one_rung(machine)) for machine in MACHINES]))
    robust = "\n".join(trial_table({one.name: trials(one) for one in MACHINES}))
    print(alone, robust, sep="\n\n")
    folder = DOCS / "governor"
    folder.mkdir(exist_ok=True)
    for one in found:
        (folder / f"{one.machine.file}.svg").write_text(curves(one), encoding="utf-8")
    _write(*tables, alone, robust)


def _write(lessons: str, rungs: str, alone: str, robust: str) -> None:
    page = DOCS / "governor.md"
    tables = "\n\n".join(
        [
            "Three lessons, each with a class of its own (pictures and Wh are means of one lesson):",
            lessons,
            "What the pictures were, and how often the rung changed:",
            rungs,
            "Duty alone, with a ladder of one rung:",
            alone,
            "Machines it was not made for, one lesson each; the worst of each column:",
            robust,
        ]
    )
    page.write_text(put_between(page.read_text("utf-8"), "measured", tables), encoding="utf-8")


if __name__ == "__main__":
    main()
