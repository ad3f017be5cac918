"""A temperature that stays where it is while the work changes is not measured any more."""

from __future__ import annotations

from msgspec import Struct

IDLE, BUSY = 0.25, 0.75
"""Load below the first and above the second: between these a chip's temperature moves by degrees."""
LONG_S = 60.0
"""Both must have lasted so long at a stretch, with the same number all the time."""
GAP_S = 5.0
"""Longest time between two looks that still counts as a stretch."""


class _Watch(Struct):
    value: float
    at: float
    """Monotonic seconds of the last look."""
    idle_s: float = 0.0
    """Of the present stretch."""
    busy_s: float = 0.0
    was_idle: bool = False
    was_busy: bool = False
    """There was a long stretch since the value last changed."""


class Frozen:
    """A coarse sensor of a calm machine tells the same number for hours; only the work's change gives a dead one away."""

    def __init__(self) -> None:
        self._watched: dict[str, _Watch] = {}

    def observe(self, source: str, value: float, load: float | None, at: float) -> bool:
        """Whether this sensor is stuck. `load`: 0 to 1; None: unknown, which proves nothing."""
        watch = self._watched.get(source)
        if watch is None or watch.value != value:
            self._watched[source] = _Watch(value=value, at=at)
            return False
        passed, watch.at = at - watch.at, at
        if not 0 <= passed <= GAP_S:
            load = None
        _count(watch, load, passed)
        return watch.was_idle and watch.was_busy


def _count(watch: _Watch, load: float | None, passed: float) -> None:
    watch.idle_s = watch.idle_s + passed if load is not None and load < IDLE else 0.0
    watch.busy_s = watch.busy_s + passed if load is not None and load > BUSY else 0.0
    watch.was_idle = watch.was_idle or watch.idle_s >= LONG_S
    watch.was_busy = watch.was_busy or watch.busy_s >= LONG_S
