"""When a worker that nobody needs gives its model's memory back."""

from __future__ import annotations

import time
from collections.abc import Callable

from edged.settings import WorkerSettings


class Drowsiness:
    """Of one worker after the other; told again and again whether there is something to do."""

    def __init__(
        self, settings: WorkerSettings, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._usual_s, self._pressed_s = (
            60.0 * minutes if minutes else None
            for minutes in (settings.keep_alive_min, settings.keep_alive_pressed_min)
        )
        self._clock = clock
        self._since = clock()
        self.pressed = False
        """Memory is short."""

    def awake(self) -> None:
        """There is something to do, or a worker has just become ready."""
        self._since = self._clock()

    @property
    def due(self) -> float | None:
        """Monotonic seconds at which it may go, if nothing happens until then; None: never."""
        limits = [self._usual_s, self._pressed_s if self.pressed else None]
        known = [limit for limit in limits if limit is not None]
        return self._since + min(known) if known else None

    @property
    def overdue(self) -> bool:
        return self.due is not None and self._clock() >= self.due
