"""`edgectl hooks`: which executables run on the box's events, and a try of them."""

from __future__ import annotations

import json
from typing import Annotated

import msgspec
import typer
from msgspec import Struct
from rich.markup import escape
from rich.table import Table

from edged.cli.desk import Desk, desk
from edged.hooks.client import HooksDesk
from edged.hooks.events import EVENTS, FACTS_BYTES, Event, Facts
from edged.hooks.messages import Result, Shown, Tell

app = typer.Typer(help="Programs that run on the box's events.", no_args_is_help=True)
COLOURS = {"ok": "green", "allowed": "green", "replaced": "yellow", "off": "dim"}


@app.command("list")
def list_hooks(context: typer.Context) -> None:
    """List the hooks, what each acts on, whether it may run, and how it went the last time."""
    at = desk(context)
    hooks = HooksDesk().listed()
    if at.json:
        at.answer(msgspec.to_builtins(hooks))
        return
    if not hooks:
        at.out.print(at.say("h_none"))
        return
    table = _table(at, "h_hook", "h_state", "h_events", "h_last")
    for hook in hooks:
        table.add_row(*_row(at, hook))
    at.out.print(table)


@app.command("test", epilog=f"Events: {', '.join(EVENTS)}.")
def try_event(
    context: typer.Context,
    event: Annotated[str, typer.Argument(help="For example: hot.")],
    facts: Annotated[
        str, typer.Option(help="What the hooks shall be told, a JSON object.", metavar="JSON")
    ] = "{}",
) -> None:
    """Run the hooks of an event now and say how each fared. Status 1: one did not do its work."""
    at = desk(context)
    results = HooksDesk().tried(Tell(event=_event(event), facts=_facts(facts), test=True))
    if at.json:
        at.answer(msgspec.to_builtins(results))
    else:
        _show(at, event, results)
    if any(result.status not in ("ok", "replaced") for result in results):
        raise typer.Exit(1)


class _Named(Struct, frozen=True):
    event: Event


def _event(text: str) -> Event:
    try:
        return msgspec.convert({"event": text}, _Named).event
    except msgspec.ValidationError as error:
        known = ", ".join(EVENTS)
        raise typer.BadParameter(f"{text!r} is not one of: {known}", param_hint="EVENT") from error


def _facts(text: str) -> Facts:
    try:
        facts: Facts = msgspec.json.decode(text, type=Facts)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise typer.BadParameter(str(error), param_hint="--facts") from error
    if len(json.dumps(facts).encode()) > FACTS_BYTES:
        raise typer.BadParameter(f"more than {FACTS_BYTES} bytes", param_hint="--facts")
    return facts


def _row(at: Desk, hook: Shown) -> tuple[str, ...]:
    state = _coloured(at, hook.state)
    if hook.why:
        state += f" [dim]{escape(hook.why)}[/]"
    acts = "" if hook.state != "allowed" else " ".join(hook.events)
    if len(hook.events) == len(EVENTS):
        acts = at.say("h_every")
    last = hook.last
    told = f"{last.event}: {_coloured(at, last.status)}, {last.seconds:.1f} s" if last else "–"
    return f"[bold]{escape(hook.name)}[/]\n[dim]{escape(hook.path)}[/]", state, acts, told


def _show(at: Desk, event: str, results: tuple[Result, ...]) -> None:
    if not results:
        at.out.print(at.say("h_nobody", event=event))
    for result in results:
        ended = "" if result.exit is None else f", {at.say('h_exit', exit=result.exit)}"
        at.out.print(
            f"[bold]{escape(result.hook)}[/] {_coloured(at, result.status)}"
            f" [dim]{result.seconds:.1f} s{ended}[/]"
        )
        for line in result.output.splitlines():
            at.out.print(f"  {escape(line)}")


def _coloured(at: Desk, state: str) -> str:
    return f"[{COLOURS.get(state, 'red')}]{at.say('h_' + state)}[/]"


def _table(at: Desk, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(at.say(column), overflow="fold")
    return table
