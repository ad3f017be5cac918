"""Reading files of a folder that nobody vouches for: no link is followed, no device is opened, no limit overrun."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath


class LinkRefused(Exception):
    """A part of the path is a symbolic link."""


class NotAFile(Exception):
    """The path names a folder, a device, a pipe or a socket."""


def read_inside(folder: Path, path: PurePosixPath, *, limit: int) -> bytes:
    """The file's bytes, at most `limit` + 1 of them so that the caller sees when it is longer.

    `folder` itself may be reached through links, nothing below it may. Raises FileNotFoundError, NotADirectoryError,
    LinkRefused, NotAFile or another OSError.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in path.parts[:-1]:
            handle = _step(handle, part, os.O_DIRECTORY)
        handle = _step(
            handle, path.name, os.O_NONBLOCK
        )  # Non-blocking: opening a pipe must not wait for a writer.
        return _read(handle, path, limit)
    finally:
        os.close(handle)


def _step(parent: int, name: str, flags: int) -> int:
    """Opens `name` in the folder `parent`, which is closed if that succeeds."""
    try:
        child = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | flags, dir_fd=parent)
    except OSError as error:
        if error.errno == errno.ELOOP or _is_link(parent, name):
            raise LinkRefused(name) from error
        if error.errno == errno.ENXIO:
            raise NotAFile(name) from error
        raise
    os.close(parent)
    return child


def _is_link(parent: int, name: str) -> bool:
    """Linux reports a refused link to a folder as ENOTDIR."""
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _read(handle: int, path: PurePosixPath, limit: int) -> bytes:
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode):
        raise NotAFile(path)
    with os.fdopen(os.dup(handle), "rb") as file:
        return file.read(min(facts.st_size, limit + 1))


def names_under(folder: Path) -> Iterator[tuple[PurePosixPath, bool]]:
    """Everything below `folder` except real folders: (relative path, whether it is a symbolic link)."""
    for parent, folders, files in os.walk(folder, followlinks=False):
        for name in sorted((*folders, *files)):
            path = Path(parent, name)
            is_link = path.is_symlink()
            if is_link or name in files:
                yield PurePosixPath(path.relative_to(folder)), is_link
