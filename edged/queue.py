"""Which pictures wait and which are drawn: bounded, and on disk before anybody is told "accepted"."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Self

import msgspec

from edged.forecast import Forecast
from edged.ledger import Ledger
from edged.pictures import Job
from edged.refusals import QueueFull, TooManyWaiting
from edged.settings import QueueSettings
from edged.turns import REMEMBERED, Turns
from runtime.errors import EdgedError

MEASURED = 20
"""Pictures whose median cost makes the estimate."""


class Queue:
    """The open pictures in memory, all pictures in the ledger. Every change is made on the event loop's thread."""

    def __init__(
        self,
        ledger: Ledger,
        settings: QueueSettings,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock`: what waiting times are measured with, in seconds."""
        self.forecast = Forecast(clock)
        """Learns from the worker's pieces of work what is to come."""
        self.changed = asyncio.Event()
        """Set whenever there may be something new to draw; the studio clears it."""
        self.on_ended: list[Callable[[Job], None]] = []
        """Called with each picture whose end is on disk."""
        self._ledger = ledger
        self._settings = settings
        self._open: dict[str, Job] = {}
        self._turns = Turns()
        """Those that wait."""
        self._started: set[str] = set()
        """Being drawn."""
        self._ending: dict[str, asyncio.Event] = {}
        """Ended, and on their way to the disk, with what is set when they are there: until then they are told as they were."""
        self._arriving: Counter[str] = Counter()
        """Owners of those that are accepted but still on their way to the disk."""
        self._coming: set[str] = set()
        """Pictures that are there already, and not in the ledger yet."""
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
        costly = [job for job in drawn if job.seconds]
        for job in reversed(costly[:MEASURED]):
            self._remember(job)
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
        """Median of what the last pictures cost at full speed; None before the first one."""
        return statistics.median(self._costs) if self._costs else None

    def expect(self, size: str, steps: int, seconds: float) -> None:
        """What such a picture costs, until pictures have been drawn that say it better."""
        if not self._costs:
            self._costs.append(seconds)
            self.forecast.costs.drawn(size, steps, seconds)

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
        """A picture that ended as it came: a refused one, or one that was there already."""
        await self._ledger.add(job)
        self._tell(job)

    @contextmanager
    def coming(self, id: str) -> Iterator[None]:
        """A picture whose file is written before it is recorded: it owns that file already."""
        self._coming.add(id)
        try:
            yield
        finally:
            self._coming.discard(id)

    async def owners(self) -> set[str]:
        """Ids of all pictures that may own files."""
        coming = set(self._coming)  # First: what has come by now is in the ledger.
        return coming | await self._ledger.ids()

    def next(self) -> Job | None:
        """The one whose turn it is; it stays where it is."""
        return self._open[self._turns.order()[0]] if self._turns else None

    def take(self, id: str) -> Job:
        """This waiting picture is now being drawn."""
        self._turns.serve(id)
        self._started.add(id)
        job = self._open[id] = msgspec.structs.replace(self._open[id], state="drawing")
        self.forecast.begun(id, self.forecast.kind(job))
        return job

    def replace(self, job: Job) -> None:
        """A waiting picture as it will be drawn; on disk it stays as it was accepted until it ends."""
        self._open[job.id] = job

    async def put_back(self, id: str, *, blamed: bool = True) -> None:
        """Its worker is gone: it is next again. Does nothing if it has ended meanwhile.

        `blamed`: the worker may have died of it, which counts as an attempt.
        """
        self._started.discard(id)
        self.forecast.left(id)
        job = self.open(id)
        if job is None:
            return
        again = msgspec.structs.replace(job, state="queued", attempts=job.attempts + blamed)
        self._open[id] = again
        self._turns.add_again(again)
        self.changed.set()
        if blamed:  # On disk it is still queued, as it was.
            await self._ledger.change(again)

    async def end(self, job: Job) -> bool:
        """Writes the picture's last state. False if it had ended already: the first end counts.

        Raises StoreFull or StoreBroken; then it has not ended and is next again.
        """
        if self.open(job.id) is None:
            return False
        self._turns.remove(job.id)
        written = self._ending[job.id] = asyncio.Event()
        try:
            await self._ledger.change(job)
        except EdgedError:
            del self._ending[job.id]
            await self.put_back(job.id, blamed=False)
            raise
        finally:
            written.set()  # also where whoever ends it is cancelled: nobody waits for ever
        del self._open[job.id], self._ending[job.id]
        self._started.discard(job.id)
        self.forecast.left(job.id)
        if job.state == "done":
            self._remember(job)
        self.changed.set()
        self._tell(job)
        return True

    async def hide(self, job: Job, hidden: bool) -> Job:
        """An ended picture, as it is afterwards."""
        job = msgspec.structs.replace(job, hidden=hidden)
        await self._ledger.change(job)
        return job

    def open(self, id: str) -> Job | None:
        """A picture that has not ended."""
        return None if id in self._ending else self._open.get(id)

    async def get(self, id: str) -> Job | None:
        return self._open.get(id) or await self._ledger.get(id)

    async def of(self, owner: str, limit: int) -> list[Job]:
        """The owner's pictures, the newest first."""
        return [self._open.get(job.id, job) for job in await self._ledger.of(owner, limit)]

    async def newest(self, limit: int) -> list[Job]:
        return [self._open.get(job.id, job) for job in await self._ledger.newest(limit)]

    async def drawn(self, limit: int) -> list[Job]:
        """Finished pictures, the newest first."""
        return await self._ledger.drawn(limit)

    async def count_drawn(self) -> int:
        return await self._ledger.count_drawn()

    async def ended(self) -> list[Job]:
        """The oldest first."""
        return await self._ledger.ended()

    def unfinished(self) -> list[Job]:
        """Those that wait or are being drawn."""
        return [job for id, job in self._open.items() if id not in self._ending]

    async def scrub(self) -> None:
        """Nothing of what was removed stays on the disk."""
        await self._ledger.scrub()

    async def settle(self, ids: Iterable[str] | None = None) -> None:
        """Returns when no end of these pictures, or of any, is on its way to the disk any more."""
        chosen = list(self._ending) if ids is None else ids
        for id in chosen:
            if id in self._ending:
                await self._ending[id].wait()

    async def remove(self, ids: list[str]) -> None:
        """Forgets ended pictures, also those whose end is just being written."""
        await self.settle(ids)
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
        """Seconds until it is done, as far as measured costs tell; None also where it has ended."""
        if self.position(id) is None:
            return None
        return self.forecast.eta(id, self._turns.order(), self._open.__getitem__)

    def _tell(self, job: Job) -> None:
        for listener in self.on_ended:
            listener(job)

    def _remember(self, job: Job) -> None:
        """What it cost, unless it was drawn from something that was kept."""
        served = job.served
        if job.seconds and not (served and served.cached):
            self._costs.append(job.seconds)
            size, steps = (served.size, served.steps) if served else (job.size, job.steps)
            self.forecast.costs.drawn(size, steps, job.seconds)
