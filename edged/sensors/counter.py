"""Counters that only ever rise: what counts is by how much since the last look."""

from __future__ import annotations


class Counter:
    """What it showed at the first look happened before, and tells nothing."""

    def __init__(self) -> None:
        self._before: float | None = None

    def rise(self, value: float | None) -> float:
        """Since the look before; 0 at the first, where there is no number, and where it began anew."""
        before, self._before = self._before, self._before if value is None else value
        if value is None or before is None:
            return 0.0
        return max(0.0, value - before)
