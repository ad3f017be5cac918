"""Bars that show how far something large is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from edged.cli.desk import Desk


class Haul:
    """Bytes that are done, of all there are."""

    def __init__(self, bar: Progress, words: str) -> None:
        self._bar = bar
        self._task = bar.add_task(words, total=None)

    def begin(self, total: int) -> None:
        self._bar.update(self._task, total=total or None)

    def more(self, size: int) -> None:
        self._bar.advance(self._task, size)

    def at(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total or None)

    def counted(self, pieces: Iterable[bytes], *, last: Callable[[], None]) -> Iterator[bytes]:
        """The same pieces; `last` is called when there are no more."""
        for piece in pieces:
            yield piece
            self.more(len(piece))
        last()

    def rename(self, words: str) -> None:
        """From now on nobody knows how long it takes."""
        self._bar.update(self._task, description=words, total=None)


@contextmanager
def haul(at: Desk, key: str) -> Iterator[Haul]:
    """Shown in a terminal only, and not with --json."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(binary_units=False),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    visible = at.err.is_terminal and not at.json
    with Progress(*columns, console=at.err, transient=True, disable=not visible) as bar:
        yield Haul(bar, at.say(key))
