"""What became of each fault, gathered while the suite runs, and written down as docs/reliability.md after a whole run.

A plugin of pytest (`-p tests.faults.report`). Rows that other tests answer for are counted from their outcomes.
"""

from __future__ import annotations

import os
import platform
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from tests.faults.rows import ELSEWHERE, FAULTS

KIND = os.environ.get("EDGED_FAULTS", "")
FULL = KIND == "full"
"""Set by `make faults`: everything at its full count, and the results written down. `record` writes down small counts."""
FILE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
KEPT = FILE.parents[1] / "build" / "faults.json"
"""Outcomes so far: `make faults` begins anew, `make faults TESTS=…` adds to them."""

HEAD = """# What becomes of faults

Made by `make faults` from what really happened; do not edit. Every row ran on real processes: a daemon, its worker, a disk or a network of its own.
After each of them the same was looked at: every acknowledged picture ended once, in exactly one of done, refused, failed, cancelled; none was lost, none changed
after it had been told; no file is half, and none belongs to nobody.

{when}, {machine}. The seconds are those of this machine, which did other work at the same time.

| fault | what the box does | how often | result | worst recovery |
|---|---|---|---|---|
"""
FOOT = """
"Worst recovery" counts from the start of the next process to its first answer (daemon), or from the fault to the next picture's first sign (worker). On an
installed box systemd adds its `RestartSec=1`. `make test` runs the same tests with small counts.
"""


class Outcome(Struct):
    """Of one row."""

    count: int = 0
    failed: int = 0
    worst_s: float | None = None
    words: str = ""


class Report:
    """One for the whole run."""

    def __init__(self) -> None:
        self.outcomes: defaultdict[str, Outcome] = defaultdict(Outcome)
        self._noted_by: defaultdict[str, set[str]] = defaultdict(set)
        """Test -> the rows that it answers for."""

    def note(self, row: str, count: int, *, worst_s: float | None = None, words: str = "") -> None:
        """`row`: a key of FAULTS; `words` say more than "kept"."""
        assert row in FAULTS, row
        self.outcomes[row] = Outcome(count=count, worst_s=worst_s, words=words)
        self._noted_by[os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]].add(row)

    def failed(self, test: str) -> None:
        """What it noted before it failed does not count as kept, in later runs of other parts either."""
        for row in self._noted_by.pop(test, ()):
            self.outcomes[row].failed += 1

    def text(self) -> str:
        now = datetime.now(UTC).strftime("%Y-%m-%d")
        machine = f"{platform.machine()}, {os.cpu_count()} cores, Linux {platform.release()}"
        rows = [_row(*FAULTS[key], self.outcomes[key]) for key in FAULTS]
        return HEAD.format(when=now, machine=machine) + "\n".join(rows) + "\n" + FOOT

    @property
    def missing(self) -> list[str]:
        return [key for key in FAULTS if not self.outcomes[key].count]


REPORT = Report()


def pytest_sessionstart() -> None:
    """Goes on where runs of other parts of the suite ended."""
    if KIND and KEPT.exists():
        REPORT.outcomes.update(msgspec.json.decode(KEPT.read_bytes(), type=dict[str, Outcome]))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when != "call" and not report.failed:
        return
    if report.failed:
        REPORT.failed(report.nodeid)
    row = next((key for part, key in ELSEWHERE.items() if part in report.nodeid), None)
    if row is not None:
        REPORT.outcomes[row].count += 1
        REPORT.outcomes[row].failed += not report.passed


def pytest_sessionfinish(exitstatus: int) -> None:
    if not KIND:
        return
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_bytes(msgspec.json.encode(REPORT.outcomes))
    if exitstatus or REPORT.missing:
        print(f"\n{FILE.name} stays as it was: {', '.join(REPORT.missing) or 'something failed'}")
    else:
        FILE.write_text(REPORT.text(), encoding="utf-8")


def _row(fault: str, done: str, outcome: Outcome) -> str:
    result = "kept" if not outcome.failed else f"**{outcome.failed} failed**"
    worst = "" if outcome.worst_s is None else f"{outcome.worst_s:.1f} s"
    words = f"{result}; {outcome.words}" if outcome.words else result
    return f"| {fault} | {done} | {outcome.count:,} | {words} | {worst} |"
