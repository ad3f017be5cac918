"""The workers, one after the other: replaced when they die, when they hang, and when another profile is wanted."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress

from edged.cache.cache import Cache, no_cache
from edged.dreams import Dreams, Dreamt
from edged.drowsiness import Drowsiness
from edged.easel import Easel, Fit, Reread, Tighten
from edged.errors import WorkerCannotLoad, WorkerDied
from edged.events import Events
from edged.health import Health
from edged.metrics import Metrics
from edged.pictures import Job
from edged.queue import Queue
from edged.refusals import ChangeInProgress
from edged.settings import WorkerSettings
from edged.store import Store
from edged.task import Change, Task
from edged.worker import COMMAND, Worker, WorkerState, WorkerStatus
from runtime.errors import EdgedError
from runtime.messages import Cancel, Done, Draw, Failed, FromWorker, Pace, Ready

log = logging.getLogger(__name__)

ENGINE_FAILED = "engine_failed"
"""The worker's code for an engine that did not do what it was asked."""
MOST = 64
"""Pictures at the same time that no profile asks for."""


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
        cache: Cache | None = None,
        command: tuple[str, ...] = COMMAND,
    ) -> None:
        self._queue, self._health, self._metrics = queue, health, metrics
        self._settings, self._command = settings, command
        self._easel = Easel(
            queue=queue,
            store=store,
            events=events,
            health=health,
            metrics=metrics,
            cache=cache or no_cache(),
            attempts=settings.attempts,
        )
        self._dreams = Dreams()
        self._change: Change | None = None
        self._stirred = asyncio.Event()
        """Set where the pause between two workers should end."""
        self.label: bool | None = None
        """Draw the visible mark; None: as the task says."""
        self._held = False
        """Nothing new is begun."""
        self._room = 0
        """Pictures at the same time that the present task allows."""
        self._pace = Pace(batch=MOST, duty=1.0)
        self._worker: Worker | None = None
        self._ready: Ready | None = None
        self._state: WorkerState = "stopped"
        self._drowsiness = Drowsiness(settings)
        self._asleep = False
        self._deaths = 0
        self._deaths_in_a_row = 0
        self._last_words: str | None = None
        self.engine_failures = 0
        """Of workers that had become ready, in a row: since then nothing was drawn."""
        self.trouble: EdgedError | None = None
        """What ended the last worker, until one draws."""
        self.failing_since: float | None = None
        """Monotonic seconds of the first of the failures since which no worker has become ready."""

    @property
    def status(self) -> WorkerStatus:
        ready = self._ready
        return WorkerStatus(
            state=self._state,
            pid=self._worker.pid if self._worker else None,
            engine=ready.engine if ready else None,
            memory_mb=ready.memory_mb if ready else None,
            warmup_s=ready.warmup_s if ready else None,
            waking=self._health.waking,
            restarts=self._deaths,
            last_words=self._last_words,
        )

    @property
    def alive(self) -> bool:
        """False only where a worker that should draw has been silent for longer than its deadline allows."""
        if self._worker is None or not self._occupied:
            return True
        patience = self._deadline_s
        silence = time.monotonic() - self._worker.last_sign
        return patience is None or silence < 2 * patience

    async def run(self, task: Task) -> None:
        """One worker after the other, for ever."""
        try:
            while True:
                task = await self._one_life(task)
                if self._asleep:
                    await self._sleep()
                elif self._change is None:
                    self._state = "waiting"
                    await self._pause()
        finally:
            self._state = "stopped"
            if self._change is not None:
                self._change.done.cancel()

    async def change(self, task: Task, taken: Callable[[], None] = lambda: None) -> None:
        """From now on draws this way. What is being drawn is finished first, what waits goes on waiting; `taken` is called
        before it is drawn, since it may have to be another size now.

        Raises WorkerCannotLoad or WorkerDied where it cannot draw a picture this way, and goes on as before;
        ChangeInProgress where somebody else is just changing it.
        """
        if self._change is not None:
            raise ChangeInProgress
        done = asyncio.get_running_loop().create_future()
        deadline = time.monotonic() + self._settings.step_deadline_s
        self._change = Change(task, done, deadline, taken)
        self._stirred.set()
        self._queue.changed.set()
        await asyncio.shield(done)

    async def pace(self, pace: Pace) -> None:
        """Holds from the worker's next step on."""
        if pace == self._pace:
            return
        self._pace = pace
        if self._worker is not None and self._ready is not None:
            await self._worker.send(self._bounded_pace())
        self._queue.changed.set()

    def press(self, pressed: bool) -> None:
        """Memory is short, or is not any more: an idle worker leaves sooner while it is."""
        if pressed != self._drowsiness.pressed:
            self._drowsiness.pressed = pressed
            self._queue.changed.set()

    def hold(self, held: bool) -> None:
        """What is being drawn is finished, and what waits goes on waiting until it is not held any more."""
        self._held = held
        self._queue.changed.set()

    @property
    def busy_s(self) -> float:
        """Seconds, since the start, in which a worker had pictures or a dream in hand, its rests included."""
        return self._easel.busy_s + self._dreams.busy_s

    @property
    def dreaming(self) -> int:
        """Dreams in hand."""
        return len(self._dreams)

    @property
    def idle(self) -> bool:
        """There is a worker, and nothing for it to do."""
        ready = self._worker is not None and self._ready is not None and self._change is None
        return ready and not self._occupied and not self._queue.waiting

    async def dream(self, draw: Draw) -> Dreamt | None:
        """Begins a dream; None where it is not idle. It ends as soon as there is a picture to draw."""
        if self._worker is None or not self.idle:
            return None
        dreamt = await self._dreams.begin(self._worker, draw)
        self._queue.changed.set()  # What came meanwhile, and the deadline.
        return dreamt

    async def wake(self) -> None:
        """Ends the dream in hand, if there is one."""
        if self._worker is not None:
            await self._dreams.give_way(self._worker)

    def fit_with(self, fit: Fit, tighten: Tighten) -> None:
        """What pictures get that are begun from now on, and what those that memory is too small for."""
        self._easel.fit, self._easel.tighten = fit, tighten

    def reread_with(self, reread: Reread) -> None:
        """What becomes of wishes that the present pack may not know."""
        self._easel.reread = reread

    async def cancel(self, job: Job) -> bool:
        """Ends an open picture at its owner's wish. False if it had ended already."""
        if not await self._easel.end(job.ended("cancelled")):
            return False
        if job.id in self._easel and self._worker is not None:
            await self._worker.send(Cancel(id=job.id))
        return True

    def tell_positions(self) -> None:
        """Those who wait learn that the queue moved."""
        self._easel.tell_positions()

    def _bounded_pace(self) -> Pace:
        return Pace(batch=min(self._pace.batch, self._room), duty=self._pace.duty)

    async def _pause(self) -> None:
        """Before the next worker; a change does not wait for its end."""
        pause = self._settings.backoff_s * 2 ** min(self._deaths_in_a_row - 1, 16)
        with suppress(TimeoutError):
            async with asyncio.timeout(min(pause, self._settings.backoff_max_s)):
                await self._stirred.wait()

    async def _sleep(self) -> None:
        """Without a worker, until somebody wishes for something or another task is wanted."""
        log.info("nothing to draw: the worker gave its memory back")
        self._state = "asleep"
        self._metrics.worker_memory.set(0)
        while not (self._queue.waiting or self._change):
            self._queue.changed.clear()
            await self._queue.changed.wait()
        self._asleep = False
        self._health.set_warm(False)

    async def _one_life(self, task: Task) -> Task:
        """From a worker's start to its end; returns what the next one is for."""
        self._state = "starting"
        self._stirred.clear()
        change = self._change
        wanted = change.task if change else task
        try:
            async with Worker(self._settings, self._command, wanted.environment) as worker:
                self._worker = worker
                self._wakes(0.0)
                self._begin(await worker.load(wanted.load, self._wakes))
                task, self._room = wanted, wanted.room
                self._changed(change)
                await worker.send(self._bounded_pace())
                await self._serve(worker, task)
        except WorkerCannotLoad as error:
            self._give_up_on(error, change)
        except WorkerDied as death:
            self._metrics.deaths.inc()
            self._deaths += 1
            self._last_words = str(death.details["last_words"])
            self._give_up_on(death, change)
            await self._easel.put_back(blamed=not self._dreams.lose())
        else:
            await self._easel.put_back(blamed=False)
        finally:
            self._dreams.lose()
            self._worker = self._ready = self._health.waking = None
            self._health.set_warm(self._asleep)  # whoever sleeps will draw
        return task

    def _changed(self, change: Change | None, error: EdgedError | None = None) -> None:
        """Whoever asked for the change learns how it went."""
        if change is None or change.done.done():
            return
        self._change = None
        if error is None:
            change.taken()
            change.done.set_result(None)
        else:
            change.done.set_exception(error)
            change.done.exception()  # whoever asked may be gone

    def _wakes(self, share: float) -> None:
        self._health.waking = round(100 * share)

    def _begin(self, ready: Ready) -> None:
        self._health.waking = None
        log.info("worker ready after %.1f s: %s", ready.warmup_s, ready.engine)
        self._ready, self._state, self.failing_since = ready, "ready", None
        self._queue.forecast.costs.beside = ready.beside
        self._metrics.starts.inc()
        self._metrics.load_seconds.set(ready.warmup_s)
        self._metrics.worker_memory.set(ready.memory_mb * 1024 * 1024)
        self._health.clear("worker_cannot_load")
        self._health.set_warm(True)
        self._drowsiness.awake()

    def _give_up_on(self, error: EdgedError, change: Change | None) -> None:
        """A worker that came for a change concerns only those who wanted it: the one before was well."""
        log.warning("%s", error)
        if change is not None and not change.done.done():
            self._changed(change, error)
            return
        self._deaths_in_a_row += 1
        self.trouble = error
        self.failing_since = self.failing_since or time.monotonic()
        self._health.note(error)

    async def _serve(self, worker: Worker, task: Task) -> None:
        """Until another task is wanted and nothing is in hand, or until the worker dies: WorkerDied."""
        receiving = asyncio.ensure_future(worker.receive())
        stirring = asyncio.ensure_future(self._queue.changed.wait())
        try:
            while True:
                if self._may_leave() or self._may_sleep():
                    return
                await self._hand_over(worker, task)
                await asyncio.wait(
                    {receiving, stirring},
                    timeout=self._patience(worker),
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if receiving.done():
                    frame, payload = receiving.result()
                    await self._take_back(worker, frame, payload)
                    receiving = asyncio.ensure_future(worker.receive())
                elif self._is_silent(worker):
                    worker.kill(f"no sign of life for {self._settings.step_deadline_s:g} s")
                if stirring.done():
                    self._queue.changed.clear()
                    stirring = asyncio.ensure_future(self._queue.changed.wait())
        finally:
            receiving.cancel()
            stirring.cancel()

    async def _hand_over(self, worker: Worker, task: Task) -> None:
        if self._queue.next() or self._change:
            await self._dreams.give_way(worker)
        pace = self._bounded_pace()
        self._queue.forecast.pace(pace.batch, 0.0 if self._held else pace.duty)
        if self._change is None and pace.duty > 0 and not self._held:
            label = task.label if self.label is None else self.label
            await self._easel.hand_over(worker, pace.batch, label)

    async def _take_back(self, worker: Worker, frame: FromWorker, payload: bytes) -> None:
        if isinstance(frame, Failed) and frame.code == ENGINE_FAILED:
            # Whatever it computes on may be gone: only a new one can tell, and those in its hand go on with that.
            self.engine_failures += 1
            worker.kill(frame.message_en)
            return
        if not self._dreams.take_back(frame, payload):
            await self._easel.take_back(frame, payload)
        if isinstance(frame, Done):
            self._deaths_in_a_row = self.engine_failures = 0
            self.trouble = None

    @property
    def _occupied(self) -> bool:
        """Something is in the worker's hands, for somebody or for nobody."""
        return bool(self._easel) or bool(self._dreams)

    def _may_leave(self) -> bool:
        change = self._change
        return change is not None and (not self._easel or time.monotonic() > change.deadline)

    def _may_sleep(self) -> bool:
        if self._occupied or self._queue.waiting or self._change:
            self._drowsiness.awake()
        self._asleep = self._drowsiness.overdue
        return self._asleep

    @property
    def _deadline_s(self) -> float | None:
        """Seconds without a sign of life that are too many; None while it is told to pause."""
        duty = self._pace.duty
        return self._settings.step_deadline_s / duty if duty > 0 else None

    def _is_silent(self, worker: Worker) -> bool:
        deadline = self._deadline_s
        if not self._occupied or deadline is None:
            return False
        return time.monotonic() - worker.last_sign >= deadline

    def _patience(self, worker: Worker) -> float | None:
        """Seconds to wait for a sign of life, or until it may sleep; None while nothing is asked of it."""
        deadline = self._deadline_s
        ends = [self._change.deadline] if self._change else []
        if self._occupied and deadline is not None:
            ends.append(worker.last_sign + deadline)
        elif not self._occupied and (due := self._drowsiness.due) is not None:
            ends.append(due)
        return max(0.0, min(ends) - time.monotonic()) if ends else None
