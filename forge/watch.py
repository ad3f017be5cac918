"""Looks on while a network trains: ends it cleanly before its time, and hears of each checkpoint."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

from forge.errors import Stopped

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Watch:
    """As a context, it takes Ctrl-C and SIGTERM for a wish to end; a second one ends at once."""

    save_s = 120.0
    """Seconds from checkpoint to checkpoint."""
    sheet_s = 300.0
    """Seconds from sheet to sheet of samples."""

    def __init__(self, deadline: float = float("inf")) -> None:
        """`deadline`: of time.monotonic(), seconds."""
        self.deadline = deadline
        self._asked = False
        self._before: list[Any] = []

    @property
    def over(self) -> bool:
        return self._asked or time.monotonic() > self.deadline

    def saved(self, run: Any, path: Path) -> None:
        """Called after each checkpoint that a run wrote."""

    def check(self) -> None:
        """Raises Stopped if the run shall end; only to be called when everything is stored."""
        if self.over:
            raise Stopped("Stopped before its time; the same command goes on from here.")

    def __enter__(self) -> Self:
        self._before = [signal.signal(number, self._ask) for number in SIGNALS]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in zip(SIGNALS, self._before, strict=True):
            signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if self._asked:
            raise KeyboardInterrupt
        self._asked = True
