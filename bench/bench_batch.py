"""`make bench-batch`: a burst of forty different wishes, drawn one at a time, in batches of four, and continuously.

The box draws the first and the last; batches of four that are drawn to their end before the next four are let in come
from a plain server with the same engine and pipeline (bench/fifo.py). Rounds take turns, so that whatever else the machine
does slows all three alike; ratios count.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from bench.crowd.notes import eta_errors, middle, percentile
from bench.crowd.scene import Played, burst
from bench.crowd.served import Plan, Served, box, plain, usual_plan
from bench.table import Row, print_table

ONE, STATIC, CONTINUOUS = "one at a time", "batches of 4", "continuous"
TOGETHER = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--profile", default="cpu")
    parser.add_argument("--packs", type=Path, help="folder of the packs; the box's own by default")
    options = parser.parse_args()
    plan = usual_plan(options.packs, options.profile)
    played = [one for _ in range(options.rounds) for one in _round(plan, options.pictures)]
    found = [Figures(name, played) for name in (ONE, STATIC, CONTINUOUS)]
    print("\n".join(table(found)))
    print_table(f"{options.rounds} bursts of {options.pictures} each; target", rows(found, played))


class Figures:
    """Of all rounds of one way."""

    def __init__(self, name: str, played: list[Played]) -> None:
        mine = [one for one in played if one.name == name]
        waits = [wait for one in mine for wait in one.notes.waits()]
        self.name, self.pictures = name, len(waits)
        self.worker_s = sum(one.spent.worker for one in mine) / len(waits)
        self.all_s = sum(one.spent.all for one in mine) / len(waits)
        self.p50, self.p95 = percentile(waits, 0.5), percentile(waits, 0.95)
        previews = [wait for one in mine for wait in one.notes.previews()]
        self.first_preview = middle([min(one.notes.previews()) for one in mine])
        self.preview = middle(previews)
        self.a_minute = len(waits) / sum(one.end - one.began for one in mine) * 60
        told = [one.course.joules for one in mine]
        known = [joules for joules in told if joules is not None]
        self.joules = sum(known) / len(waits) if len(known) == len(told) else None


def table(found: list[Figures]) -> Iterator[str]:
    """Markdown, with what the others are of the first."""
    yield (
        "| | CPU s a picture, worker | with the server | p50, s | p95, s | first preview, s "
        "| median preview, s | pictures a minute | joules a picture (GPU) |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    first = found[0]
    for one in found:
        joules = "no sensor" if one.joules is None else f"{one.joules:.1f}"
        yield (
            f"| {one.name} | {one.worker_s:.3f} ({one.worker_s / first.worker_s:.2f}×) "
            f"| {one.all_s:.3f} ({one.all_s / first.all_s:.2f}×) "
            f"| {one.p50:.1f} ({one.p50 / first.p50:.2f}×) | {one.p95:.1f} ({one.p95 / first.p95:.2f}×) "
            f"| {one.first_preview:.2f} | {one.preview:.1f} ({one.preview / first.preview:.2f}×) "
            f"| {one.a_minute:.1f} ({one.a_minute / first.a_minute:.2f}×) | {joules} |"
        )


def rows(found: list[Figures], played: list[Played]) -> list[Row]:
    """Beside what was to be reached."""
    one, _, continuous = found
    pictures = [each for run in played if run.name == CONTINUOUS for each in run.notes.pictures]
    at_once, later = (100 * middle(eta_errors(pictures, first=first)) for first in (True, False))
    return [
        Row(
            "throughput of 4 beside 1", continuous.a_minute / one.a_minute, "×", 1.3, at_least=True
        ),
        Row(
            "CPU saved at 4", 100 * (1 - continuous.worker_s / one.worker_s), "%", 38, at_least=True
        ),
        Row("waiting time told at once, error", at_once, "%", 25),
        Row("waiting time told later, error", later, "%", 25),
    ]


def _round(plan: Plan, pictures: int) -> Iterator[Played]:
    for name in (ONE, STATIC, CONTINUOUS):
        with (
            tempfile.TemporaryDirectory(prefix="edged-bench-") as folder,
            _server(name, plan, Path(folder)) as served,
        ):
            yield asyncio.run(burst(name, served, pictures))


def _server(name: str, plan: Plan, folder: Path) -> AbstractContextManager[Served]:
    if name == STATIC:
        return plain(plan, folder, batch=TOGETHER)
    return box(plan, folder, batch=1 if name == ONE else TOGETHER, caches=False)


if __name__ == "__main__":
    main()
