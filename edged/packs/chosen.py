"""Which pack the admin chose, which one was before it, and which one could not draw: kept in the state folder."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from edged.packs.names import AUTO
from edged.packs.refusals import PackFallback
from runtime.errors import EdgedError

FILE = "pack.json"


class Failed(Struct, frozen=True, kw_only=True):
    """A pack that was chosen and could not draw."""

    pack: str
    message_en: str
    message_zh: str

    @classmethod
    def of(cls, pack: str, error: EdgedError) -> Failed:
        return cls(pack=pack, message_en=error.message("en"), message_zh=error.message("zh"))

    def issue(self, used: str) -> PackFallback:
        return PackFallback(
            name=self.pack, used=used, message_en=self.message_en, message_zh=self.message_zh
        )


class Chosen(Struct, frozen=True, kw_only=True, omit_defaults=True):
    pack: str = AUTO
    """`NAME@VERSION`, or `auto`: whatever the profile names."""
    previous: str = AUTO
    """What it was before: the box returns to it where this one cannot draw."""
    failed: Failed | None = None
    """Why the box returned."""


def remembered_pack(state: Path) -> Chosen:
    """Blocks."""
    try:
        return msgspec.json.decode((state / FILE).read_bytes(), type=Chosen)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return Chosen()


def remember_pack(state: Path, chosen: Chosen) -> None:
    """On disk when it returns. Blocks. Raises OSError."""
    new = state / f"{FILE}.new"
    with new.open("wb") as file:
        file.write(msgspec.json.encode(chosen) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(state / FILE)
