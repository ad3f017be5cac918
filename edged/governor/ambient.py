"""Whether something else than drawing heats the machine: the sun, dust, a fan that stands still, another program."""

from __future__ import annotations

from msgspec import Struct

from edged.governor.moment import Moment

STILL = 0.05
"""A worker that computes less of the time than this heats nothing."""
LONG_S = 300.0
"""So long it may stay above its target without drawing. In simulation boxes that were held at their limit were below it again
after 5 s at most, in a room of 45 °C; one that had drawn without any governor took up to 200 s."""


class Warmth(Struct, frozen=True):
    """Degrees Celsius when it had lasted for LONG_S."""

    celsius: float
    target_c: float


class Ambient:
    def __init__(self) -> None:
        self.found: Warmth | None = None
        """Something else heats it; until it is back at its target."""
        self._still_s = 0.0

    def observe(self, moment: Moment, celsius: float, target_c: float) -> None:
        if celsius <= target_c:
            self.found, self._still_s = None, 0.0
        elif not _still(moment):
            self._still_s = 0.0
        else:
            self._still_s += moment.seconds
            if self._still_s >= LONG_S and self.found is None:
                self.found = Warmth(celsius, target_c)


def _still(moment: Moment) -> bool:
    if moment.share is None:
        return not moment.demand.any
    return moment.share < STILL
