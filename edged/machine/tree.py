"""A machine's files below a root: this one's, or another's that somebody sent."""

from __future__ import annotations

import os
import stat
from pathlib import Path

TEXT_LIMIT = 65_536
"""Bytes read of one file; whatever stands behind them is left alone."""
NAMES_LIMIT = 4_096
"""Names looked at in one folder."""
LINKS_LIMIT = 40
"""Links followed on one path, as the kernel does."""


class Tree:
    """Reads, and never fails: what is absent, unreadable or odd reads as empty.

    Links are followed as the machine itself would: an absolute target begins at the root, and none leads out of it.
    """

    def __init__(self, root: Path = Path("/")) -> None:
        self.root = root

    @property
    def own(self) -> bool:
        """It is this very machine's."""
        return self.root == Path("/")

    def text(self, path: str, limit: int = TEXT_LIMIT) -> str:
        """The file's beginning without blanks around it; NULs become line ends, wrong UTF-8 question marks."""
        return self._bytes(path, limit).replace(b"\0", b"\n").decode(errors="replace").strip()

    def strings(self, path: str) -> tuple[str, ...]:
        """What stands between NULs, as the device tree writes its lists."""
        found = self._bytes(path, TEXT_LIMIT).split(b"\0")
        return tuple(filter(None, (part.decode(errors="replace").strip() for part in found)))

    def exists(self, path: str) -> bool:
        place = self.place(path)
        return place is not None and place.exists()

    def names(self, folder: str) -> list[str]:
        """What is in the folder, sorted."""
        place = self.place(folder)
        try:
            return sorted(entry.name for entry in place.iterdir())[:NAMES_LIMIT] if place else []
        except OSError:
            return []

    def place(self, path: str) -> Path | None:
        """Where `path` (without a slash in front) really lies; None where its links run in circles."""
        if self.own:
            return self.root / path
        at, links = self.root, 0
        todo = path.split("/")[::-1]
        while todo:
            part = todo.pop()
            if part in ("", "."):
                continue
            if part == "..":
                at = at if at == self.root else at.parent
                continue
            target = _target(at / part)
            if target is None:
                at /= part
                continue
            links += 1
            if links > LINKS_LIMIT:
                return None
            at = self.root if target.startswith("/") else at
            todo += target.split("/")[::-1]
        return at

    def _bytes(self, path: str, limit: int) -> bytes:
        place = self.place(path)
        try:
            return _beginning(place, limit) if place else b""
        except (OSError, ValueError):
            return b""


def _target(path: Path) -> str | None:
    """Where a link points; None where it is none."""
    try:
        return os.readlink(path)  # noqa: PTH115 - Path.readlink drops a trailing dot
    except (OSError, ValueError):
        return None


def _beginning(path: Path, limit: int) -> bytes:
    """Of a regular file: a pipe in a foreign tree would otherwise be waited for without end."""
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(number, "rb") as file:  # noqa: PTH123 - it is open already
        return file.read(limit) if stat.S_ISREG(os.fstat(number).st_mode) else b""
