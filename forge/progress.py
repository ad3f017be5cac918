"""A bar where somebody looks on, nothing where nobody does: stages say their lines in both cases."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Move = Callable[[float, str], None]
"""(how much is done, a word on it)"""


@contextmanager
def progress(what: str, total: float) -> Iterator[Move]:
    """`total` in whatever unit the stage counts: pictures, chunks, seconds."""
    if not sys.stdout.isatty():
        yield lambda done, note: None
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
