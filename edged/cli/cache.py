"""`edgectl cache`: what the box keeps of what it drew, filled ahead of a lesson or emptied."""

from __future__ import annotations

import time
from typing import Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from edged.cli.desk import Desk, desk
from edged.cli.sheet import plain
from edged.client import Box

app = typer.Typer(help="Pictures and latents that are kept.", no_args_is_help=True)
LOOK_S = 0.3
"""Seconds between two looks at how far it is."""
Stats = dict[str, Any]
"""As `GET /admin/cache` answers."""


@app.command()
def stats(context: typer.Context) -> None:
    """Show what is kept, and how often it was of use."""
    at = desk(context)
    found: Stats = at.local_box().get("/admin/cache")
    if at.json:
        at.answer(found)
        return
    columns = ("entries", "used", "hits", "misses", "filled", "evicted", "corrupt")
    table = plain(at, "c_cache", *(f"c_{name}" for name in columns))
    for shelf in ("pictures", "latents"):
        row = found[shelf]
        used = f"{row['bytes'] / 2**20:.1f} / {row['max_bytes'] / 2**20:.0f} MB"
        cells = [used if name == "used" else str(row[name]) for name in columns]
        table.add_row(at.say(f"c_{shelf}"), *cells)
    at.out.print(table)
    at.out.print(_ahead(at, found), _why(at, found), style="dim")


@app.command()
def fill(context: typer.Context) -> None:
    """Draw what is likely to be asked for, now; children's wishes come first. Ctrl-C stops it, and the next one goes on."""
    at = desk(context)
    box = at.local_box()
    try:
        found = _watched(at, box, box.post("/admin/cache/fill", {}))
    except KeyboardInterrupt:
        box.delete("/admin/cache/fill")
        raise
    if at.json:
        at.answer(found)
        return
    dreams = found["dreams"]
    why = _why(at, found) if dreams["done"] < dreams["total"] else ""
    at.out.print(f"[green]✓[/] {escape(f'{_ahead(at, found)} {why}'.strip())}")


@app.command()
def clear(context: typer.Context) -> None:
    """Empty both caches; pictures that children were given stay theirs."""
    at = desk(context)
    found = at.local_box().delete("/admin/cache")
    if at.json:
        at.answer(found)
        return
    at.out.print(f"[green]✓[/] {escape(at.say('c_cleared'))}")


def _watched(at: Desk, box: Box, found: Stats) -> Stats:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    visible = at.err.is_terminal and not at.json
    with Progress(*columns, console=at.err, transient=True, disable=not visible) as bar:
        task = bar.add_task(at.say("c_filling"), total=None)
        while found["dreams"]["filling"]:
            words = f"{at.say('c_filling')} {_why(at, found)}".strip()
            done, total = _counted(found, "done"), _counted(found, "total")
            bar.update(task, description=words, completed=done, total=total or None)
            time.sleep(LOOK_S)
            found = box.get("/admin/cache")
    return found


def _counted(found: Stats, field: str) -> int:
    """All that is drawn ahead: the page's tiles, then latents."""
    return int(found["tiles"][field]) + int(found["dreams"][field])


def _ahead(at: Desk, found: Stats) -> str:
    tiles, dreams = found["tiles"], found["dreams"]
    return at.say("c_ahead", **dreams, tiles=tiles["done"], all_tiles=tiles["total"])


def _why(at: Desk, found: Stats) -> str:
    """What is in the way of dreams, if anything."""
    hindrance = found["dreams"]["hindrance"]
    return f"({at.say('c_' + hindrance)})" if hindrance else ""
