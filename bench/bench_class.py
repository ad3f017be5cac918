"""`make bench-class`: forty tablets for some minutes, on the box, on the box without batches and caches, and first come first served.

Each tablet does what the page does: reads while its child types, asks, follows the events, shows the picture and its small
copy on the shelf, and looks at the box every ten seconds. All press at once in the beginning; one of them presses twenty
times. Writes docs/class.svg and the table in docs/benchmarks.md with `--write`, and all the numbers as JSON with `--raw`.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import msgspec

from bench.crowd.figures import Figures, figures, within
from bench.crowd.pages import curves, rows, table
from bench.crowd.scene import Class, Played, lesson
from bench.crowd.served import Plan, Served, box, plain, usual_plan
from bench.table import print_table, put_between

DOCS = Path(__file__).resolve().parents[1] / "docs"
FULL, BARE, FIFO = "the box", "no batches, no caches", "plain FIFO"
TOGETHER = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="of each of the three lessons")
    parser.add_argument("--tablets", type=int, default=40)
    parser.add_argument(
        "--hurry", type=float, default=1.0, help="children are so many times faster"
    )
    parser.add_argument("--profile", default="cpu")
    parser.add_argument("--packs", type=Path, help="folder of the packs; the box's own by default")
    parser.add_argument("--raw", type=Path, help="file for all the numbers, as JSON")
    parser.add_argument("--write", action="store_true", help="put table and curves into docs/")
    options = parser.parse_args()
    plan = usual_plan(options.packs, options.profile)
    scene = Class(options.tablets, options.minutes * 60, options.hurry)
    played, found = [], []
    for name in (FULL, BARE, FIFO):
        one, shares = _lesson(name, plan, scene)
        played.append(one)
        found.append(figures(one, shares))
    lines = "\n".join(table(found))
    print(lines)
    title = f"{options.tablets} tablets, {options.minutes:g} minutes with each server; the box"
    print_table(title, rows(found[0]))
    if options.raw:
        options.raw.parent.mkdir(parents=True, exist_ok=True)
        options.raw.write_bytes(msgspec.json.format(msgspec.json.encode(_raw(played, found))))
    if options.write:
        page = DOCS / "benchmarks.md"
        page.write_text(put_between(page.read_text("utf-8"), "class", lines), encoding="utf-8")
        (DOCS / "class.svg").write_text(curves(played), encoding="utf-8")


def _lesson(name: str, plan: Plan, scene: Class) -> tuple[Played, dict[str, float]]:
    """What came of it, and which share of the answers came within 50 ms by the server's own clock."""
    with (
        tempfile.TemporaryDirectory(prefix="edged-bench-") as folder,
        _server(name, plan, Path(folder)) as served,
    ):
        return asyncio.run(lesson(name, served, scene)), within(_metrics(served))


def _server(name: str, plan: Plan, folder: Path) -> AbstractContextManager[Served]:
    if name == FIFO:
        return plain(plan, folder, batch=1)
    return box(plan, folder, batch=TOGETHER if name == FULL else 1, caches=name == FULL)


def _metrics(served: Served) -> str:
    try:
        with urlopen(f"{served.url}/metrics", timeout=10) as answer:
            return str(answer.read().decode())
    except HTTPError:
        return ""


def _raw(played: list[Played], found: list[Figures]) -> list[dict[str, object]]:
    return [
        {"figures": figures, "pictures": one.notes.pictures, "answers": one.notes.answers}
        | {"course": one.course, "began": one.began, "end": one.end}
        for one, figures in zip(played, found, strict=True)
    ]


if __name__ == "__main__":
    main()
