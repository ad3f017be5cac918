"""`edgectl pair`: lets tablets in for two minutes, by a number or a QR code, and says who came."""

from __future__ import annotations

import sys
import time
from typing import Annotated, Any

import typer
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from edged.cli.desk import Desk, desk
from edged.cli.large import digits, qr
from edged.client import Box

LOOK_S = 0.5
"""Seconds between two looks at who came."""
BESIDE = 76
"""Columns from which the number stands beside the QR code and not below it."""
View = dict[str, Any]
"""As `GET /admin/pairing` answers."""


def pair(
    context: typer.Context,
    teacher: Annotated[
        bool, typer.Option("--teacher", help="The next device becomes the teacher's.")
    ] = False,
    programme: Annotated[
        str | None,
        typer.Option(help="Make a key for a programme of this name instead.", metavar="NAME"),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Show it once and leave the window open.")
    ] = False,
) -> None:
    """Let tablets in: shows a number and a QR code for two minutes, and who came. Ctrl-C closes it earlier."""
    at = desk(context)
    if teacher and programme is not None:
        raise typer.BadParameter("not both of --teacher and --programme")
    box = at.local_box()
    if programme is not None:
        _make_key(at, box, programme)
        return
    view: View = box.post("/admin/pairing", {"role": "teacher" if teacher else "pupil"})
    if at.json:
        at.answer(view)
        return
    if box.get("/admin/status")["access"] == "open":
        at.out.print(f"[yellow]{escape(at.say('r_open'))}[/]\n")
    if once or not sys.stdout.isatty():
        at.out.print(sheet(at, view, at.out))
    else:
        _watch(at, box, view)


def sheet(at: Desk, view: View, console: Console, *, moving: bool = False) -> RenderableType:
    """Everything about an open window. `moving`: it is shown again and again, so it says how long it lasts."""
    if not view["links"]:
        return Text(at.say("d_addresses_fix"), "yellow")
    coloured = bool(console.color_system)
    picture = qr(view["links"][0], coloured=coloured)
    words = _words(at, view, moving=moving)
    if console.width < BESIDE:
        return Group(picture, "", words)
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(vertical="middle")
    table.add_row(picture, words)
    return table


def _words(at: Desk, view: View, *, moving: bool) -> RenderableType:
    addresses = [link.partition("#")[0] for link in view["links"]]
    parts: list[RenderableType] = [
        Text(at.say("r_teacher" if view["role"] == "teacher" else "r_pupil"), "bold"),
        Text(at.say("r_scan")),
        Text.assemble(at.say("r_or"), (addresses[0], "bold cyan")),
        *(Text(f"  {address}", "cyan") for address in addresses[1:3]),
        "",
    ]
    if view["code"]:
        parts += [digits(view["code"], "bold yellow"), "", _plain_code(at, view["code"])]
    else:
        parts.append(Text(at.say("r_spent"), "yellow"))
    left = max(0, round(view["left_s"]))
    lasts = at.say("r_left", left=f"{left // 60}:{left % 60:02}") if moving else at.say("r_two")
    parts.append(Text(lasts, "dim"))
    return Group(*parts)


def _plain_code(at: Desk, code: str) -> Text:
    """Also for those who hear the terminal or look at it through a pipe."""
    return Text.assemble((at.say("r_number"), "dim"), (f"{code[:3]} {code[3:]}", "bold"))


def _watch(at: Desk, box: Box, view: View) -> None:
    """Until it closes, or until Ctrl-C closes it, which is no error."""
    console = at.out
    came = view["came"]
    try:
        with Live(console=console, auto_refresh=False, transient=True) as live:
            while view["open"]:
                shown = sheet(at, view, console, moving=True)
                live.update(Group(shown, *_arrivals(at, came), _end(at)), refresh=True)
                time.sleep(LOOK_S)
                view = box.get("/admin/pairing")
                came = view["came"]
    except KeyboardInterrupt:
        came = box.delete("/admin/pairing")["came"]
    for line in _arrivals(at, came):
        console.print(line)
    console.print(at.say("r_closed", n=len(came)))


def _arrivals(at: Desk, came: list[dict[str, Any]]) -> list[Text]:
    return [
        Text.assemble(("✓ ", "bold green"), at.say("r_came", name=name_of(at, device)))
        for device in came
    ]


def _end(at: Desk) -> Text:
    return Text(f"\n{at.say('t_end')}", "dim")


def _make_key(at: Desk, box: Box, name: str) -> None:
    made = box.post("/admin/devices", {"name": name})
    if at.json:
        at.answer(made)
        return
    at.out.print(escape(at.say("r_key", name=name_of(at, made["device"]))))
    at.out.print(f"\n  [bold]EDGED_TOKEN={escape(made['token'])}[/]\n", soft_wrap=True)
    at.out.print(f"[dim]{escape(at.say('r_key_once'))}[/]")


def name_of(at: Desk, device: dict[str, Any]) -> str:
    """In the person's language."""
    return str(device["name"][at.language])
