"""What a class does: all at once, or for the length of a lesson."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import Random
from typing import Any

from bench.crowd.notes import Notes
from bench.crowd.served import Served
from bench.crowd.tablet import Tablet
from bench.crowd.watch import Course, Spent, Watch, spent
from bench.crowd.wishes import Taste, pieces, sentences

LOOK_S = 10.0
"""Between two looks at the box, as the page's own."""
LETTER_S = 0.22
"""For one letter, or a quarter of a Chinese character's time."""
PAUSE_S = 0.25
"""Without a key before the page asks what the box understands."""
THINK_S = (6.0, 16.0)
"""A child looks at its picture and thinks of the next one."""
BUSY_S = 4.0
"""Before a child presses again that was told to wait."""
PRESSES = 20
"""Of the greedy tablet, all at once."""
LAST_S = 60.0
"""After the end, for pictures that are still on their way."""


@dataclass
class Played:
    """A scene with one server, and what it cost."""

    name: str
    notes: Notes
    course: Course
    spent: Spent
    """Up to `end`."""
    began: float
    end: float
    """Monotonic seconds; what came later was waited for, but does not count as made in time."""
    tablets: int
    greedy: int | None = None
    """Number of the tablet that pressed so often."""
    unfinished: int = 0
    """Pictures that had not come even LAST_S after the end."""


@dataclass(frozen=True)
class Class:
    """A lesson."""

    tablets: int
    seconds: float
    hurry: float = 1.0
    """How many times faster than children they type and think."""
    seed: int = 1


async def burst(name: str, served: Served, count: int) -> Played:
    """As many tablets press at once, each for another picture."""
    notes = Notes()
    async with AsyncExitStack() as stack:
        tablets = [
            await stack.enter_async_context(Tablet(number, served.url, notes))
            for number in range(count)
        ]
        await _warm(tablets[0])
        notes.pictures.clear()
        wishes = sentences()
        each = [tablet.draw(wishes[tablet.number % len(wishes)]) for tablet in tablets]
        return await _played(name, served, notes, each, None)


async def lesson(name: str, served: Served, plan: Class) -> Played:
    """Everybody presses when the teacher says so, then each child goes on at its own pace; the last one is greedy."""
    notes = Notes()
    async with AsyncExitStack() as stack:
        tablets = [Tablet(number, served.url, notes) for number in range(plan.tablets - 1)]
        # Its presses must not wait for each other.
        tablets.append(Tablet(plan.tablets - 1, served.url, notes, connections=0))
        for tablet in tablets:
            await stack.enter_async_context(tablet)
        await _warm(tablets[0])
        for tablet in tablets:
            await tablet.open_page()
        notes.pictures.clear()
        end = time.monotonic() + plan.seconds
        each = [_Child(tablet, plan).play(end) for tablet in tablets[:-1]]
        played = await _played(
            name, served, notes, [*each, _greedy(_Child(tablets[-1], plan), end)], plan.seconds
        )
    played.greedy = tablets[-1].number
    return played


class _Child:
    """Types, asks, waits, looks, thinks."""

    def __init__(self, tablet: Tablet, plan: Class) -> None:
        self.tablet, self._hurry = tablet, plan.hurry
        self._chance = Random(f"{plan.seed} {tablet.number}")
        self._taste = Taste(plan.seed)

    async def play(self, end: float) -> None:
        looking = asyncio.create_task(self._look())
        try:
            sentence = self.pick()
            while time.monotonic() < end:
                if await self.tablet.draw(sentence) is None:
                    await self.rest(BUSY_S)
                    continue
                await self.rest(self._chance.uniform(*THINK_S))
                sentence = self.pick()
                await self._type(sentence)
        finally:
            looking.cancel()

    def pick(self) -> str:
        return self._taste.pick(self._chance)

    async def rest(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._hurry)

    async def _type(self, sentence: str) -> None:
        before = 0
        for piece in pieces(sentence):
            letters = len(piece) - before if piece.isascii() else 4 * (len(piece) - before)
            before = len(piece)
            await self.rest(letters * LETTER_S + PAUSE_S)
            await self.tablet.read(piece)

    async def _look(self) -> None:
        while True:
            await self.rest(LOOK_S)
            await self.tablet.look()


async def _greedy(child: _Child, end: float) -> None:
    """Presses twenty times at once, and again as soon as all of them came or were refused."""
    while time.monotonic() < end:
        sentence = child.pick()
        await asyncio.gather(*(child.tablet.draw(sentence) for _ in range(PRESSES)))
        await child.rest(BUSY_S)


async def _warm(tablet: Tablet) -> None:
    """The teacher tries it first."""
    for sentence in sentences()[-3:]:
        await tablet.draw(sentence)


async def _played(
    name: str,
    served: Served,
    notes: Notes,
    each: list[Coroutine[Any, Any, Any]],
    seconds: float | None,
) -> Played:
    """Plays them all, up to `seconds` or to the last one's end; never longer than LAST_S beyond."""
    watch = Watch(served.process, lambda: sum(one.ended is None for one in notes.pictures))
    watching = asyncio.create_task(watch.run())
    before, began = spent(served.process), time.monotonic()
    tasks = [asyncio.create_task(one) for one in each]
    limit = LAST_S * 10 if seconds is None else seconds
    _, late = await asyncio.wait(tasks, timeout=limit)
    cost, end = spent(served.process).since(before), time.monotonic()
    watching.cancel()
    if late:
        _, late = await asyncio.wait(late, timeout=LAST_S)
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, watching, return_exceptions=True)
    for task in tasks:
        if not task.cancelled() and (error := task.exception()):
            raise error
    return Played(
        name=name,
        notes=notes,
        course=watch.course,
        spent=cost,
        began=began,
        end=end,
        tablets=len(tasks),
        unfinished=sum(one.ended is None for one in notes.pictures),
    )
