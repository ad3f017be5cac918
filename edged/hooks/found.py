"""Which hooks there are, what they act on, and whether they may run: looked up anew for every event."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from edged.hooks.events import EVENTS, Event
from edged.hooks.messages import State

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
"""As with run-parts: what an editor or a package manager leaves beside a file has a dot or a tilde and is no hook."""
COMMENT = re.compile(rb"^#[ \t]*events:(.*)$", re.MULTILINE)
HEAD = 4096
"""Bytes in which the comment must stand."""
MOST = 32
"""Hooks; what comes after them by name is refused."""
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


class Hook(Struct, frozen=True, kw_only=True):
    """One executable."""

    name: str
    path: Path
    events: tuple[Event, ...]
    state: State
    why: str = ""
    """What keeps it from running."""


def find(folders: Sequence[Path], owner: int = 0) -> tuple[Hook, ...]:
    """Sorted by name. Of two with one name the later folder's counts. `owner`: who must own folders and files.

    Only root can change a folder and a file that passed, so what was looked at is what will run. Blocks.
    """
    chosen = {path.name: path for folder in folders for path in _entries(folder)}
    paths = [chosen[name] for name in sorted(chosen)]
    hooks = [_look(path, owner) for path in paths[:MOST]]
    return (*hooks, *(_refused(path, f"there are more than {MOST} hooks") for path in paths[MOST:]))


def _entries(folder: Path) -> Iterator[Path]:
    try:
        yield from (path for path in folder.iterdir() if NAME.fullmatch(path.name))
    except OSError:
        return  # no folder, no hooks


def _look(path: Path, owner: int) -> Hook:
    try:
        if path.is_symlink() and path.readlink() == Path(os.devnull):
            return Hook(name=path.name, path=path, events=(), state="off")
        why = _trouble(path.parent.stat(), "its folder", owner) or _file_trouble(
            path.lstat(), owner
        )
        if why:
            return _refused(path, why)
        with path.open("rb") as file:
            events, unknown = _events(file.read(HEAD))
    except OSError as error:
        return _refused(path, error.strerror or str(error))
    if unknown:
        return _refused(path, f"there is no event {unknown[0]}")
    return Hook(name=path.name, path=path, events=events, state="allowed")


def _file_trouble(found: os.stat_result, owner: int) -> str:
    if not stat.S_ISREG(found.st_mode):
        return "it is not a regular file"
    return _trouble(found, "it", owner) or (
        "" if found.st_mode & stat.S_IXUSR else "it is not executable"
    )


def _trouble(found: os.stat_result, what: str, owner: int) -> str:
    if found.st_uid != owner:
        return f"{what} belongs to user {found.st_uid}, not to {owner or 'root'}"
    return f"others than its owner may write {what}" if found.st_mode & OTHERS_WRITE else ""


def _events(head: bytes) -> tuple[tuple[Event, ...], list[str]]:
    """Those that the comment names, and names that are none. Without a comment: all of them."""
    comment = COMMENT.search(head)
    if comment is None:
        return EVENTS, []
    named = comment[1].decode("utf-8", "replace").replace(",", " ").split()
    known = tuple(event for event in EVENTS if event in named)
    return known, [name[:40] for name in named if name not in EVENTS]


def _refused(path: Path, why: str) -> Hook:
    return Hook(name=path.name, path=path, events=(), state="refused", why=why)
