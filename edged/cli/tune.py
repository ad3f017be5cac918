"""`edgectl tune`: how fast this very machine draws, rung by rung, and on which engine."""

from __future__ import annotations

import sys
import time
from datetime import date
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from edged.cli.desk import Desk, desk
from edged.cli.engine_choice import check_writable, draw_on, own_file
from edged.cli.sheet import plain
from edged.client import Box, BoxSaid

LOOK_S = 0.3
"""Seconds between two looks at how far it is."""


def tune(
    context: typer.Context,
    engines: Annotated[
        bool, typer.Option("--engines", help="First find out which engine is the fastest here.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Let the profile take the fastest; do not ask.")
    ] = False,
) -> None:
    """Measure every rung of the ladder with real pictures; the box then chooses its standard rung by it."""
    at = desk(context)
    box = at.local_box()
    compared = _compare(at, box, yes=yes) if engines else None
    tuned = _measured(at, box, "/admin/tune", "tuning")["tuned"]
    if not tuned:
        raise BoxSaid(503, "failed", at.say("tune_failed"), at.say("tune_fix"))
    if at.json:
        at.answer(tuned if compared is None else compared | {"tuned": tuned})
        return
    at.out.print(_table(at, tuned))


def _compare(at: Desk, box: Box, *, yes: bool) -> dict[str, Any]:
    """`{engines, chosen, written}`."""
    offers = box.get("/admin/profiles")["profiles"]
    (offer,) = (one for one in offers if one["used"])
    if yes:
        check_writable(own_file(offer))
    found = _measured(at, box, "/admin/tune/engines", "t_comparing")["engines"]
    own, best = (next(one for one in found if one[key]) for key in ("used", "best"))
    told = {"name": offer["name"], "engine": best["engine"], "file": own_file(offer)}
    written = None
    if not at.json:
        at.out.print(_engines(at, found))
    if own is best:
        _say(at, "t_one_engine" if len(found) == 1 else "t_stays", **told)
    elif _agreed(at, told, yes=yes):
        status = box.get("/admin/status")["profile"]
        automatic, note = status["chosen"] == "auto", _note(own, best)
        written = draw_on(box, offer, best["engine"], note, automatic=automatic)
        _say(at, "t_written", **told)
    else:
        _say(at, "t_not_written", **told)
    file = str(written) if written else None
    return {"engines": found, "chosen": best["engine"], "written": file}


def _agreed(at: Desk, told: dict[str, Any], *, yes: bool) -> bool:
    if yes or at.json or not (sys.stdin.isatty() and at.err.is_terminal):
        return yes
    return typer.confirm(at.say("t_write", **told), default=False, err=True)


def _note(own: dict[str, Any], best: dict[str, Any]) -> str:
    """Why the file is there, for whoever finds it."""
    seconds = ", ".join(f"{one['engine']} {one['alone_s']:.2f} s" for one in (best, own))
    return (
        f"Engine chosen by `edgectl tune --engines`, {date.today():%Y-%m-%d}: {seconds} a picture."  # noqa: DTZ011 - the admin's day
    )


def _say(at: Desk, key: str, **told: Any) -> None:
    if not at.json:
        at.out.print(escape(at.say(key, **told)) + "\n", soft_wrap=True)


def _measured(at: Desk, box: Box, path: str, doing: str) -> dict[str, Any]:
    progress = _watched(at, box, box.post(path, {}), doing)
    if progress["error"]:
        raise BoxSaid(503, progress["error"], at.say("tune_failed"), at.say("tune_fix"))
    return progress


def _watched(at: Desk, box: Box, progress: Any, doing: str) -> dict[str, Any]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    visible = at.err.is_terminal and not at.json
    with Progress(*columns, console=at.err, transient=True, disable=not visible) as bar:
        task = bar.add_task(at.say(doing), total=None)
        while progress["running"]:
            bar.update(task, completed=progress["done"], total=progress["total"] or None)
            time.sleep(LOOK_S)
            progress = box.get("/admin/tune")
    found: dict[str, Any] = progress
    return found


def _engines(at: Desk, found: list[dict[str, Any]]) -> Table:
    table = plain(at, "t_engine", "t_alone", "note")
    for one in found:
        own = f"[dim]{at.say('t_own')}[/]" if one["used"] else ""
        best = f"[green]{at.say('t_fastest')}[/]" if one["best"] and len(found) > 1 else ""
        trouble = escape(one[f"told_{at.language}"] or "")
        seconds = "–" if one["alone_s"] is None else f"{one['alone_s']:.2f} s"
        marks = ", ".join(filter(None, [own, best, trouble]))
        table.add_row(f"[bold]{escape(one['engine'])}[/]", seconds, marks)
    return table


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
