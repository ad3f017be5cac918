"""Which files were found to be what they should be: large ones are read once, and again only when something changed.

A file counts as unchanged while its place, inode, size and times are the same. Whoever can forge all of those owns the
box; a disk that rots does not show in them, so that `edgectl pack verify` never asks here.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

SETTLED_S = 2.0
"""Seconds since a file's last change, before which another change might bear the same time."""


class Stamp(Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    device: int
    inode: int
    size: int
    """Bytes."""
    modified_ns: int
    changed_ns: int
    """Of its inode, which no program can set."""
    sha256: str

    @classmethod
    def of(cls, found: os.stat_result, sha256: str) -> Stamp:
        times = found.st_mtime_ns, found.st_ctime_ns
        return cls(found.st_dev, found.st_ino, found.st_size, *times, sha256)


class Stamps:
    """Read from a file when it is made, written by `save`. What cannot be read or written is as if it were not there."""

    def __init__(self, file: Path, now: Callable[[], float] = time.time) -> None:
        """`now`: seconds since the epoch."""
        self._file, self._now = file, now
        self._new = False
        self._known: dict[str, Stamp] = {}
        with suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            self._known = msgspec.json.decode(file.read_bytes(), type=dict[str, Stamp])

    def vouch(self, path: Path, found: os.stat_result, sha256: str) -> bool:
        """Whether this very file was seen to have this digest."""
        return self._known.get(str(path)) == Stamp.of(found, sha256)

    def add(self, path: Path, before: os.stat_result, after: os.stat_result, sha256: str) -> None:
        """It was just read and has this digest; `before` and `after`: what it was around that."""
        stamp = Stamp.of(after, sha256)
        settled = self._now() - max(after.st_mtime, after.st_ctime) > SETTLED_S
        if settled and Stamp.of(before, sha256) == stamp:
            self._known[str(path)] = stamp
            self._new = True

    def save(self) -> None:
        """Without the files that are gone."""
        if not self._new:
            return
        kept = {path: stamp for path, stamp in self._known.items() if Path(path).exists()}
        new = self._file.with_name(f".{self._file.name}-{os.getpid()}")
        try:
            new.write_bytes(msgspec.json.encode(kept))
            new.replace(self._file)
            self._new = False
        except OSError:
            new.unlink(missing_ok=True)
