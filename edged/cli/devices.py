"""`edgectl devices`: which tablets and programmes belong to the box, and which no more."""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Annotated, Any

import typer
from rich.markup import escape

from edged.access.refusals import DeviceUnknown
from edged.cli import complete
from edged.cli.desk import Desk, desk
from edged.cli.pair import name_of
from edged.cli.sheet import plain
from edged.cli.status import duration
from edged.client import Box
from runtime.errors import EdgedError

app = typer.Typer(help="Paired devices.", no_args_is_help=True)
Device = dict[str, Any]
"""As `GET /admin/devices` answers."""


class DeviceAmbiguous(EdgedError):
    """Details: `name`."""

    code, status = "device_ambiguous", HTTPStatus.CONFLICT
    en = "Several devices are called {name}."
    zh = "有好几台设备叫 {name}。"
    fix_en = "Name it by its id, the first column of `edgectl devices list`."
    fix_zh = "请用 `edgectl devices list` 第一列的编号指定。"


@app.command("list")
def list_devices(context: typer.Context) -> None:
    """List the paired devices."""
    at = desk(context)
    devices = _devices(at.local_box())
    if at.json:
        at.answer(devices)
        return
    if not devices:
        at.out.print(at.say("v_none"))
        return
    table = plain(at, "v_id", "name", "v_role", "v_paired", "v_seen")
    for device in devices:
        name = f"[bold]{escape(name_of(at, device))}[/]"
        role = at.say(f"v_{device['role']}")
        since, seen = _ago(at, device["paired"]), _ago(at, device["seen"])
        table.add_row(f"[dim]{escape(device['id'])}[/]", name, role, since, seen)
    at.out.print(table)


@app.command()
def rename(
    context: typer.Context,
    device: Annotated[
        str, typer.Argument(help="Its name or its id.", autocompletion=complete.devices)
    ],
    name: Annotated[str, typer.Argument(help="What stands on the tablet; never a child's name.")],
) -> None:
    """Call a device something else, for example by the number on its sticker."""
    at = desk(context)
    box = at.local_box()
    found = _found(at, box, device)
    renamed = box.patch(f"/admin/devices/{found['id']}", {"name": name})
    if at.json:
        at.answer(renamed)
        return
    at.out.print(f"[green]✓[/] {escape(name_of(at, found))} → [bold]{escape(name)}[/]")


@app.command()
def revoke(
    context: typer.Context,
    device: Annotated[
        list[str] | None,
        typer.Argument(help="Names or ids.", autocompletion=complete.devices),
    ] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Every device.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Let devices in no more; they can be paired again."""
    at = desk(context)
    box = at.local_box()
    if everyone == bool(device):
        raise typer.BadParameter("either names or --all", param_hint="DEVICE")
    leaving = _devices(box) if everyone else [_found(at, box, each) for each in device or ()]
    if everyone and not yes:
        typer.confirm(at.say("v_sure", n=len(leaving)), abort=True, err=True)
    gone = [box.delete(f"/admin/devices/{each['id']}") for each in leaving]
    if at.json:
        at.answer(gone)
        return
    for each in gone:
        at.out.print(f"[green]✓[/] {escape(at.say('v_revoked', name=name_of(at, each)))}")


def _found(at: Desk, box: Box, wanted: str) -> Device:
    """The device that a person means. Raises DeviceUnknown, DeviceAmbiguous."""
    devices = _devices(box)
    named = [each for each in devices if each["id"] == wanted] or [
        each for each in devices if _means(wanted, each)
    ]
    if not named:
        raise DeviceUnknown(name=wanted)
    if len(named) > 1:
        raise DeviceAmbiguous(name=wanted)
    return named[0]


def _means(wanted: str, device: Device) -> bool:
    names = {device["name"]["en"].casefold(), device["name"]["zh"].casefold()}
    return wanted.strip().casefold() in names


def _devices(box: Box) -> list[Device]:
    found: list[Device] = box.get("/admin/devices")["devices"]
    return found


def _ago(at: Desk, when: float) -> str:
    """Since `when`, in seconds since 1970; a clock that was set back makes it now."""
    seconds = max(0.0, time.time() - when)
    return at.say("v_now") if seconds < 90 else at.say("v_ago", time=duration(seconds))
