"""A bar where somebody looks on; elsewhere a line now and then, for stages that say none of their own."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Move = Callable[[float, str], None]
"""(how much is done, a word on it)"""


TELL_S = 20.0


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
    with Progress(*columns) as bars:
        bar = bars.add_task(what, total=total, note="")
        yield lambda done, note: bars.update(bar, completed=done, note=note)


def _lines(what: str, total: float) -> Move:
    told = time.monotonic()

    def move(done: float, note: str) -> None:
        nonlocal told
        if time.monotonic() - told > TELL_S:
            print(f"{what}: {done / total:.0%} {note}".rstrip(), flush=True)
            told = time.monotonic()

    return move
