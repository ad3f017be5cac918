"""The state folder: one daemon's alone, and writable, or the daemon does not start."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edged.errors import StateInUse, StateUnwritable

PATIENCE_S = 2.0
"""Seconds to wait for a daemon that is just leaving."""


@contextmanager
def claimed(folder: Path) -> Iterator[Path]:
    """The folder, made if need be and locked. Blocks. Raises StateUnwritable or StateInUse."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o750)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise StateUnwritable(folder=folder, detail=error.strerror) from error
    try:
        _lock(handle, folder)
        yield folder
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise StateInUse(folder=folder) from error
            time.sleep(0.05)
        else:
            return
