"""What people want from the box at this moment."""

from __future__ import annotations

from msgspec import Struct


class Demand(Struct, frozen=True, kw_only=True):
    """Of the time since the governor was asked before."""

    waiting: int = 0
    """Pictures in the queue."""
    drawing: int = 0
    """Pictures that the worker has in hand."""
    computed_s: float | None = None
    """Seconds that the worker computed, its rests left out; None: nobody knows, and it is taken to have done what it might."""

    @property
    def any(self) -> bool:
        return self.waiting > 0 or self.drawing > 0
