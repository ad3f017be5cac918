"""What the teacher decided about the lesson, at run time: kept over restarts, in a small file of its own."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from edged.disk import Disk
from edged.refusals import LessonPaused

log = logging.getLogger(__name__)

FILE = "lesson.json"
"""In the state folder."""


class Decided(Struct, frozen=True, kw_only=True):
    """The file."""

    paused: bool = False
    label: bool | None = None
    """Draw the visible mark; None: as the settings say."""
    tablets: bool = True
    """Tablets draw by themselves while the box cannot."""


class Lesson:
    """Changed on the event loop's thread only."""

    def __init__(self, folder: Path, *, label: bool, disk: Disk | None = None) -> None:
        """As it was when the daemon stopped. `folder`: the state's. `label`: what the settings say. Blocks."""
        self.on_change: Callable[[], None] = lambda: None
        self._file, self._disk = folder / FILE, disk or Disk(folder)
        self._label, self._decided = label, _read(folder)
        self._one_at_a_time = asyncio.Lock()

    @property
    def paused(self) -> bool:
        """No wish is taken, and what waits goes on waiting."""
        return self._decided.paused

    @property
    def label(self) -> bool:
        """Pictures that begin now bear the visible mark."""
        return self._label if self._decided.label is None else self._decided.label

    @property
    def tablets(self) -> bool:
        """Tablets may draw by themselves while the box cannot."""
        return self._decided.tablets

    def check(self) -> None:
        """Raises LessonPaused."""
        if self.paused:
            raise LessonPaused

    async def change(
        self,
        *,
        paused: bool | None = None,
        label: bool | None = None,
        tablets: bool | None = None,
    ) -> None:
        """What is None stays. On disk when it returns. Raises StoreFull or StoreBroken; then nothing has changed."""
        async with self._one_at_a_time:
            before = self._decided
            after = Decided(
                paused=before.paused if paused is None else paused,
                label=before.label if label is None else _unless(label, self._label),
                tablets=before.tablets if tablets is None else tablets,
            )
            if after == before:
                return
            await asyncio.to_thread(self._write, after)
            self._decided = after
        self.on_change()

    def _write(self, decided: Decided) -> None:
        self._disk.check()
        new = self._file.with_name(f"{FILE}.new")
        try:
            with new.open("wb") as file:
                file.write(msgspec.json.encode(decided))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._file)
        except OSError as error:
            raise self._disk.judge(error) from error


def _read(folder: Path) -> Decided:
    """What was decided before. Blocks. A file that cannot be read counts for nothing: a teacher sees and repairs it."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Decided)
    except FileNotFoundError:
        return Decided()
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        log.warning("%s cannot be read: %s", FILE, error)
        return Decided()


def _unless(value: bool, usual: bool) -> bool | None:
    """What is as usual follows the settings, should those change."""
    return None if value == usual else value
