"""`edgectl wipe`: every picture goes."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from edged.cli.desk import desk

WIPE_LIMIT_S = 120.0
"""Seconds; a slow card with thousands of pictures takes a while."""


def wipe(
    context: typer.Context,
    devices: Annotated[
        bool, typer.Option("--devices", help="Forget the paired devices too.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove everybody's pictures and what was asked for, at the end of a lesson or before the box is given away."""
    at = desk(context)
    box = at.local_box()
    status = box.get("/admin/status")
    if not yes:
        sure = at.say("x_sure_all" if devices else "x_sure", n=status["store"]["pictures"])
        typer.confirm(sure, abort=True, err=True)
    wiped = box.post("/admin/wipe", {"devices": devices}, patience_s=WIPE_LIMIT_S)
    if at.json:
        at.answer(wiped)
        return
    key = "x_wiped_all" if devices else "x_wiped"
    at.out.print(f"[green]✓[/] {escape(at.say(key, **wiped))}")
