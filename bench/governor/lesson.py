"""Forty-five minutes with a class: children who wish, wait, look and wish again, and a teacher who now and then calls them all."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from random import Random

LESSON_S = 2700.0
ROOM = (22.0, 38.0)
"""°C at the lesson's begin and end."""
CALL_EVERY_S, CALL_WITHIN_S = 420.0, 20.0
"""The teacher calls about so often, and within the second all who are not waiting have wished."""


def room_at(at: float) -> float:
    """°C, rising evenly."""
    return ROOM[0] + (ROOM[1] - ROOM[0]) * min(1.0, at / LESSON_S)


@dataclass
class Wish:
    child: int
    asked: float
    left_s: float = 0.0
    """Of work at full clock; set when it is begun."""
    level: int = -1


class Children:
    """A child wishes for one picture at a time, and thinks a while before the next. Same seed, same children."""

    def __init__(
        self, seed: int, think_s: float, length_s: float = LESSON_S, *, called: bool = True
    ) -> None:
        chance = Random(seed)
        count = chance.randint(30, 40)
        self._chances = [Random(f"{seed} {child}") for child in range(count)]
        self._think_s = think_s
        self._next: list[float | None] = [one.uniform(0, 2 * think_s) for one in self._chances]
        self._calls: deque[float] = deque()
        at = chance.uniform(120, CALL_EVERY_S)
        while called and at < length_s:
            self._calls.append(at)
            at += chance.uniform(0.7, 1.3) * CALL_EVERY_S

    def wishes(self, at: float) -> list[Wish]:
        """Those since the call before."""
        if self._calls and self._calls[0] <= at:
            self._calls.popleft()
            self._hurry(at)
        asked = []
        for child, moment in enumerate(self._next):
            if moment is not None and moment <= at:
                asked.append(Wish(child, moment))
                self._next[child] = None
        return asked

    def got(self, wish: Wish, at: float) -> None:
        chance = self._chances[wish.child]
        self._next[wish.child] = at + max(4.0, chance.expovariate(1 / self._think_s))

    def _hurry(self, at: float) -> None:
        for child, moment in enumerate(self._next):
            if moment is not None:
                soon = at + self._chances[child].uniform(0, CALL_WITHIN_S)
                self._next[child] = min(moment, soon)


@dataclass
class Desk:
    """Draws one picture after the other; one that is begun keeps its rung."""

    seconds: list[float]
    """Of one picture, per level."""
    queue: deque[Wish] = field(default_factory=deque)
    begun: int = 0
    """1 while the first of the queue is being drawn."""
    done: list[tuple[float, float, int]] = field(default_factory=list)
    """(when, seconds from wish to picture, level)"""

    def level(self, otherwise: int) -> int:
        """Of the picture in hand; `otherwise` where there is none."""
        return self.queue[0].level if self.begun else otherwise

    def work(self, seconds: float, level: int, at: float) -> tuple[float, list[Wish]]:
        """Works for `seconds` of full clock. Returns those it used, and whose pictures became ready."""
        left, ready = seconds, []
        while self.queue and left > 1e-9:
            first = self.queue[0]
            if first.level < 0:
                first.level, first.left_s = level, self.seconds[level]
            spent = min(left, first.left_s)
            left -= spent
            first.left_s -= spent
            if first.left_s <= 1e-9:
                ready.append(self.queue.popleft())
                self.done.append((at, at - first.asked, first.level))
        self.begun = 1 if self.queue and self.queue[0].level >= 0 else 0
        return seconds - left, ready
