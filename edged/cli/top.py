"""`edgectl top`: what the sensors say and what the box does, live."""

from __future__ import annotations

import sys
import time
from typing import Annotated

import typer
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from edged.cli.desk import Desk, desk
from edged.cli.frame import Frame, Seen
from edged.client import Box
from runtime.errors import EdgedError

EVERY_S = 1.0
PAST_S = 300
STATUS_EVERY = 3
"""Frames per look at the status: it counts the kept pictures on the disk."""


def top(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Print one frame and end.")] = False,
) -> None:
    """Show temperature, power, load and the queue as they change. Ctrl-C ends it."""
    at = desk(context)
    box = at.local_box()
    seen = _first(box)
    if at.json:
        status = seen.status
        told = {
            "state": status["box"]["state"],
            "worker": status["worker"],
            "queue": status["queue"],
        }
        at.answer({"telemetry": seen.telemetry, **told})
    elif once or not sys.stdout.isatty():
        console = at.out
        console.print(Frame(at, seen, console.width).whole())
    else:
        _live(at, box, seen)


def _first(box: Box) -> Seen:
    return Seen(telemetry=_telemetry(box), status=box.get("/admin/status"))


def _telemetry(box: Box) -> dict[str, object]:
    answer: dict[str, object] = box.get(f"/admin/telemetry?history={PAST_S}")
    return answer


def _live(at: Desk, box: Box, seen: Seen) -> None:
    """Until Ctrl-C, which is the way to end it and no error."""
    console = at.out
    frames = 0
    try:
        with Live(console=console, screen=True, auto_refresh=False) as live:
            while True:
                live.update(_screen(at, seen, console), refresh=True)
                time.sleep(EVERY_S)
                frames += 1
                seen = _next(at, box, seen, whole=frames % STATUS_EVERY == 0)
    except KeyboardInterrupt:
        return


def _next(at: Desk, box: Box, seen: Seen, *, whole: bool) -> Seen:
    """A box that does not answer may come back: what was seen last stays, and why is said."""
    try:
        status = box.get("/admin/status") if whole or seen.gone else seen.status
        return Seen(telemetry=_telemetry(box), status=status)
    except EdgedError as error:
        return Seen(telemetry=seen.telemetry, status=seen.status, gone=error.message(at.language))


def _screen(at: Desk, seen: Seen, console: Console) -> RenderableType:
    return Group(Frame(at, seen, console.width).whole(), "", Text(at.say("t_end"), "bright_black"))
