"""A picture that a programme got, and how far it is before that."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Struct

from edged.client.errors import NotSaved
from edged.pictures import Picture


class Progress(Struct, frozen=True, kw_only=True):
    """How far a picture is."""

    position: int = 0
    """1: the next one; 0: it is being drawn."""
    eta_s: float | None = None
    """Seconds until it is done, as far as the box knows."""
    step: int = 0
    steps: int = 0
    """0: not known yet."""
    preview: bytes | None = None
    """A small WebP of how it looks now."""

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.step / self.steps if self.steps else 0.0


class Drawn(Picture, frozen=True, kw_only=True):
    """A finished Picture and its file."""

    data: bytes

    def __repr__(self) -> str:
        """Without the file's bytes, which would fill a screen."""
        return f"Drawn(id={self.id!r}, caption={self.caption!r}, seed={self.seed}, {len(self.data)} bytes)"

    def save(self, path: str | Path) -> Path:
        """Whole or not at all, in the format that was asked for. Raises NotSaved."""
        file = Path(path)
        unfinished = file.with_name(f".{file.name[:80]}-{os.getpid()}")
        try:
            if file.exists() and not file.is_file():
                file.write_bytes(self.data)  # a device or a pipe
                return file
            unfinished.write_bytes(self.data)
            unfinished.replace(file)
        except OSError as error:
            unfinished.unlink(missing_ok=True)
            raise NotSaved(file=file, why=error.strerror or error) from error
        return file
