"""`/v1/lesson`: what a teacher sees and decides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response
from msgspec import Struct

from edged.api.body import body_of, number_of
from edged.api.caller import caller_of, language_of
from edged.api.lesson_view import LessonPicture, LessonView, Teller
from edged.api.operation import Operation, reply
from edged.api.pictures import ID
from edged.errors import StoreBroken, StoreFull
from edged.events import Events
from edged.lesson import Lesson
from edged.pictures import ENDED
from edged.queue import Queue
from edged.refusals import BadField, ImageGone, ImageNotReady, PictureUnknown
from edged.settings import HttpSettings

LISTED, MOST = 60, 2000
"""Pictures that a list holds unless `?limit=` says otherwise, and at most."""
CALM_S = 0.5
"""Seconds between two tellings that something changed."""


class LessonWanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    paused: bool | None = None
    label: bool | None = None
    tablets: bool | None = None


class HiddenWanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    hidden: bool


class LessonPictures(Struct, frozen=True, kw_only=True):
    pictures: list[LessonPicture]
    total: int
    """Of the lesson; the list may hold fewer."""


class LessonFace:
    def __init__(  # noqa: PLR0913 - a lesson is all of these
        self,
        *,
        teller: Teller,
        lesson: Lesson,
        queue: Queue,
        events: Events,
        addresses: Callable[[web.Request], tuple[str, ...]],
        settings: HttpSettings,
    ) -> None:
        """`addresses`: of the box, as whoever asks reaches them; may block."""
        self._teller, self._lesson, self._queue = teller, lesson, queue
        self._events, self._addresses, self._settings = events, addresses, settings

    def operations(self) -> list[Operation]:
        """The teacher's."""
        disk = (StoreFull, StoreBroken)
        return [
            Operation(
                method="GET",
                path="/v1/lesson",
                need="teacher",
                handler=self.show,
                summary="The lesson: devices, pictures, how the box feels, load",
                answers={200: LessonView},
            ),
            Operation(
                method="PATCH",
                path="/v1/lesson",
                need="teacher",
                handler=self.decide,
                summary="Pause or resume the lesson, put the visible mark on or off",
                body=LessonWanted,
                answers={200: LessonView},
                errors=disk,
            ),
            Operation(
                method="GET",
                path="/v1/lesson/events",
                need="teacher",
                handler=self.follow,
                summary="Says when something about the lesson changed, as server-sent events",
                answers={200: "text/event-stream"},
            ),
            Operation(
                method="GET",
                path="/v1/lesson/pictures",
                need="teacher",
                handler=self.pictures,
                summary="Everybody's finished pictures, the newest first",
                query={"limit": "How many at most"},
                answers={200: LessonPictures},
                errors=(BadField,),
            ),
            Operation(
                method="PATCH",
                path="/v1/lesson/pictures/{id}",
                need="teacher",
                handler=self.hide,
                summary="Keep a picture from wall, projector and print, or show it again",
                body=HiddenWanted,
                answers={200: LessonPicture},
                errors=(PictureUnknown, ImageNotReady, ImageGone, *disk),
            ),
        ]

    async def show(self, request: web.Request) -> web.Response:
        caller = caller_of(request)
        view = await self._teller.lesson(
            language_of(request),
            asker=caller.device.id if caller.device else None,
            open=not caller.paired_only,
            addresses=list(await asyncio.to_thread(self._addresses, request)),
        )
        return reply(view)

    async def decide(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, LessonWanted, self._settings)
        await self._lesson.change(paused=wanted.paused, label=wanted.label, tablets=wanted.tablets)
        self._events.stir()
        return await self.show(request)

    async def pictures(self, request: web.Request) -> web.Response:
        limit = int(number_of(request, "limit", default=LISTED, most=MOST)) or LISTED
        jobs = await self._queue.drawn(limit)
        total = await self._queue.count_drawn()
        return reply(LessonPictures(pictures=self._teller.pictures(jobs), total=total))

    async def hide(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, HiddenWanted, self._settings)
        id = request.match_info["id"]
        job = await self._queue.get(id) if ID.fullmatch(id) else None
        if job is None:
            raise PictureUnknown
        if job.state not in ENDED:
            raise ImageNotReady
        if job.image is None:
            raise ImageGone
        hidden = await self._queue.hide(job, wanted.hidden)
        self._events.stir()
        return reply(self._teller.picture(hidden))

    async def follow(self, request: web.Request) -> web.StreamResponse:
        heartbeat = self._settings.heartbeat_s
        with self._events.watching() as bell:
            async with sse_response(request, sep="\n", ping_interval=heartbeat) as stream:
                with suppress(ConnectionError):  # The teacher left.
                    await self._ring(bell, stream)
        return stream

    async def _ring(self, bell: asyncio.Event, stream: EventSourceResponse) -> None:
        """Until the box stops, or until nobody is there to hear it, which only sending finds out."""
        while not self._events.closed:
            await stream.send("{}", event="changed")
            await asyncio.sleep(CALM_S)
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.heartbeat_s):
                    await bell.wait()
            bell.clear()
