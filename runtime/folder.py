"""Reading files of a folder that nobody vouches for: no link is followed, no device or pipe is opened."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path, PurePosixPath


class LinkRefused(Exception):
    """A part of the path is a symbolic link."""


class NotAFile(Exception):
    """The path names a folder, a device, a pipe or a socket."""


def open_inside(folder: Path, path: PurePosixPath) -> BufferedReader:
    """The file for reading. `folder` itself may be reached through links, nothing below it may.

    Raises FileNotFoundError, NotADirectoryError, LinkRefused, NotAFile or another OSError.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in path.parts[:-1]:
            handle = _step(handle, part, os.O_DIRECTORY)
        handle = _step(handle, path.name, os.O_NONBLOCK)  # a pipe must not wait for its writer
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotAFile(path)
    except BaseException:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


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


def names_under(folder: Path) -> Iterator[tuple[PurePosixPath, bool]]:
    """Everything below `folder` except real folders: (relative path, whether it is a symbolic link)."""
    for parent, folders, files in os.walk(folder, followlinks=False):
        for name in sorted((*folders, *files)):
            path = Path(parent, name)
            is_link = path.is_symlink()
            if is_link or name in files:
                yield PurePosixPath(path.relative_to(folder)), is_link
