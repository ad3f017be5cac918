"""Memory runs short: fewer pictures at a time, before the kernel ends the worker."""

from __future__ import annotations

from edged.governor.caution import Caution
from edged.governor.moment import Moment
from runtime.profile import Profile

LEAST_MB, LEAST_SHARE = 150.0, 0.05
"""Less free memory than either is too little; the card's free memory is held against LEAST_MB alone."""
ROOM = 2.0
"""So many times that much must be free before the batch grows again."""
PRESSED, RELAXED = 0.2, 0.05
"""Share of the time in which something waits for memory."""
CUT_S, GROW_S = 5.0, 60.0
"""Between two cuts, so that the first one can show; and of peace before each picture more."""
MOST_MB = 1e8


class Memory:
    """Halves at once, grows by one. The card's memory halves once only: what the worker took there it keeps."""

    def __init__(self, profile: Profile) -> None:
        self._most = max([profile.batch, *(rung.batch or 1 for rung in profile.ladder)])
        self._last = len(profile.ladder) - 1
        self._batch = self._most
        self._small = False
        """Even single pictures were too much: the smallest ones then."""
        self._since_cut = CUT_S
        self._peace = 0.0

    def observe(self, moment: Moment) -> Caution:
        self._since_cut += moment.seconds
        tight, card, roomy = _state(moment)
        self._peace = self._peace + moment.seconds if roomy else 0.0
        if self._since_cut >= CUT_S and (tight or (card and 2 * self._batch > self._most)):
            self._cut()
        elif self._peace >= GROW_S:
            self._grow()
        if self._batch == self._most and not self._small:
            return Caution()
        level = self._last if self._small else 0
        return Caution(level=level, batch=self._batch, reason="memory")

    def _cut(self) -> None:
        self._small = self._batch == 1
        self._batch = max(1, self._batch // 2)
        self._since_cut = 0.0

    def _grow(self) -> None:
        if not self._small:
            self._batch = min(self._most, self._batch + 1)
        self._small = False
        self._peace = 0.0


def _state(moment: Moment) -> tuple[bool, bool, bool]:
    """Main memory is short; the card's is; there is plenty of both. What is not measured is not short."""
    free = moment.read("memory_free", 0.0, MOST_MB)
    total = moment.read("memory_total", 1.0, MOST_MB) or 0.0
    card = moment.read("gpu_memory_free", 0.0, MOST_MB)
    pressure = moment.read("memory_pressure", 0.0, 1.0)
    least = max(LEAST_MB, LEAST_SHARE * total)
    tight = (free is not None and free < least) or (pressure or 0.0) > PRESSED
    short = card is not None and card < LEAST_MB
    roomy = (
        (free is None or free > ROOM * least)
        and (card is None or card > ROOM * LEAST_MB)
        and (pressure or 0.0) < RELAXED
    )
    return tight, short, roomy
