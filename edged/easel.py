"""What the worker has in hand: handed over in turn, taken back drawn, put back when the worker is gone."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from edged.cache.cache import Cache
from edged.errors import StoreBroken, StoreFull
from edged.events import Events, StepSeen
from edged.forecast import Kind
from edged.governor.budget import Reason
from edged.health import DISK_TROUBLES, Health
from edged.metrics import Metrics
from edged.pictures import Fault, Job, Served
from edged.queue import Queue
from edged.refusals import PictureLost
from edged.store import Store
from edged.worker import Worker
from runtime.errors import EdgedError
from runtime.messages import Cancelled, Done, Draw, Failed, FromWorker, Ready, Step, Waking

log = logging.getLogger(__name__)

OUT_OF_MEMORY = "out_of_memory"
"""The worker's code for a picture that may do with less."""
TELLING_S = 0.5
"""Seconds between two tellings: forty tablets that wait, told twice for each picture, took as much as all the rest."""


class Fitted(Struct, frozen=True, kw_only=True):
    """A picture as it is drawn."""

    size: str
    steps: int
    reason: str | None = None
    """Why it is less than was asked for: a Reason of the governor's."""


OTHER_PACK: Reason = "other_pack"

Fit = Callable[[Job, bool], Fitted]
"""The flag: only its decoding is left."""
Tighten = Callable[[Fitted], Fitted]
Reread = Callable[[Job], Awaitable[Job]]
"""The very job, or what another pack makes of its wish; raises an EdgedError where that is nothing."""


class _Begun(Struct, frozen=True):
    at: float
    """Monotonic seconds."""
    reason: str | None
    draw: Draw
    age: int
    """Of the cache."""


