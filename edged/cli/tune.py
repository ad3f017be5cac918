"""`edgectl tune`: how fast this very machine draws, rung by rung."""

from __future__ import annotations

import time
from typing import Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from edged.cli.desk import Desk, desk
from edged.client import Box, BoxSaid

LOOK_S = 0.3
"""Seconds between two looks at how far it is."""


def tune(context: typer.Context) -> None:
    """Measure every rung of the ladder with real pictures; the box then chooses its standard rung by it."""
    at = desk(context)
    box = at.local_box()
    progress = _watched(at, box, box.post("/admin/tune", {}))
    if progress["error"] or not progress["tuned"]:
        raise BoxSaid(503, progress["error"] or "failed", at.say("tune_failed"), at.say("tune_fix"))
    if at.json:
        at.answer(progress["tuned"])
        return
    at.out.print(_table(at, progress["tuned"]))


def _watched(at: Desk, box: Box, progress: Any) -> dict[str, Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    visible = at.err.is_terminal and not at.json
    with Progress(*columns, console=at.err, transient=True, disable=not visible) as bar:
        task = bar.add_task(at.say("tuning"), total=None)
        while progress["running"]:
            bar.update(task, completed=progress["done"], total=progress["total"] or None)
            time.sleep(LOOK_S)
            progress = box.get("/admin/tune")
    found: dict[str, Any] = progress
    return found


def _table(at: Desk, tuned: dict[str, Any]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for key in ("t_rung", "t_steps", "t_alone", "t_batch", "t_together", "note"):
        table.add_column(at.say(key), justify="left" if key in ("t_rung", "note") else "right")
    for index, rung in enumerate(tuned["rungs"]):
        mark = f"[green]{at.say('t_standard')}[/]" if index == tuned["standard"] else ""
        table.add_row(
            f"[bold]{escape(rung['size'])}[/]",
            str(rung["steps"]),
            f"{rung['alone_s']:.2f} s",
            str(rung["batch"]),
            f"{rung['together_s']:.2f} s",
            mark,
        )
    return table
