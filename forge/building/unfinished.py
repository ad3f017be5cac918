"""A pack that is whole while its report is not: the same command makes only that, here or on another machine."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from forge.building.beside import FolderTaken, unfinished_of
from forge.building.facts import Facts
from forge.errors import ForgeError
from runtime.pack import MANIFEST


class ReportFailed(ForgeError):
    """The pack is in its place."""


class Unfinished(Struct, frozen=True, kw_only=True):
    source: str
    """Digest of all that the pack was made of."""
    asked: str
    """Digest of what its maker asked for."""
    pack: str
    """Digest of its manifest."""
    facts: Mapping[str, Facts]
    """What became of its parts: they may be gone."""


def note_unfinished(out: Path, source: str, asked: str, facts: Mapping[str, Facts]) -> None:
    place = unfinished_of(out)
    place.parent.mkdir(parents=True, exist_ok=True)
    left = Unfinished(source=source, asked=asked, pack=_digest(out), facts=facts)
    place.write_bytes(msgspec.json.encode(left))


def find_unfinished(out: Path, source: str, asked: str) -> Unfinished | None:
    """What an earlier call left, of this very pack; None where no pack is there. Raises FolderTaken."""
    if not out.exists():
        return None
    try:
        left = msgspec.json.decode(unfinished_of(out).read_bytes(), type=Unfinished)
        if (left.source, left.asked, left.pack) == (source, asked, _digest(out)):
            return left
    except (OSError, msgspec.DecodeError):
        pass
    raise FolderTaken(
        f"{out} is there already, made of other files or otherwise than is asked for now; "
        "remove it or name another folder"
    )


def asked_of(*told: object) -> str:
    """Its digest. No paths, since another machine has others."""
    return sha256(msgspec.json.encode(told)).hexdigest()


def _digest(out: Path) -> str:
    return sha256((out / MANIFEST).read_bytes()).hexdigest()
