"""`edgectl discover`: the boxes that announce themselves in this network."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer
from rich.table import Table

from edged.cli.desk import Desk, desk
from edged.client.errors import NoBox
from edged.client.search import Found, find


def discover(
    context: typer.Context,
    seconds: Annotated[
        float, typer.Option(min=0.5, max=60, help="How long to listen, in seconds.")
    ] = 3.0,
) -> None:
    """List the boxes in this network."""
    at = desk(context)
    boxes = _listen(at, seconds)
    if at.json:
        at.answer(msgspec.to_builtins(boxes))
        return
    if not boxes:
        raise NoBox(seconds=seconds)
    at.out.print(_table(at, boxes))


def _listen(at: Desk, seconds: float) -> list[Found]:
    if at.json or not at.err.is_terminal:
        return find(seconds)
    with at.err.status(at.say("looking", seconds=seconds)):
        return find(seconds)


def _table(at: Desk, boxes: list[Found]) -> Table:
    """Each box on a line; in a narrow terminal the less important columns go."""
    columns = ["name", "page", "state", "profile", "pack"][: 5 if at.out.width >= 70 else 3]
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(at.say(column), overflow="fold", no_wrap=column == "state")
    for box in boxes:
        cells = {
            "name": f"[bold]{_safe(box.name)}[/]",
            "page": _safe(box.url),
            "state": state_mark(at, box.state),
            "profile": _safe(box.profile),
            "pack": _safe(box.pack),
        }
        table.add_row(*(cells[column] for column in columns))
    return table


def state_mark(at: Desk, state: str) -> str:
    """The state in words, with a dot of its colour."""
    colour = {"ready": "green", "warming": "yellow", "hot": "yellow", "degraded": "red"}.get(state)
    if colour is None:
        return _safe(state)
    return f"[{colour}]●[/] {at.say(state)}"


def _safe(text: str) -> str:
    """Anyone in the network may announce anything: no markup and no control characters from there."""
    return "".join(c for c in text if c.isprintable()).replace("[", r"\[")
