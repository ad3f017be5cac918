"""`edgectl pack sign`, `keygen` and `verify` of a folder or a file: no box is needed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from edged.cli.desk import Desk, desk
from edged.cli.haul import haul
from edged.packs.names import ref_of
from edged.packs.refusals import ArchiveInvalid, FileThere, FileUnwritable
from edged.packs.trust import Trust
from edged.packs.verifying import verify_archive, verify_folder
from edged.settings import Settings
from runtime.pack import MANIFEST, read_manifest
from runtime.signature import PRIVATE, PUBLIC, SIGNATURE, new_pair, signed


def sign(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Of the pack.")],
    key: Annotated[Path, typer.Option(metavar="FILE", help="The private key.")],
) -> None:
    """Sign the pack in a folder."""
    at = desk(context)
    manifest = read_manifest(folder)
    text = signed((folder / MANIFEST).read_bytes(), key)
    file, new = folder / SIGNATURE, folder.parent / f".{SIGNATURE}.new"
    try:
        new.write_bytes(text)
        new.replace(file)
    except OSError as error:
        raise FileUnwritable(file=file, why=error.strerror or error) from error
    id = text.split()[3].decode()
    if at.json:
        at.answer({"pack": ref_of(manifest), "file": str(file), "key": id})
        return
    at.out.print(f"[green]✓[/] {escape(at.say('k_sealed', name=ref_of(manifest), id=id))}")


def keygen(
    context: typer.Context,
    name: Annotated[Path, typer.Argument(metavar="NAME", help="Makes NAME.key and NAME.pub.")],
) -> None:
    """Make a pair of keys: one that signs packs, one for the boxes that trust it."""
    at = desk(context)
    private, public = (name.with_name(name.name + suffix) for suffix in (PRIVATE, PUBLIC))
    pair = new_pair()
    _write_new(private, pair.private, 0o600)
    _write_new(public, pair.public, 0o644)
    if at.json:
        at.answer({"private": str(private), "public": str(public), "key": pair.id})
        return
    keys = Settings().keys
    at.out.print(escape(at.say("k_pair", private=private, public=public, keys=keys)))


def verify_here(at: Desk, target: Path, keys: Path | None) -> None:
    """Of a folder or an archive on this machine."""
    trust = Trust(keys=keys or Path(Settings().keys), required=False)
    verify = verify_archive if target.is_file() else verify_folder
    try:
        with haul(at, "k_checking") as bar:
            head, found = verify(target, trust, begin=bar.begin, progress=bar.more)
    except OSError as error:
        raise unreadable(target, error) from error
    ref = ref_of(head.manifest)
    if at.json:
        at.answer({"ref": ref, "signed": found.state, "signer": found.signer, "key": found.key})
        return
    words = at.say(f"k_{found.state}", signer=found.signer)
    at.out.print(f"[green]✓[/] {escape(at.say('k_sound', name=ref, signed=words))}")


def unreadable(file: Path, error: OSError) -> ArchiveInvalid:
    """Of a file on this machine."""
    return ArchiveInvalid(
        problem=f"{file} cannot be read ({error.strerror})",
        problem_zh=f"无法读取 {file}（{error.strerror}）",
    )


def _write_new(file: Path, data: bytes, mode: int) -> None:
    """Never in the place of another file: a key that is lost signs no more."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as out:
            out.write(data)
    except FileExistsError as error:
        raise FileThere(file=file) from error
    except OSError as error:
        raise FileUnwritable(file=file, why=error.strerror or error) from error
