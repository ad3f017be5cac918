"""Which pictures wait and which are drawn: bounded, and on disk before anybody is told "accepted"."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter, deque
from typing import Self

import msgspec

from edged.ledger import Ledger
from edged.pictures import ENDED, Job
from edged.refusals import QueueFull, TooManyWaiting
from edged.settings import QueueSettings
from edged.turns import REMEMBERED, Turns

MEASURED = 20
"""Pictures whose median cost makes the estimate."""


class Queue:
    """The open pictures in memory, all pictures in the ledger. Every change is made on the event loop's thread."""

    def __init__(self, ledger: Ledger, settings: QueueSettings) -> None:
        self.changed = asyncio.Event()
        """Set whenever there may be something new to draw; the studio clears it."""
        self._ledger = ledger
        self._settings = settings
        self._open: dict[str, Job] = {}
        self._turns = Turns()
        """Those that wait."""
        self._started: dict[str, float] = {}
        """Being drawn: id -> monotonic seconds."""
        self._arriving: Counter[str] = Counter()
        """Owners of those that are accepted but still on their way to the disk."""
        self._costs: deque[float] = deque(maxlen=MEASURED)
        self.accepted = 0
        """Pictures taken in since the start."""

    async def __aenter__(self) -> Self:
        """Takes up every picture that was accepted before and has not ended."""
        for job in await self._ledger.waiting():
            self._open[job.id] = job
            self._turns.add(job)
        drawn = await self._ledger.drawn(REMEMBERED)
        self._turns.remember(job.owner for job in reversed(drawn))
        costs = [job.seconds for job in drawn if job.seconds]
        self._costs.extend(reversed(costs[:MEASURED]))
        self.changed.set()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing to save: the disk knows it all."""

    @property
    def waiting(self) -> int:
        return len(self._turns) + self._arriving.total()

    @property
    def drawing(self) -> int:
        return len(self._started)

    @property
    def limit(self) -> int:
        return self._settings.limit

    @property
    def seconds_per_picture(self) -> float | None:
        """Median of what the last pictures cost; None before the first one."""
        return statistics.median(self._costs) if self._costs else None

    def expect(self, seconds: float) -> None:
        """What a picture costs, until pictures have been drawn that say it better."""
        if not self._costs:
            self._costs.append(seconds)

    async def accept(self, job: Job, *, patient: bool = False) -> None:
        """On disk when it returns. `patient`: its owner may have any number waiting.

        Raises TooManyWaiting, QueueFull, StoreFull, StoreBroken.
        """
        own = self._turns.of(job.owner) + self._arriving[job.owner]
        if own >= self._settings.per_device and not patient:
            raise TooManyWaiting
        if self.waiting >= self._settings.limit:
            raise QueueFull
        self._arriving[job.owner] += 1
        try:
            await self._ledger.add(job)
        finally:
            self._arriving[job.owner] -= 1
            self._arriving += Counter()  # forgets those at zero
        self.accepted += 1
        self._open[job.id] = job
        self._turns.add(job)
        self.changed.set()

    async def record(self, job: Job) -> None:
        """A picture that ended as it came: a refused one."""
        await self._ledger.add(job)

    def next(self) -> Job | None:
        """The one whose turn it is; it stays where it is."""
        return self._open[self._turns.order()[0]] if self._turns else None

    def take(self, id: str) -> Job:
        """This waiting picture is now being drawn."""
        self._turns.serve(id)
        self._started[id] = time.monotonic()
        job = self._open[id] = msgspec.structs.replace(self._open[id], state="drawing")
        return job

    async def put_back(self, id: str, *, blamed: bool = True) -> None:
        """Its worker is gone: it is next again. Does nothing if it has ended meanwhile.

        `blamed`: the worker may have died of it, which counts as an attempt.
        """
        self._started.pop(id, None)
        job = self._open.get(id)
        if job is None or job.state in ENDED:
            return
        again = msgspec.structs.replace(job, state="queued", attempts=job.attempts + blamed)
        self._open[id] = again
        self._turns.add_again(again)
        self.changed.set()
        await self._ledger.change(again)

    async def end(self, job: Job) -> bool:
        """Writes the picture's last state. False if it had ended already: the first end counts."""
        present = self._open.get(job.id)
        if present is None or present.state in ENDED:
            return False
        self._open[job.id] = job
        self._started.pop(job.id, None)
        self._turns.remove(job.id)
        if job.state == "done" and job.seconds:
            self._costs.append(job.seconds)
        self.changed.set()
        await self._ledger.change(job)
        del self._open[job.id]
        return True

    def open(self, id: str) -> Job | None:
        """A picture that has not ended."""
        job = self._open.get(id)
        return None if job is None or job.state in ENDED else job

    async def get(self, id: str) -> Job | None:
        return self._open.get(id) or await self._ledger.get(id)

    async def of(self, owner: str, limit: int) -> list[Job]:
        """The owner's pictures, the newest first."""
        return [self._open.get(job.id, job) for job in await self._ledger.of(owner, limit)]

    async def newest(self, limit: int) -> list[Job]:
        return [self._open.get(job.id, job) for job in await self._ledger.newest(limit)]

    async def ended(self) -> list[Job]:
        """The oldest first."""
        return await self._ledger.ended()

    def unfinished(self) -> list[Job]:
        """Those that wait or are being drawn."""
        return [job for job in self._open.values() if job.state not in ENDED]

    async def scrub(self) -> None:
        """Nothing of what was removed stays on the disk."""
        await self._ledger.scrub()

    async def remove(self, ids: list[str]) -> None:
        """Forgets ended pictures."""
        await self._ledger.remove([id for id in ids if id not in self._open])

    def waiting_ids(self) -> tuple[str, ...]:
        """In the order of their turns."""
        return self._turns.order()

    def position(self, id: str) -> int | None:
        """1: the next one; 0: being drawn; None: ended."""
        if id in self._started:
            return 0
        return self._turns.order().index(id) + 1 if id in self._turns else None

    def eta(self, id: str) -> float | None:
        """Seconds until it is done, as far as measured costs tell."""
        position, cost = self.position(id), self.seconds_per_picture
        if position is None or cost is None:
            return None
        first = min(self._started.values(), default=time.monotonic())
        ahead = len(self._started) + position if position else self._rank(id)
        return round(max(ahead * cost - (time.monotonic() - first), 0.1), 1)

    def _rank(self, id: str) -> int:
        """1 for the picture that has been drawn for longest."""
        return list(self._started).index(id) + 1
