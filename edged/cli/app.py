"""The commands of `edgectl` and the options before them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from edged import __version__
from edged.cli import (
    cache,
    complete,
    devices,
    discover,
    doctor,
    draw,
    hooks,
    pack,
    pair,
    profile,
    status,
    top,
    tune,
    wipe,
)
from edged.cli.desk import Desk, default_language
from runtime.errors import Language

app = typer.Typer(
    name="edgectl",
    help="The picture box, from a terminal.",
    add_completion=True,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(draw.draw)
app.command()(discover.discover)
app.command()(status.status)
app.command()(top.top)
app.command()(tune.tune)
app.command()(doctor.doctor)
app.command()(pair.pair)
app.command()(wipe.wipe)
app.add_typer(profile.app, name="profile")
app.add_typer(pack.app, name="pack")
app.add_typer(cache.app, name="cache")
app.add_typer(hooks.app, name="hooks")
app.add_typer(devices.app, name="devices")


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    socket: Annotated[
        Path | None,
        typer.Option(envvar="EDGED_SOCKET", help="The box's Unix socket on this machine."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")] = False,
    lang: Annotated[
        str | None,
        typer.Option(
            help="zh or en; else the terminal's language.",
            metavar="zh|en",
            autocompletion=complete.languages,
        ),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.")] = False,
) -> None:
    """The picture box, from a terminal."""
    if lang not in (None, "zh", "en"):
        raise typer.BadParameter("must be zh or en", param_hint="--lang")
    language: Language = "zh" if lang == "zh" else "en" if lang == "en" else default_language()
    desk = Desk(socket, json, language)
    context.obj = desk
    if version:
        print(f"edgectl {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        overview(desk)


def overview(desk: Desk) -> None:
    """What one can do, shown where no command is given."""
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column(style="bold cyan", no_wrap=True)
    table.add_column()
    for command, key in (
        (f'edgectl draw "{desk.say("eg_prompt")}"', "eg_draw"),
        ("edgectl discover", "eg_discover"),
        ("edgectl status", "eg_status"),
        ("edgectl pair", "eg_pair"),
        ("edgectl top", "eg_top"),
        ("edgectl doctor", "eg_doctor"),
        ("edgectl profile why", "eg_profile"),
        ("edgectl hooks list", "eg_hooks"),
        ("edgectl --help", "eg_help"),
    ):
        table.add_row(Text(command, overflow="fold"), desk.say(key))
    desk.out.print(Text(desk.say("title"), style="bold"), "", sep="\n")
    desk.out.print(table)
