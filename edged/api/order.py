"""Pictures that a programme asks for in another API's words, and waits for: each goes the same way as a child's."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing, suppress

from aiohttp import web

from edged.api.caller import caller_of, language_of
from edged.errors import Warming
from edged.events import Changed, Events, StepSeen
from edged.intake import Intake
from edged.pictures import ENDED, Fault, Format, Job, Wish
from edged.queue import Queue
from edged.refusals import (
    PictureCancelled,
    PictureUnknown,
    ResizeFailed,
    TookTooLong,
    TooManyWaiting,
)
from edged.resizer import Resizer
from edged.store import Store
from edged.studio import Studio
from runtime.errors import EdgedError, Language

PATIENCE_S = 600.0
"""Seconds until the last picture of an order must have ended; what clients of these APIs wait by themselves."""
LOOK_S = 1.0
"""Seconds between two looks whether whoever waits is still there."""
CHINESE = re.compile(r"[\u3400-\u9fff]")
Gone = Callable[[], bool]


class NoPicture(EdgedError):
    """It ended otherwise. Carries the box's own words."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.fault = job.fault or Fault.of(PictureCancelled())
        super().__init__()

    @property
    def unwanted(self) -> bool:
        """It was refused for what it says, not because no animal was found in it: only those words are not kept."""
        return self.job.state == "refused" and not self.job.prompt

    def message(self, language: Language = "en") -> str:
        return self.fault.message_zh if language == "zh" else self.fault.message_en

    def fix(self, language: Language = "en") -> str | None:
        return self.fault.fix_zh if language == "zh" else self.fault.fix_en


class Orders:
    def __init__(  # noqa: PLR0913 - pictures touch everything
        self,
        *,
        intake: Intake,
        queue: Queue,
        store: Store,
        studio: Studio,
        events: Events,
        resizer: Resizer,
    ) -> None:
        self.intake, self.queue, self.studio, self.events = intake, queue, studio, events
        self._store, self._resizer = store, resizer

    async def place(self, request: web.Request, wish: Wish) -> Job:
        """One picture, on disk. Raises what Intake.take raises."""
        caller = caller_of(request)
        return await self.intake.take(
            wish, caller.owner, urgent=caller.leads, patient=caller.patient
        )

    async def draw(
        self, request: web.Request, wishes: Sequence[Wish], placed: list[Job] | None = None
    ) -> list[Job]:
        """All of them, ended, in their order; no more after one that is refused or cancelled. Who hangs up cancels them.

        `placed`: grows by each that is on disk. Raises what Intake.take raises, TookTooLong, Warming.
        """
        jobs: list[Job] = [] if placed is None else placed
        try:
            async with asyncio.timeout(PATIENCE_S):
                for wish in wishes:
                    job = await self._placed_in_turn(request, wish, jobs)
                    if job is None:
                        break
                    jobs.append(job)
                    if job.state == "refused":
                        break
                return [await self.ended(job, gone_of(request)) for job in jobs]
        except TimeoutError:
            raise TookTooLong(seconds=PATIENCE_S) from None
        finally:
            await self.cancel(job.id for job in jobs)

    async def ended(self, job: Job, gone: Gone) -> Job:
        """The picture after its end. Raises Warming where the box stops, ConnectionResetError where nobody waits."""
        async with aclosing(self.follow(job, gone)) as happenings:
            async for what in happenings:
                job = what if isinstance(what, Job) else job
        return job

    async def follow(self, job: Job, gone: Gone) -> AsyncGenerator[Job | StepSeen]:
        """Its present state, then whatever happens to it, up to its last state. Raises as `ended`."""
        with self.events.listening(job.id) as feed:
            job = await self.queue.get(job.id) or job.ended("cancelled")  # It was wiped.
            yield job
            while job.state not in ENDED:
                try:
                    event = await asyncio.wait_for(feed.get(), LOOK_S)
                except TimeoutError:
                    event = Changed(job=job)
                if gone():
                    raise ConnectionResetError
                if event is None:
                    raise Warming
                if isinstance(event, Changed):
                    job = event.job
                yield event if isinstance(event, StepSeen) else job

    async def cancel(self, ids: Iterable[str]) -> None:
        """Those that have not ended."""
        for id in ids:
            if job := self.queue.open(id):
                await self.studio.cancel(job)

    async def data(self, job: Job) -> bytes:
        """The finished picture's file. Raises NoPicture, PictureUnknown."""
        if job.image is None:
            raise NoPicture(job)
        data = await self._store.read(job.image.file)
        if data is None:
            raise PictureUnknown
        return data

    async def preview(self, seen: StepSeen, size: str, format: Format) -> bytes | None:
        """What can be seen of it after this step, at `size`. None where there is nothing."""
        if not seen.preview:
            return None
        with suppress(ResizeFailed):
            return await self.converted(seen.preview, size, format)
        return None

    async def converted(self, data: bytes, size: str, format: Format) -> bytes:
        """The picture at `size` in another format. Raises ResizeFailed."""
        width, height = size.split("x")
        try:
            return await self._resizer.smaller(data, (int(width), int(height)), format)
        except TimeoutError as error:
            raise ResizeFailed from error

    async def _placed_in_turn(
        self, request: web.Request, wish: Wish, before: Sequence[Job]
    ) -> Job | None:
        """As soon as this caller may have one more waiting. None where one of those before is cancelled meanwhile.

        Raises TooManyWaiting where others of its pictures wait.
        """
        while True:
            try:
                return await self.place(request, wish)
            except TooManyWaiting:
                waiting = next((job for job in before if self.queue.open(job.id)), None)
                if waiting is None:
                    raise
                if (await self.ended(waiting, gone_of(request))).state == "cancelled":
                    return None


def gone_of(request: web.Request) -> Gone:
    """Whether the caller has hung up."""
    return lambda: request.transport is None or request.transport.is_closing()


def language_for(request: web.Request, sentence: str) -> Language:
    """What was asked for; programmes seldom say, and then the sentence itself tells."""
    asked = "lang" in request.query or "Accept-Language" in request.headers
    return language_of(request) if asked or not CHINESE.search(sentence) else "zh"
