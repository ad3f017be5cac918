"""`edgectl profile`: which hardware profile the box uses, and why."""

from __future__ import annotations

from typing import Any

import typer
from rich.markup import escape
from rich.table import Table

from edged.cli.desk import Desk, desk

app = typer.Typer(help="Hardware profiles.", no_args_is_help=True)


@app.command("list")
def list_profiles(context: typer.Context) -> None:
    """List the profiles and how well each fits this machine."""
    at = desk(context)
    answer = at.local_box().get("/admin/profile")
    if at.json:
        at.answer([{"name": name, "score": score} for name, score in answer["scores"].items()])
        return
    at.out.print(_scores(at, answer))


@app.command()
def show(context: typer.Context) -> None:
    """Show the profile in use."""
    at = desk(context)
    profile = at.local_box().get("/admin/status")["profile"]
    if at.json:
        at.answer(profile)
        return
    how = at.say("auto" if profile["chosen"] == "auto" else "fixed")
    at.out.print(f"[bold]{escape(profile['name'])}[/] [dim]({how})[/]")
    at.out.print(escape(profile["summary"]))


@app.command()
def why(context: typer.Context) -> None:
    """Say which profile fits this machine best, and the facts that decide it."""
    at = desk(context)
    answer = at.local_box().get("/admin/profile")
    if at.json:
        at.answer(answer)
        return
    at.out.print(at.say("why_best", best=f"[bold]{escape(answer['best'])}[/]"))
    if answer["used"] != answer["best"]:
        at.out.print(at.say("why_used", used=f"[bold]{escape(answer['used'])}[/]"))
    at.out.print("")
    at.out.print(_scores(at, answer))
    at.out.print("")
    at.out.print(_facts(at, answer["facts"]))


def _scores(at: Desk, answer: dict[str, Any]) -> Table:
    table = _plain(at, "profile", "score", "note")
    for name, score in answer["scores"].items():
        marks = [at.say("used")] if name == answer["used"] else []
        marks += [at.say("best")] if name == answer["best"] else []
        shown = f"[dim]{at.say('unfit')}[/]" if score is None else str(score)
        table.add_row(f"[bold]{escape(name)}[/]", shown, f"[green]{', '.join(marks)}[/]")
    return table


def _facts(at: Desk, facts: dict[str, Any]) -> Table:
    table = _plain(at, "fact", "value")
    for name, value in facts.items():
        table.add_row(escape(name.replace("_", " ")), _shown(at, value))
    return table


def _shown(at: Desk, value: object) -> str:
    if value is None:
        return f"[dim]{at.say('nothing')}[/]"
    if isinstance(value, bool):
        return at.say("yes" if value else "no")
    return escape(str(value))


def _plain(at: Desk, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="dim")
    for column in columns:
        table.add_column(at.say(column), overflow="fold")
    return table
