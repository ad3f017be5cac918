"""From a wish to a picture in the queue: checked, read, filled in with what the box gives by itself."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress

import msgspec

from edged.box import Box
from edged.cache.cache import Cache
from edged.errors import PackBroken, StoreBroken, StoreFull, WorkerCannotLoad
from edged.health import Health
from edged.lesson import Lesson
from edged.metrics import Metrics
from edged.pacing import Pacing
from edged.pictures import Fault, Job, Served, Wish, understood
from edged.queue import Queue
from edged.refusals import (
    BatteryLow,
    LessonPaused,
    PromptEmpty,
    PromptRefused,
    QueueFull,
    SizeUnknown,
    StepsOutOfRange,
    StyleUnknown,
    TooManyWaiting,
)
from edged.store import Store
from runtime.errors import EdgedError
from runtime.pack import Manifest, Pack
from runtime.prompt import PromptTooLong, Reading, Refusal, read
from runtime.prompt.caption import Caption

WRONG_WISHES = (PromptEmpty, PromptTooLong, SizeUnknown, StyleUnknown, StepsOutOfRange)
"""What `Intake.take` says of a wish that can never be drawn as it is."""
HINDRANCES = (
    LessonPaused,
    BatteryLow,
    QueueFull,
    TooManyWaiting,
    PackBroken,
    StoreFull,
    StoreBroken,
)
"""What it says where it takes nothing now, whatever is wished for."""
SEED_BITS = 32
"""Of seeds that the box chooses: short enough to be read out loud."""


class Intake:
    def __init__(  # noqa: PLR0913 - a wish concerns them all
        self,
        *,
        box: Box,
        queue: Queue,
        store: Store,
        cache: Cache,
        health: Health,
        metrics: Metrics,
        pacing: Pacing,
        lesson: Lesson,
    ) -> None:
        self._box, self._queue, self._health, self._metrics = box, queue, health, metrics
        self._lesson = lesson
        self._pacing, self._store, self._cache = pacing, store, cache

    async def take(
        self,
        wish: Wish,
        owner: str,
        *,
        urgent: bool = False,
        patient: bool = False,
        varied: bool = False,
    ) -> Job:
        """A picture that is on disk: waiting, refused, or done where the very same was drawn before.

        `urgent`: before the others; `patient`: its owner may have any number waiting; `varied`: without a seed in the wish
        it may be any picture of it that the owner has not seen.

        Raises one of WRONG_WISHES or HINDRANCES, or WorkerCannotLoad.
        """
        pack = self.pack()
        if isinstance(self._health.grave, WorkerCannotLoad):
            raise self._health.grave
        self._lesson.check()
        self._pacing.check()
        size = self._checked(wish, pack.manifest)
        reading = self.read(wish.prompt)
        refused = reading.refused
        if refused is not None and refused.category == "empty":
            raise PromptEmpty
        told = refused is None or refused.category == "no_subject"
        job = Job(
            id=secrets.token_hex(16),
            owner=owner,
            state="refused" if refused else "queued",
            created=time.time(),
            prompt=wish.prompt if told else "",
            understood=understood(reading),
            dropped=reading.dropped if told else (),
            caption=None if refused else reading.caption,
            caption_text=None if refused else pack.vocabulary.text(reading.caption),
            seed=secrets.randbits(SEED_BITS) if wish.seed is None else wish.seed,
            size=size,
            steps=self._steps(wish, reading.caption, pack.manifest),
            format=wish.format,
            urgent=urgent,
            varied=varied and wish.seed is None,
            fault=_fault(refused) if refused else None,
        )
        if refused is not None:
            await self._keep(job, patient=patient)
            self._metrics.refusals.labels(refused.category).inc()
            self._metrics.pictures.labels("refused").inc()
            return job
        job = await self._answered(self._seeded(job, wish, varied=varied), patient=patient)
        if varied:
            self._cache.asked.count(reading.caption)
        return job

    def read(self, prompt: str) -> Reading:
        """What the box understands. Raises PromptTooLong, PackBroken."""
        return read(prompt, self.pack().vocabulary)

    def pack(self) -> Pack:
        """Raises PackBroken."""
        return self._box.setup.usable()

    def sizes(self) -> tuple[str, ...]:
        """What can be asked for."""
        return self.pack().manifest.sizes

    def _seeded(self, job: Job, wish: Wish, *, varied: bool) -> Job:
        """With the seed of a picture that is there already, if one will do."""
        seed = self._cache.variant(job) if varied and wish.seed is None else None
        return job if seed is None else msgspec.structs.replace(job, seed=seed)

    async def _answered(self, job: Job, *, patient: bool) -> Job:
        """Done where the very picture is there already, else waiting. Who is turned away was given nothing, and counts nowhere."""
        given, text = self._cache.given, job.caption_text or ""
        new = given.add(
            job.owner, text, job.seed
        )  # before anything is waited for: their next wish gets another one
        try:
            done = await self._recalled(job)
            if done is None:
                await self._keep(job, patient=patient)
        except EdgedError:
            if new:
                given.remove(job.owner, text, job.seed)
            raise
        self._cache.answered(hit=done is not None)
        return done or job

    async def _recalled(self, job: Job) -> Job | None:
        """Done and on disk, if the very picture is there already."""
        data = await self._cache.finished(job)
        if data is None:
            return None
        try:
            with self._queue.coming(job.id):
                image = await self._cache.with_room(
                    lambda: self._store.put(job.id, data, job.format)
                )
                served = Served(size=job.size, steps=job.steps, cached=True)
                done = job.ended("done", served=served, image=image)
                await self._cache.with_room(lambda: self._queue.record(done))
        except (StoreFull, StoreBroken) as error:
            self._health.note(error)
            with suppress(StoreFull, StoreBroken):  # The next start sweeps it away.
                await self._store.remove([job.id])
            raise
        self._metrics.pictures.labels("done").inc()
        self._metrics.total_seconds.observe(max(0.0, time.time() - job.created))
        return done

    async def _keep(self, job: Job, *, patient: bool) -> None:
        """On disk when it returns. A disk in trouble is an Issue too, until a picture can be written again."""
        try:
            if job.state == "refused":
                await self._cache.with_room(lambda: self._queue.record(job))
            else:
                await self._cache.with_room(lambda: self._queue.accept(job, patient=patient))
                self._metrics.accepted.inc()
        except (StoreFull, StoreBroken) as error:
            self._health.note(error)
            raise
        if self._health.suffers(StoreFull.code, StoreBroken.code):
            self._health.clear(StoreFull.code, StoreBroken.code)

    def _checked(self, wish: Wish, manifest: Manifest) -> str:
        """The size: as asked for, or as the profile gives it."""
        rung = self._pacing.profile.ladder[0]
        low, high = manifest.steps.min, manifest.steps.max
        size = rung.size_for(manifest.sizes) if wish.size is None else wish.size
        if size not in manifest.sizes:
            raise SizeUnknown(size=_short(size), sizes=", ".join(manifest.sizes))
        if wish.style is not None and wish.style not in manifest.styles:
            raise StyleUnknown(style=_short(wish.style), styles=", ".join(manifest.styles))
        if wish.steps is not None and not low <= wish.steps <= high:
            raise StepsOutOfRange(low=low, high=high)
        return size

    def _steps(self, wish: Wish, caption: Caption, manifest: Manifest) -> int:
        """As asked for, or as profile and pack give them to such a caption."""
        rung = self._pacing.profile.ladder[0]
        return rung.steps_for(caption, manifest.steps) if wish.steps is None else wish.steps


def _fault(refused: Refusal) -> Fault:
    return Fault.of(PromptRefused(message_en=refused.en, message_zh=refused.zh))


def _short(text: str) -> str:
    """What a caller sent is repeated in errors, but never at length."""
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
