"""When each picture will be done: the worker's coming pieces of work, played through with what such pieces cost.

The worker finishes a picture as soon as its last step is done, and otherwise does one step of all that it has; each
place that becomes free goes to the next one in turn. What it finishes beside the steps of others costs what it holds up.
What pieces cost is known from many of them; how fast the machine
is in this moment, beside whatever else it does, from the last few.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from msgspec import Struct

from edged.costs import Costs
from edged.pictures import Job

MOST_DRAG, LEAST_DRAG = 4.0, 0.25
"""Beyond this it was no drag but a standstill; below, what is usual was a standstill."""
FADING = 0.6
"""How much a finished picture counts in the drag when the next one is finished: another programme comes and goes within seconds."""
LEAST_S = 0.01
"""Shortest time that is told."""


class Kind(Struct, frozen=True):
    """What a picture's cost depends on."""

    size: str
    steps: int
    """That have to be done: 0 where latents of it are kept."""


@dataclass
class _Begun:
    """A picture in the worker's hand."""

    kind: Kind
    left: int
    """Steps."""
    cost: float = 0.0
    """Seconds of work so far: its shares of the steps."""


class Forecast:
    """`etas` says it; the others tell it what happens. All on the event loop's thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.costs = Costs()
        self.kind: Callable[[Job], Kind] = _as_asked
        """What a picture that waits will be drawn as."""
        self._clock = clock
        self._room, self._duty = 1, 1.0
        self._begun: dict[str, _Begun] = {}
        self._storing: set[str] = set()
        """Finished, and on their way to the disk."""
        self._since = 0.0
        """Seconds at full speed since the last piece of work was done, in which the worker had something to do."""
        self._passed = self._usual = 0.0
        """Seconds of the last pieces, and what such pieces usually take; older ones count less and less."""
        self._mark = clock()
        """Monotonic seconds of the last thing that happened in the worker."""
        self._told: tuple[tuple[str, ...], dict[str, float]] | None = None
        """The order for which it was played through, and id -> seconds of work before it is done."""

    def pace(self, room: int, duty: float) -> None:
        """Pictures at the same time, share of the time in which the worker computes."""
        if (room, duty) != (self._room, self._duty):
            self._pass()
            self._room, self._duty = max(1, room), duty

    def begun(self, id: str, kind: Kind) -> None:
        """The worker has this one now."""
        self._pass()
        self._begun[id] = _Begun(kind, kind.steps)

    def stepped(self, id: str, left: int, seconds: float, together: int) -> None:
        """A step of `together` pictures took `seconds`; this one has `left` steps to go. Unknown ones teach nothing."""
        self._pass()
        share = seconds / max(1, together)
        if one := self._begun.get(id):
            one.left = left
            one.cost += share
            if seconds > 0:
                self.costs.stepped(one.kind.size, together, share)
                # As it is played through: that fewer take a step together than are in hand is part of the drag.
                self._done(self.costs.step_s(one.kind.size, len(self._begun)))

    def finished(self, id: str, seconds: float) -> float | None:
        """Its decoding and encoding took `seconds`. What the whole picture cost, in seconds of work."""
        self._pass()
        one = self._begun.pop(id, None)
        if one is None:
            return None
        self._storing.add(id)
        if seconds <= 0:
            return None
        together = len(self._begun) + 1
        self.costs.finished(one.kind.size, together, seconds)
        self._done(self.costs.finishing_s(one.kind.size, together))
        self._passed *= FADING
        self._usual *= FADING
        return one.cost + seconds

    def left(self, id: str) -> None:
        """It is not in the worker's hand any more."""
        self._pass()
        self._begun.pop(id, None)
        self._storing.discard(id)

    def eta(self, id: str, order: tuple[str, ...], waiting: Callable[[str], Job]) -> float | None:
        """Seconds until it is done. None: not known, or the box rests until further notice.

        `order`: ids of those that wait, the next one first.
        """
        if id in self._storing:
            return LEAST_S
        if self._duty <= 0:
            return None
        if self._told is None or self._told[0] is not order:
            self._told = order, self._played((each, self.kind(waiting(each))) for each in order)
        work = self._told[1].get(id)
        if work is None:
            return None
        gone = self._clock() - self._mark if self._begun else 0.0
        # Of the piece that the worker is at; should it take longer than usual, the rest still stands.
        pace = self._drag / self._duty
        gone = min(gone, self._piece() * pace)
        return round(max(work * pace - gone, LEAST_S), 2)

    @property
    def _drag(self) -> float:
        """Seconds that pass at full speed for one of usual work: pipes, disks, and whatever else the machine does now."""
        if not self._usual:
            return 1.0
        return min(max(self._passed / self._usual, LEAST_DRAG), MOST_DRAG)

    def _done(self, usual: float | None) -> None:
        """A piece of work that usually takes so many seconds."""
        self._passed += self._since
        self._usual += usual or 0.0
        self._since = 0.0

    def _pass(self) -> None:
        """Time in which the worker had something to do is kept, and what was told is to be played through again."""
        now = self._clock()
        if self._begun or self._storing:
            self._since += (now - self._mark) * self._duty
        self._mark, self._told = now, None

    def _piece(self) -> float:
        """Seconds that the work which is being done now usually takes."""
        hand = list(self._begun.values())
        for one in hand:
            if one.left == 0:
                return self.costs.finishing_s(one.kind.size, len(hand)) or 0.0
        return len(hand) * (self._step_s([one.kind for one in hand]) or 0.0)

    def _played(self, waiting: Iterable[tuple[str, Kind]]) -> dict[str, float]:
        """Seconds of work until each one is done; empty where no cost is known."""
        hand = [(id, one.kind, one.left) for id, one in self._begun.items()]
        line = deque((id, kind, kind.steps) for id, kind in waiting)
        done: dict[str, float] = {}
        now = 0.0
        while hand or line:
            while line and len(hand) < self._room:
                hand.append(line.popleft())
            rounds = min(left for _, _, left in hand)
            step = self._step_s([kind for _, kind, _ in hand])
            if step is None:
                return {}
            now += rounds * len(hand) * step
            hand = [(id, kind, left - rounds) for id, kind, left in hand]
            id, kind, _ = ready = next(one for one in hand if one[2] == 0)
            now += self.costs.finishing_s(kind.size, len(hand)) or 0.0
            done[id] = now
            hand.remove(ready)
        return done

    def _step_s(self, kinds: Sequence[Kind]) -> float | None:
        """One picture's share of a step that these take together."""
        if not kinds:
            return None
        each = [self.costs.step_s(kind.size, len(kinds)) for kind in kinds]
        known = [seconds for seconds in each if seconds is not None]
        return sum(known) / len(known) if known else None


def _as_asked(job: Job) -> Kind:
    return Kind(job.size, job.steps)
