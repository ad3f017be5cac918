"""The admin's own profile that takes a shipped one's place, with the engine that was found to be the fastest."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

from edged.cli.profile import CHANGE_LIMIT_S
from edged.client import Box
from edged.machine import own_profiles
from edged.machine.engines import on_engine
from edged.refusals import ProfileUnwritable
from runtime.errors import EdgedError
from runtime.profile import profile_text


def own_file(offer: dict[str, Any]) -> Path:
    """Where the owner's profile of this name is or would be."""
    return Path(offer["file"]) if offer["own"] else own_profiles() / f"{offer['name']}.toml"


def check_writable(file: Path) -> None:
    """Before anybody measures for minutes. Raises ProfileUnwritable."""
    there = next(path for path in file.parents if path.exists())
    if not there.is_dir():
        raise ProfileUnwritable(file=file, why=os.strerror(errno.ENOTDIR))
    if not os.access(there, os.W_OK):
        raise ProfileUnwritable(file=file, why=os.strerror(errno.EACCES))


def draw_on(box: Box, offer: dict[str, Any], engine: str, note: str, *, automatic: bool) -> Path:
    """Writes the profile and draws with it; the file is as it was where the box cannot. `note`: why, one line.

    Raises ProfileUnwritable, and what the box says.
    """
    file = own_file(offer)
    text = on_engine(profile_text(Path(offer["file"])), engine)
    before = file.read_text(encoding="utf-8") if file.exists() else None
    _write(file, f"# {note}\n{text}")
    try:
        wanted = "auto" if automatic else offer["name"]
        box.post("/admin/profile", {"name": wanted}, patience_s=CHANGE_LIMIT_S)
    except EdgedError:
        _restore(file, before)
        raise
    return file


def _restore(file: Path, before: str | None) -> None:
    if before is None:
        file.unlink(missing_ok=True)
    else:
        _write(file, before)


def _write(file: Path, text: str) -> None:
    """Whole or not at all. Raises ProfileUnwritable."""
    new = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with new.open("w", encoding="utf-8") as opened:
            opened.write(text)
            os.fchmod(opened.fileno(), 0o644)  # the box must read what root writes
        new.replace(file)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise ProfileUnwritable(file=file, why=error.strerror or str(error)) from error
