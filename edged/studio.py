"""Between queue and worker: hands over whose turn it is, takes results back, replaces workers that die."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Literal

from msgspec import Struct

from edged.errors import PictureLost, StoreBroken, StoreFull, WorkerCannotLoad, WorkerDied
from edged.events import Events, StepSeen
from edged.health import Health
from edged.metrics import Metrics
from edged.pictures import Fault, Job, Served
from edged.queue import Queue
from edged.settings import WorkerSettings
from edged.store import Store
from edged.worker import COMMAND, Worker
from runtime.errors import EdgedError
from runtime.messages import Cancel, Cancelled, Done, Draw, Failed, FromWorker, Load, Ready, Step

log = logging.getLogger(__name__)


class Task(Struct, frozen=True, kw_only=True):
    """What a worker is for."""

    load: Load
    room: int
    """Most pictures it draws at the same time."""
    label: bool
    """Draw the visible mark of generated pictures."""


class WorkerStatus(Struct, frozen=True, kw_only=True):
    """The painter, for the admin."""

    state: Literal["starting", "ready", "waiting", "stopped"] = "stopped"
    """`waiting`: before the next try."""
    pid: int | None = None
    engine: str | None = None
    memory_mb: float | None = None
    warmup_s: float | None = None
    restarts: int = 0
    last_words: str | None = None


class Studio:
    """`run` draws for as long as it is not cancelled."""

    def __init__(  # noqa: PLR0913 - it is where these meet
        self,
        *,
        queue: Queue,
        store: Store,
        events: Events,
        health: Health,
        metrics: Metrics,
        settings: WorkerSettings,
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        self._queue, self._store, self._events = queue, store, events
        self._health, self._metrics, self._settings = health, metrics, settings
        self._command = command
        self._worker: Worker | None = None
        self._ready: Ready | None = None
        self._state: Literal["starting", "ready", "waiting", "stopped"] = "stopped"
        self._in_hand: dict[str, float] = {}
        """With the worker: id -> monotonic seconds of its start."""
        self._last_end = 0.0
        """Monotonic seconds."""
        self._deaths = 0
        self._deaths_in_a_row = 0
        self._last_words: str | None = None

    @property
    def status(self) -> WorkerStatus:
        ready = self._ready
        return WorkerStatus(
            state=self._state,
            pid=self._worker.pid if self._worker else None,
            engine=ready.engine if ready else None,
            memory_mb=ready.memory_mb if ready else None,
            warmup_s=ready.warmup_s if ready else None,
            restarts=self._deaths,
            last_words=self._last_words,
        )

    @property
    def alive(self) -> bool:
        """False only where a worker that should draw has been silent for longer than its deadline allows."""
        if self._worker is None or not self._in_hand:
            return True
        silence = time.monotonic() - self._worker.last_sign
        return silence < 2 * self._settings.step_deadline_s

    async def run(self, task: Task) -> None:
        """One worker after the other, for ever."""
        try:
            while True:
                await self._one_life(task)
                self._state = "waiting"
                pause = self._settings.backoff_s * 2 ** min(self._deaths_in_a_row - 1, 16)
                await asyncio.sleep(min(pause, self._settings.backoff_max_s))
        finally:
            self._state = "stopped"

    async def cancel(self, job: Job) -> bool:
        """Ends an open picture at its owner's wish. False if it had ended already."""
        if not await self._end(job.ended("cancelled")):
            return False
        if job.id in self._in_hand and self._worker is not None:
            await self._worker.send(Cancel(id=job.id))
        return True

    def tell_positions(self) -> None:
        """Those who wait learn that the queue moved."""
        listened = self._events.listened_to()
        for id in self._queue.waiting_ids():
            if id in listened and (job := self._queue.open(id)):
                self._events.changed(job)

    async def _one_life(self, task: Task) -> None:
        self._state = "starting"
        try:
            async with Worker(self._settings, self._command) as worker:
                self._worker = worker
                self._begin(await worker.load(task.load))
                await self._serve(worker, task)
        except WorkerDied as death:
            self._metrics.deaths.inc()
            self._deaths += 1
            self._last_words = str(death.details["last_words"])
            self._give_up_on(death)
            await self._recover()
        except WorkerCannotLoad as error:
            self._give_up_on(error)
        finally:
            self._worker = self._ready = None
            self._health.set_warm(False)

    def _begin(self, ready: Ready) -> None:
        log.info("worker ready after %.1f s: %s", ready.warmup_s, ready.engine)
        self._ready, self._state = ready, "ready"
        self._metrics.worker_memory.set(ready.memory_mb * 1024 * 1024)
        self._health.clear("worker_cannot_load")
        self._health.set_warm(True)

    def _give_up_on(self, error: EdgedError) -> None:
        self._deaths_in_a_row += 1
        log.warning("%s", error)
        self._health.note(error)

    async def _serve(self, worker: Worker, task: Task) -> None:
        """Until the worker dies: WorkerDied."""
        receiving = asyncio.ensure_future(worker.receive())
        stirring = asyncio.ensure_future(self._queue.changed.wait())
        try:
            while True:
                await self._hand_over(worker, task)
                await asyncio.wait(
                    {receiving, stirring},
                    timeout=self._patience(worker),
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if receiving.done():
                    await self._take_back(*receiving.result())
                    receiving = asyncio.ensure_future(worker.receive())
                elif self._patience(worker) == 0:
                    worker.kill(f"no sign of life for {self._settings.step_deadline_s:g} s")
                if stirring.done():
                    self._queue.changed.clear()
                    stirring = asyncio.ensure_future(self._queue.changed.wait())
        finally:
            receiving.cancel()
            stirring.cancel()

    def _patience(self, worker: Worker) -> float | None:
        """Seconds left for the next sign of life; None while nothing is asked of it."""
        if not self._in_hand:
            return None
        return max(0.0, worker.last_sign + self._settings.step_deadline_s - time.monotonic())

    async def _hand_over(self, worker: Worker, task: Task) -> None:
        while (job := self._queue.next()) and self._has_room_for(job, task.room):
            if not self._in_hand:
                worker.last_sign = time.monotonic()
            self._in_hand[job.id] = time.monotonic()
            self._events.changed(self._queue.take(job.id))
            await worker.send(_draw(job, task.label))
            self.tell_positions()

    def _has_room_for(self, job: Job, room: int) -> bool:
        """A picture over which a worker died is drawn alone, so that it takes no other one with it."""
        suspects = [
            id for id in self._in_hand if (open_ := self._queue.open(id)) and open_.attempts
        ]
        if job.attempts or suspects:
            return not self._in_hand
        return len(self._in_hand) < room

    async def _take_back(self, frame: FromWorker, payload: bytes) -> None:
        match frame:
            case Step():
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
                self._in_hand.pop(frame.id, None)
            case Ready():
                log.warning("the worker said twice that it is ready")

    async def _finish(self, done: Done, data: bytes) -> None:
        began = self._in_hand.pop(done.id, None)
        job = self._queue.open(done.id)
        if job is None or began is None:
            return  # Cancelled too late for the worker to notice.
        try:
            image = await self._store.put(job.id, data, job.format)
        except EdgedError as error:
            self._health.note(error)
            await self._end(job.ended("failed", fault=Fault.of(error)))
            return
        now = time.monotonic()
        seconds = now - max(began, self._last_end)
        self._last_end = now
        served = Served(size=f"{done.pixels[0]}x{done.pixels[1]}", steps=done.steps)
        self._deaths_in_a_row = 0
        self._health.clear("worker_died", "store_full", "store_broken")
        self._metrics.draw_seconds.observe(done.draw_ms / 1000)
        self._metrics.total_seconds.observe(max(0.0, time.time() - job.created))
        if not await self._end(
            job.ended("done", served=served, image=image, seconds=seconds, seed=done.seed)
        ):
            await self._store.remove([job.id])

    async def _fail(self, failed: Failed) -> None:
        if failed.id is None:
            return
        self._in_hand.pop(failed.id, None)
        job = self._queue.open(failed.id)
        if job is not None:
            fault = Fault(
                code=failed.code,
                message_en=failed.message_en,
                message_zh=failed.message_zh,
                fix_en=failed.fix_en,
                fix_zh=failed.fix_zh,
            )
            await self._end(job.ended("failed", fault=fault))

    async def _recover(self) -> None:
        """What the dead worker had in hand is tried again, or given up after too many deaths."""
        for id in sorted(self._in_hand, key=self._in_hand.__getitem__, reverse=True):
            job = self._queue.open(id)
            if job is not None and job.attempts + 1 >= self._settings.attempts:
                await self._end(
                    job.ended("failed", fault=Fault.of(PictureLost()), attempts=job.attempts + 1)
                )
                continue
            try:
                await self._queue.put_back(id)
            except (StoreFull, StoreBroken) as error:
                self._health.note(error)  # Only the count of its attempts is not on disk.
            if again := self._queue.open(id):
                self._events.changed(again)
        self._in_hand.clear()

    async def _end(self, job: Job) -> bool:
        """False if it had ended already. Where the disk fails, the end holds until the next start, which draws again."""
        try:
            if not await self._queue.end(job):
                return False
        except (StoreFull, StoreBroken) as error:
            self._health.note(error)
        self._metrics.pictures.labels(job.state).inc()
        self._events.changed(job)
        self.tell_positions()
        return True


def _draw(job: Job, label: bool) -> Draw:
    width, height = job.size.split("x")
    if job.caption is None:
        raise ValueError(f"picture {job.id} has no caption")
    return Draw(
        id=job.id,
        caption=job.caption,
        seed=job.seed,
        prompt=job.prompt,
        pixels=(int(width), int(height)),
        steps=job.steps,
        format=job.format,
        label=label,
    )
