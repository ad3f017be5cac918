"""How busy the lesson was: pictures and waiting times of the last half hour, in memory only."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from msgspec import Struct

from edged.pictures import Job

MINUTES = 30
REMEMBERED = 10_000
"""Pictures; five a second for half an hour."""


class Minute(Struct, frozen=True, kw_only=True):
    pictures: int
    wait_s: float | None
    """Mean seconds from the wish to the picture; None: there was none."""


class Load:
    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        today: Callable[[], float] = time.time,
    ) -> None:
        """`clock`: monotonic seconds. `today`: seconds since 1970, which pictures say they were asked at."""
        self._clock, self._today = clock, today
        self._done: deque[tuple[float, float]] = deque(maxlen=REMEMBERED)
        """Monotonic seconds of its end, seconds that its child waited."""

    def ended(self, job: Job) -> None:
        """Counts a picture that is done; others were not drawn."""
        if job.state == "done":
            self._done.append((self._clock(), max(0.0, self._today() - job.created)))

    def minutes(self) -> list[Minute]:
        """MINUTES of them, the oldest first; the last one ends now."""
        now = self._clock()
        waits: list[list[float]] = [[] for _ in range(MINUTES)]
        for at, wait in self._done:
            minute = minute_of(now - at)
            if minute is not None:
                waits[minute].append(wait)
        return [Minute(pictures=len(each), wait_s=mean(each)) for each in waits]


def minute_of(age_s: float) -> int | None:
    """Which of the MINUTES; None: before all of them."""
    gone = int(max(0.0, age_s) // 60)
    return MINUTES - 1 - gone if gone < MINUTES else None


def mean(values: list[float]) -> float | None:
    return round(sum(values) / len(values), 1) if values else None
