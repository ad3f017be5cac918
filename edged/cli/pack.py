"""`edgectl pack`: which models the box has, and which one draws."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer
from rich.markup import escape

from edged.cli import complete
from edged.cli.build import build
from edged.cli.desk import Desk, desk
from edged.cli.haul import haul
from edged.cli.seal import keygen, sign, unreadable, verify_here
from edged.cli.sheet import plain, rows, said
from edged.cli.waking import waking
from edged.client import BoxSaid, BoxSilent
from edged.packs.archive import PIECE, length_of, members, pieces
from edged.packs.offers import packs_on
from edged.packs.refusals import FileThere, FileUnwritable
from runtime.pack import read_manifest

PATIENCE_S = 900.0
"""Seconds until the box must have answered: a large pack takes a while to be read again from a slow disk."""
ARCHIVE = "application/x-tar"
TITLE = ("ref", "name", "version", "folder", "used", "shipped", "trouble", "memory_measured")
"""Fields of a pack that do not stand in its table under their names."""

app = typer.Typer(help="Models: install, choose, check.", no_args_is_help=True)
app.command()(build)
app.command()(sign)
app.command()(keygen)

Ref = Annotated[
    str,
    typer.Argument(
        metavar="NAME[@VERSION]",
        help="Without a version: the newest.",
        autocompletion=complete.packs,
    ),
]


@app.command("list")
def list_packs(context: typer.Context) -> None:
    """List the packs that are here, and those on USB sticks."""
    at = desk(context)
    answer = at.local_box().get("/admin/packs")
    if at.json:
        at.answer(answer)
        return
    table = plain(at, "pack", "k_size", "k_memory", "k_signed", "note")
    for pack in answer["packs"]:
        note = f"[green]{at.say('k_used')}[/]" if pack["used"] else escape(pack["trouble"] or "")
        table.add_row(
            f"[bold]{escape(pack['ref'])}[/]",
            _megabytes(pack["bytes"]),
            at.say("k_about", mb=pack["memory_mb"])
            if pack["memory_estimated"]
            else f"{pack['memory_mb']} MB",
            signed_words(at, pack["signed"], pack["signer"]),
            note,
        )
    at.out.print(table)
    for sentence in answer["broken"]:
        at.out.print(f"\n[bold red]✗[/] {escape(sentence)}")
    if answer["chosen"] != "auto":
        at.out.print("\n" + escape(at.say("k_chosen", name=answer["chosen"])))
    for offer in answer["offers"]:
        at.out.print("\n" + escape(at.say("k_offer", **offer)), soft_wrap=True)


@app.command()
def show(context: typer.Context, ref: Ref) -> None:
    """Show what a pack says of itself."""
    at = desk(context)
    pack = at.local_box().get(_path(ref))
    if at.json:
        at.answer(pack)
        return
    at.out.print(f"[bold]{escape(pack['ref'])}[/]  [dim]{escape(pack['folder'])}[/]")
    if pack["used"]:
        at.out.print(f"[green]{at.say('k_used')}[/]")
    if pack["trouble"]:
        at.out.print(f"[bold red]✗[/] {escape(pack['trouble'])}")
    table = plain(at, "field", "value")
    told = {k: v for k, v in pack.items() if k not in TITLE}
    told |= {"steps": _steps(at, pack["steps"]), "memory_by_precision": _memories(at, pack)}
    for field, value in rows(at, said(told)):
        table.add_row(field, value)
    at.out.print(table)


@app.command()
def verify(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(metavar="NAME[@VERSION]|DIR|FILE", help="Of the box, or on this machine."),
    ],
    keys: Annotated[
        Path | None, typer.Option(help="Folder of trusted keys, for a folder or a file.")
    ] = None,
) -> None:
    """Read every byte of a pack and say whether it is sound."""
    at = desk(context)
    if "/" in target or Path(target).exists():
        verify_here(at, Path(target), keys)
        return
    with haul(at, "k_checking") as bar:
        pack = _checked(at, target, bar.at)
    if at.json:
        at.answer(pack)
        return
    signed = signed_words(at, pack["signed"], pack["signer"])
    at.out.print(f"[green]✓[/] {at.say('k_sound', name=escape(pack['ref']), signed=signed)}")


@app.command("import")
def import_pack(
    context: typer.Context,
    source: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="An archive or a folder.")],
    downgrade: Annotated[
        bool, typer.Option("--downgrade", help="Also where a newer version is here.")
    ] = False,
) -> None:
    """Install a pack. Nothing changes for children until it is used."""
    at = desk(context)
    found, size = _contents(source)
    path = "/admin/packs?downgrade=1" if downgrade else "/admin/packs"
    with haul(at, "k_sending") as bar:
        bar.begin(size)
        sent = bar.counted(found, last=lambda: bar.rename(at.say("k_settling")))
        answer = at.local_box().upload(path, ARCHIVE, sent, size=size, patience_s=PATIENCE_S)
    if at.json:
        at.answer(answer)
        return
    pack, key = answer["pack"], "k_installed" if answer["new"] else "k_here"
    signed = signed_words(at, pack["signed"], pack["signer"])
    at.out.print(f"[green]✓[/] {at.say(key, name=escape(pack['ref']), signed=signed)}")


@app.command()
def use(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME[@VERSION]|auto",
            help="auto: what the profile names.",
            autocompletion=complete.packs_or_auto,
        ),
    ],
) -> None:
    """Draw with another pack from now on. What is being drawn is finished first."""
    at = desk(context)
    box = at.local_box()
    with waking(at, box):
        pack = box.post("/admin/pack", {"name": name}, patience_s=PATIENCE_S)
    if at.json:
        at.answer(pack)
        return
    at.out.print(f"[green]✓[/] {escape(at.say('k_now', name=pack['ref']))}")


@app.command()
def remove(context: typer.Context, ref: Ref) -> None:
    """Remove an installed pack."""
    at = desk(context)
    pack = at.local_box().delete(_path(ref))
    if at.json:
        at.answer(pack)
        return
    at.out.print(f"[green]✓[/] {escape(at.say('k_removed', name=pack['ref']))}")


@app.command()
def export(
    context: typer.Context,
    ref: Ref,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="NAME.edgedpack; must not be there.")
    ],
) -> None:
    """Write a pack into one file, for another box."""
    at = desk(context)
    if file.exists():
        raise FileThere(file=file)
    part = file.with_name(f".{file.name}.part")
    try:
        size = _download(at, f"{_path(ref)}/archive", part)
        part.rename(file)
    except OSError as error:
        raise FileUnwritable(file=file, why=error.strerror or error) from error
    finally:
        part.unlink(missing_ok=True)
    if at.json:
        at.answer({"pack": ref, "file": str(file), "bytes": size})
        return
    at.out.print(f"[green]✓[/] {escape(at.say('k_exported', name=ref, file=file))}")


@app.command(hidden=True)
def offer(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where the stick is mounted.")],
    stick: Annotated[str, typer.Option(help="What the stick is called.")],
    gone: Annotated[bool, typer.Option("--gone", help="It is pulled out.")] = False,
) -> None:
    """Tell the box which packs lie on a USB stick. Nothing is installed."""
    at = desk(context)
    found = () if gone else packs_on(folder.resolve())
    told = at.local_box().put(f"/admin/sticks/{quote(stick, safe='')}", {"packs": found})
    if at.json:
        at.answer(told)
        return
    at.out.print(at.say("k_offered", n=len(found)))


def signed_words(at: Desk, state: str, signer: str | None) -> str:
    """Who vouches for a pack, as markup."""
    words = escape(at.say(f"k_{state}", signer=signer))
    return f"[red]{words}[/]" if state == "wrong" else words


def _contents(source: Path) -> tuple[Iterator[bytes], int]:
    """What is sent of it, and how many bytes that are. Read by this program: the box may not look into homes."""
    if source.is_dir():
        files = members(source, read_manifest(source))
        return pieces(source, files), length_of(files)
    try:
        return _read(source), source.stat().st_size
    except OSError as error:
        raise unreadable(source, error) from error


def _read(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as stream:
            while piece := stream.read(PIECE):
                yield piece
    except OSError as error:
        raise unreadable(file, error) from error


def _checked(at: Desk, ref: str, tell: Any) -> dict[str, Any]:
    for event in at.local_box().events(f"{_path(ref)}/check"):
        if event.name == "progress":
            tell(event.data["done"], event.data["total"])
        elif event.name == "failed":
            raise BoxSaid(409, event.data["code"], event.data["text"], event.data.get("fix"))
        else:
            return event.data
    raise BoxSilent(where=at.local_box().where, why="the events ended early")


def _download(at: Desk, path: str, file: Path) -> int:
    with haul(at, "k_writing") as bar, at.local_box().download(path) as answer:
        size = int(answer.headers["Content-Length"])
        bar.begin(size)
        with file.open("wb") as out:
            while piece := answer.read(PIECE):
                out.write(piece)
                bar.more(len(piece))
            done = out.tell()
    if done != size:
        raise BoxSilent(where=at.local_box().where, why=f"{done} of {size} bytes came")
    return size


def _path(ref: str) -> str:
    return f"/admin/packs/{quote(ref, safe='@')}"


def _steps(at: Desk, steps: dict[str, Any]) -> list[str]:
    """How many a picture gets, and how many do where it shows little."""
    lines = [at.say("k_steps", **steps)]
    for parts, enough in steps.get("by_parts", ()):
        lines.append(at.say("k_steps_of", parts=parts, steps=enough))
    return lines


def _memories(at: Desk, pack: dict[str, Any]) -> list[str]:
    """A line for each way to load its weights."""
    measured = pack["memory_measured"]
    return [
        f"{name}: {at.say('k_measured' if name in measured else 'k_about', mb=megabytes)}"
        for name, megabytes in pack["memory_by_precision"].items()
    ]


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