class Easel:
    """Each picture that a worker was given ends here once, or goes back to the queue."""

    def __init__(  # noqa: PLR0913 - it is where these meet
        self,
        *,
        queue: Queue,
        store: Store,
        events: Events,
        health: Health,
        metrics: Metrics,
        cache: Cache,
        attempts: int,
    ) -> None:
        """`attempts`: workers that may die over one picture before it fails."""
        self.fit: Fit = _as_asked
        """What a picture that is begun now gets."""
        self.tighten: Tighten = lambda fitted: fitted
        """What becomes of one that memory was too small for."""
        self.reread: Reread = _as_read
        """What becomes of one that was asked of another pack."""
        self._reread: set[str] = set()
        """Pictures whose wish another pack had read otherwise."""
        self._tight: set[str] = set()
        """Pictures that memory was too small for once: they are drawn alone and smaller."""
        self._queue, self._store, self._events = queue, store, events
        self._health, self._metrics, self._attempts = health, metrics, attempts
        self._cache = cache
        queue.forecast.kind = self.kind
        self._in_hand: dict[str, _Begun] = {}
        self._busy, self._busy_from = 0.0, 0.0
        """Seconds of all times before, and monotonic seconds since when; 0: nothing is in hand."""
        self._telling: asyncio.TimerHandle | None = None
        self._told = -TELLING_S
        """Seconds by the loop's clock."""

    def __len__(self) -> int:
        return len(self._in_hand)

    @property
    def busy_s(self) -> float:
        """Seconds, since the start, in which at least one picture was in hand."""
        now = time.monotonic()
        return self._busy + (now - self._busy_from if self._busy_from else 0.0)

    def __contains__(self, id: str) -> bool:
        return id in self._in_hand

    async def hand_over(self, worker: Worker, room: int, label: bool) -> None:
        """Those whose turn it is, as far as `room` pictures at the same time allow; nobody while no end can be written."""
        while (
            not self._health.suffers(*DISK_TROUBLES)
            and (waiting := self._queue.next())
            and self._has_room_for(waiting, room)
        ):
            if (job := await self._read_anew(waiting)) is None:
                continue
            if not self._in_hand:
                worker.last_sign = time.monotonic()
            fitted = self._fitted(job)
            draw = replace(
                _draw(job, fitted, label),
                keep=self._cache.why(job),
                start=self._cache.start(job, fitted.steps),
            )
            self._in_hand[job.id] = _Begun(time.monotonic(), fitted.reason, draw, self._cache.age)
            self._busy_from = self._busy_from or time.monotonic()
            if not job.attempts:
                self._metrics.wait_seconds.observe(max(0.0, time.time() - job.created))
            self._events.changed(self._queue.take(job.id))
            await worker.send(draw)
            self.tell_positions()

    async def _read_anew(self, job: Job) -> Job | None:
        """As the present pack reads it; None where it is not its turn any more."""
        try:
            again = await self.reread(job)
        except EdgedError as error:
            await self._conclude(job.ended("failed", fault=Fault.of(error)))
            return None
        if again is job:
            return job
        if self._queue.open(job.id) is not job:  # cancelled meanwhile
            return None
        self._queue.replace(again)
        self._reread.add(job.id)
        return again

    def kind(self, job: Job) -> Kind:
        """What this picture will cost if it is begun now: where latents of it are kept, only its finishing."""
        fitted = self._fitted(job)
        return Kind(fitted.size, fitted.steps - self._cache.spared(job, fitted.steps))

    def _fitted(self, job: Job) -> Fitted:
        fitted = self.fit(job, self._cache.has_latents(job))
        if job.id in self._reread and fitted.reason is None:
            fitted = replace(fitted, reason=OTHER_PACK)
        return self.tighten(fitted) if job.id in self._tight else fitted

    def _has_room_for(self, job: Job, room: int) -> bool:
        """A picture over which a worker died, or memory ran out, is drawn alone: it takes no other one with it."""
        if self._is_suspect(job.id) or any(map(self._is_suspect, self._in_hand)):
            return not self._in_hand
        return len(self._in_hand) < room

    def _is_suspect(self, id: str) -> bool:
        job = self._queue.open(id)
        return job is not None and (job.attempts > 0 or id in self._tight)

    async def take_back(self, frame: FromWorker, payload: bytes) -> None:
        """What the worker says of the pictures it has."""
        match frame:
            case Step():
                self._queue.forecast.stepped(
                    frame.id, frame.steps - frame.step, frame.work_ms / 1000, frame.together
                )
                self._metrics.steps.inc(1 / frame.together)
                self._metrics.step_pictures.inc()
                self._metrics.step_seconds.inc(frame.work_ms / 1000 / frame.together)
                if self._queue.open(frame.id):
                    seen = StepSeen(
                        id=frame.id, step=frame.step, steps=frame.steps, preview=payload
                    )
                    self._events.step(seen)
            case Done():
                await self._finish(frame, payload)
            case Failed():
                await self._fail(frame)
            case Cancelled():
                self._let_go(frame.id)
            case Ready() | Waking():
                log.warning("the worker said twice that it is ready")

    async def _finish(self, done: Done, data: bytes) -> None:
        seconds = self._queue.forecast.finished(done.id, done.finish_ms / 1000)
        began = self._let_go(done.id)
        job = self._queue.open(done.id)
        if began is not None:
            await self._cache.drawn(began.draw, done, welcome=job is not None)
        if job is None or began is None:
            return  # Cancelled too late for the worker to notice.
        try:
            image = await self._cache.with_room(lambda: self._store.put(job.id, data, job.format))
        except StoreFull as error:
            self._health.note(error)
            await self._conclude(job.ended("failed", fault=Fault.of(error)))
            return
        except StoreBroken as error:
            # Nobody may hear of an end that the disk does not know: it is drawn again, now or after the next start.
            self._health.note(error)
            await self._return(job.id, blamed=False)
            return
        size = f"{done.pixels[0]}x{done.pixels[1]}"
        served = Served(size=size, steps=done.steps, cached=done.cached, reason=began.reason)
        self._health.clear("worker_died", "store_full", "store_broken")
        if not done.cached:
            self._metrics.draw_seconds.observe(done.draw_ms / 1000)
        self._metrics.total_seconds.observe(max(0.0, time.time() - job.created))
        ended = job.ended("done", served=served, image=image, seconds=seconds, seed=done.seed)
        if await self._conclude(ended):
            self._cache.keep(ended, data, done, began.age, label=began.draw.label)
        else:  # Ended meanwhile, or to be drawn again.
            with suppress(StoreFull, StoreBroken):  # The next start sweeps it away.
                await self._store.remove([job.id])

    async def _fail(self, failed: Failed) -> None:
        if failed.id is None:
            return
        self._let_go(failed.id)
        job = self._queue.open(failed.id)
        if job is not None and failed.code == OUT_OF_MEMORY and failed.id not in self._tight:
            self._tight.add(failed.id)
            self._metrics.shrunk.inc()
            await self._return(failed.id, blamed=False)
        elif job is not None:
            fault = Fault(
                code=failed.code,
                message_en=failed.message_en,
                message_zh=failed.message_zh,
                fix_en=failed.fix_en,
                fix_zh=failed.fix_zh,
            )
            await self._conclude(job.ended("failed", fault=fault))

    async def put_back(self, *, blamed: bool) -> None:
        """What the worker had in hand is tried again, or given up after too many deaths that it may be to blame for."""
        for id in sorted(self._in_hand, key=lambda id: self._in_hand[id].at, reverse=True):
            job = self._queue.open(id)
            if blamed and job is not None and job.attempts + 1 >= self._attempts:
                lost = job.ended("failed", fault=Fault.of(PictureLost()), attempts=job.attempts + 1)
                await self._conclude(lost)
            else:
                await self._return(id, blamed=blamed)
        for id in list(self._in_hand):
            self._let_go(id)

    async def _return(self, id: str, *, blamed: bool) -> None:
        try:
            await self._queue.put_back(id, blamed=blamed)
        except (StoreFull, StoreBroken) as error:
            self._health.note(error)  # Only the count of its attempts is not on disk.
        self._tell_again(id)

    def _tell_again(self, id: str) -> None:
        """Whoever waits for it learns that it waits again."""
        if again := self._queue.open(id):
            self._events.changed(again)

    def _let_go(self, id: str) -> _Begun | None:
        begun = self._in_hand.pop(id, None)
        if not self._in_hand and self._busy_from:
            self._busy += time.monotonic() - self._busy_from
            self._busy_from = 0.0
        return begun

    async def _conclude(self, job: Job) -> bool:
        """As `end`; False too where the end cannot be written, and the picture is back in the queue."""
        try:
            return await self.end(job)
        except (StoreFull, StoreBroken) as error:
            self._health.note(error)
            self._tell_again(job.id)
            return False

    async def end(self, job: Job) -> bool:
        """False if it had ended already. Raises StoreFull or StoreBroken, and then it has not ended."""
        if not await self._queue.end(job):
            return False
        self._tight.discard(job.id)
        self._reread.discard(job.id)
        self._metrics.pictures.labels(job.state).inc()
        self._events.changed(job)
        self.tell_positions()
        return True

    def tell_positions(self) -> None:
        """Those who wait learn that the queue moved: soon, but not of each move of a queue that moves fast."""
        if self._telling is None:
            loop = asyncio.get_running_loop()
            self._telling = loop.call_at(self._told + TELLING_S, self._tell_positions)

    def _tell_positions(self) -> None:
        self._telling, self._told = None, asyncio.get_running_loop().time()
        listened = self._events.listened_to()
        for id in self._queue.waiting_ids():
            if id in listened and (job := self._queue.open(id)):
                self._events.changed(job)


def _as_asked(job: Job, _: bool = False) -> Fitted:
    return Fitted(size=job.size, steps=job.steps)


async def _as_read(job: Job) -> Job:
    return job


def _draw(job: Job, fitted: Fitted, label: bool) -> Draw:
    width, height = fitted.size.split("x")
    if job.caption is None:
        raise ValueError(f"picture {job.id} has no caption")
    return Draw(
        id=job.id,
        caption=job.caption,
        seed=job.seed,
        prompt=job.prompt,
        pixels=(int(width), int(height)),
        steps=fitted.steps,
        format=job.format,
        label=label,
    )
