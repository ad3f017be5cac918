"""`edgectl doctor`: looks at everything that a box needs, and ends in "all is well" or in what to do."""

from __future__ import annotations

import msgspec
import typer
from rich.markup import escape

from edged.cli.checks import Check, Examination
from edged.cli.desk import Desk, desk


def doctor(context: typer.Context) -> None:
    """Check everything about this machine's box and say what to do. Status 1: something is not well."""
    at = desk(context)
    examination = Examination(at.local_box(), at.say, at.language)
    checks = []
    for check in examination.all():
        checks.append(check)
        if not at.json:
            _print(at, check)
    ill = [check for check in checks if not check.well]
    if at.json:
        at.answer(msgspec.to_builtins(checks))
    else:
        at.out.print("")
        at.out.print(at.say("d_ill", n=len(ill)) if ill else f"[green]{at.say('d_well')}[/]")
    if ill:
        raise typer.Exit(1)


def _print(at: Desk, check: Check) -> None:
    mark = "[green]✓[/]" if check.well else "[bold red]✗[/]"
    at.out.print(f"{mark} [bold]{at.say(check.name)}[/]  {escape(check.found)}")
    if check.fix:
        at.out.print(f"  [bold green]→[/] {escape(check.fix)}")
