"""A bar where somebody looks on; elsewhere a line now and then, for stages that say none of their own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
Move = Callable[[float, str], None]
"""(how much is done, a word on it)"""

TELL_S = 20.0
"""Seconds from line to line, where there is no terminal."""
SHOW_S = 0.1
"""Seconds from bar to bar, at least."""


@contextmanager
def progress(what: str, total: float, *, lines: bool = False) -> Iterator[Move]:
    """`total` in whatever unit the stage counts: pictures, chunks, seconds. `lines`: it says nothing itself."""
    if not sys.stdout.isatty():
        yield _lines(what, total) if lines else lambda done, note: None
        return
    from rich.progress import (  # noqa: PLC0415 - only where it is shown
        BarColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    # Drawn anew by moves alone: a thread that did so would count as the time of what is measured meanwhile.
    with Progress(*columns, auto_refresh=False) as bars:
        bar, shown = bars.add_task(what, total=total, note=""), 0.0
        bars.refresh()

        def move(done: float, note: str) -> None:
            nonlocal shown
            now = time.monotonic()
            bars.update(bar, completed=done, note=note, refresh=now - shown > SHOW_S)
            shown = now if now - shown > SHOW_S else shown

        yield move


def each(what: str, things: Collection[T], told: Callable[[T], str] = str) -> Iterator[T]:
    """One after the other, behind a bar that tells which of them is at hand; none, where there is nothing."""
    if not things:
        return
    with progress(what, len(things), lines=True) as move:
        for number, thing in enumerate(things):
            move(number, told(thing))
            yield thing
        move(len(things), "")


def _lines(what: str, total: float) -> Move:
    told = time.monotonic()

    def move(done: float, note: str) -> None:
        nonlocal told
        if time.monotonic() - told > TELL_S:
            print(f"{what}: {done / total:.0%} {note}".rstrip(), flush=True)
            told = time.monotonic()

    return move
