"""The disk under the state folder: what its errors mean for the box, and some room on it for what must be written.

A failed fsync is never tried again: the kernel has dropped what could not be written, and the next one would call it
safe. Whoever hears DiskFailed leaves; the next start reads what is really there.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from edged.errors import DiskFailed, StoreBroken, StoreFull

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FAILING = frozenset({errno.EIO, errno.ENXIO, errno.ENODEV, errno.EUCLEAN, errno.EREMOTEIO})
"""Errors of the disk itself, or of what the file system found on it."""
RESERVE = "reserve"
RESERVE_BYTES = 512 * 1024
"""Some ten pages of SQLite for each of the pictures that a full queue holds."""
PROBE = ".probe"


class Disk:
    """May be asked from any thread."""

    def __init__(self, folder: Path) -> None:
        self.failed: DiskFailed | None = None
        """Once set it stays."""
        self.on_failure: Callable[[], None] = lambda: None
        """Called once, from whichever thread meets it."""
        self._folder, self._reserve = folder, folder / RESERVE

    def check(self) -> None:
        """Raises DiskFailed: after that nothing is written any more."""
        if self.failed is not None:
            raise self.failed

    def vouch(self) -> None:
        """To be asked after a sync that went well: a file system that the kernel stopped meanwhile may call that a success
        though nothing was written. Blocks. Raises StoreBroken."""
        try:
            os.utime(self._folder)
        except OSError as error:  # Whether the disk itself is at its end, the next write tells.
            raise StoreBroken(folder=self._folder, detail=error.strerror) from error

    def judge(self, error: OSError | sqlite3.DatabaseError) -> StoreFull | StoreBroken:
        """What this error of a write means; DiskFailed where the disk cannot be trusted any more. Blocks."""
        number = error.errno if isinstance(error, OSError) else self._errno(error)
        if number in FULL:
            return StoreFull(folder=self._folder)
        detail = error.strerror or error if isinstance(error, OSError) else error
        if number in FAILING:
            return self._fail(detail)
        return StoreBroken(folder=self._folder, detail=detail)

    def keep_room(self) -> None:
        """Sees to it that the ends of what is accepted find room. Blocks. Raises StoreFull, StoreBroken."""
        self.check()
        try:
            if self._reserve.exists():
                return
            handle = os.open(self._reserve, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o640)
            try:
                os.posix_fallocate(handle, 0, RESERVE_BYTES)
            except OSError:
                self._reserve.unlink(missing_ok=True)
                raise
            finally:
                os.close(handle)
        except OSError as error:
            raise self.judge(error) from error

    def use_room(self) -> bool:
        """Gives the kept room away; False where there is none. Blocks."""
        try:
            self._reserve.unlink()
        except OSError:
            return False
        return True

    def well(self) -> bool:
        """It can be written, and has room. Blocks."""
        try:
            self.keep_room()
        except (StoreFull, StoreBroken):
            return False
        return self._probe() is None

    def _fail(self, detail: object) -> DiskFailed:
        if self.failed is None:
            self.failed = DiskFailed(folder=self._folder, detail=detail)
            self.on_failure()
        return self.failed

    def _errno(self, error: sqlite3.DatabaseError) -> int | None:
        """SQLite keeps the system's number to itself: for errors that may be harmless a small file asks again."""
        kind = error.sqlite_errorcode & 0xFF
        if kind == sqlite3.SQLITE_FULL:
            return errno.ENOSPC
        if kind in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
            return errno.EUCLEAN
        if kind == sqlite3.SQLITE_IOERR:
            return self._probe() or errno.EIO
        return None

    def _probe(self) -> int | None:
        """The number of the error that a small file meets; None if there is none."""
        probe = self._folder / PROBE
        try:
            probe.write_bytes(bytes(4096))
            probe.unlink()
        except OSError as error:
            return error.errno
        return None
