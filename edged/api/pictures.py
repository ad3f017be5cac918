"""`/v1/pictures`: asking for pictures, looking at them, following them, cancelling them."""

from __future__ import annotations

import asyncio
import base64
import re
from contextlib import suppress

import msgspec
from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response
from msgspec import Struct

from edged.api.body import body_of, number_of
from edged.api.caller import caller_of, language_of
from edged.api.operation import Operation, reply
from edged.copies import Copies
from edged.errors import StoreBroken, StoreFull
from edged.events import Changed, Event, Events, StepSeen
from edged.intake import HINDRANCES, WRONG_WISHES, Intake
from edged.pictures import ENDED, Image, Job, Picture, Wish, view
from edged.queue import Queue
from edged.refusals import (
    BadField,
    ImageGone,
    ImageNotReady,
    NotYours,
    PictureUnknown,
    ResizeFailed,
    SizeUnknown,
)
from edged.settings import HttpSettings
from edged.store import MEDIA_TYPES, Store
from edged.studio import Studio

ID = re.compile(r"[0-9a-f]{32}")
LAST_EVENT = "end"
"""Id of the last event of a stream: who reconnects with it has seen everything."""
LISTED = 50
"""Pictures that a list holds unless `?limit=` says otherwise."""


class PictureList(Struct, frozen=True):
    pictures: list[Picture]


class StepEvent(Struct, frozen=True, kw_only=True):
    """Data of the event `step`."""

    id: str
    step: int
    """1..steps."""
    steps: int
    preview: str | None
    """A small WebP in base64."""


class PictureFace:
    def __init__(  # noqa: PLR0913 - pictures touch everything
        self,
        *,
        intake: Intake,
        queue: Queue,
        store: Store,
        studio: Studio,
        events: Events,
        copies: Copies,
        settings: HttpSettings,
    ) -> None:
        self._intake, self._queue, self._store, self._studio = intake, queue, store, studio
        self._events, self._copies, self._settings = events, copies, settings

    def operations(self) -> list[Operation]:
        one = "/v1/pictures/{id}"
        return [
            Operation(
                method="POST",
                path="/v1/pictures",
                handler=self.create,
                summary="Ask for a picture",
                body=Wish,
                query={"wait": "Seconds to wait for the picture's end"},
                answers={202: Picture, 200: Picture},
                errors=(*WRONG_WISHES, *HINDRANCES),
            ),
            Operation(
                method="GET",
                path="/v1/pictures",
                handler=self.own,
                summary="The caller's own pictures, the newest first",
                query={"limit": "How many at most"},
                answers={200: PictureList},
                errors=(BadField,),
            ),
            Operation(
                method="GET",
                path=one,
                handler=self.show,
                summary="A picture's state",
                answers={200: Picture},
                errors=(PictureUnknown, NotYours),
            ),
            Operation(
                method="GET",
                path=f"{one}/image",
                handler=self.image,
                summary="A finished picture's bytes",
                query={"size": "A smaller one of the box's sizes"},
                answers={200: "image/*", 304: None},
                errors=(
                    PictureUnknown,
                    NotYours,
                    ImageNotReady,
                    ImageGone,
                    SizeUnknown,
                    ResizeFailed,
                ),
            ),
            Operation(
                method="GET",
                path=f"{one}/events",
                handler=self.follow,
                summary="What happens to a picture, as server-sent events",
                answers={200: "text/event-stream", 204: None},
                errors=(PictureUnknown, NotYours),
            ),
            Operation(
                method="DELETE",
                path=one,
                handler=self.delete,
                summary="Cancel a picture, or remove an ended one",
                answers={200: Picture},
                errors=(PictureUnknown, NotYours, StoreFull, StoreBroken),
            ),
        ]

    async def create(self, request: web.Request) -> web.Response:
        most = self._settings.max_wait_s
        patience = number_of(request, "wait", default=0, most=most)
        wish = await body_of(request, Wish, self._settings)
        caller = caller_of(request)
        job = await self._intake.take(
            wish,
            caller.owner,
            urgent=caller.leads,
            patient=caller.patient,
            varied=caller.who != "programme",
        )
        if patience and job.state not in ENDED:
            job = await self._ended(job, patience)
        done = patience and job.state in ENDED
        location = {"Location": f"/v1/pictures/{job.id}"}
        return reply(self._view(job, request), 200 if done else 202, location)

    async def own(self, request: web.Request) -> web.Response:
        limit = int(number_of(request, "limit", default=LISTED, most=200)) or LISTED
        jobs = await self._queue.of(caller_of(request).owner, limit)
        return reply(PictureList([self._view(job, request) for job in jobs]))

    async def show(self, request: web.Request) -> web.Response:
        return reply(self._view(await self._asked_for(request), request))

    async def image(self, request: web.Request) -> web.Response:
        job = await self._asked_for(request)
        if job.state not in ENDED:
            raise ImageNotReady
        if job.image is None or job.served is None:
            raise ImageGone
        size = request.query.get("size")
        smaller = size if size and size != job.served.size else ""
        if smaller:
            self._check_smaller(smaller, job.served.size)
        etag = f"{job.image.etag}-{smaller}" if smaller else job.image.etag
        # A picture never changes, and only its own tablet may keep it.
        headers = {"Cache-Control": "private, max-age=86400, immutable", "ETag": f'"{etag}"'}
        if any(known.value in {etag, "*"} for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        data = await self._bytes(job, job.image, smaller)
        media = MEDIA_TYPES["." + job.image.file.rpartition(".")[2]]
        return web.Response(body=data, content_type=media, headers=headers)

    async def follow(self, request: web.Request) -> web.StreamResponse:
        id = (await self._asked_for(request)).id
        if request.headers.get("Last-Event-ID") == LAST_EVENT:
            return web.Response(status=204)
        with self._events.listening(id) as feed:
            heartbeat = self._settings.heartbeat_s
            async with sse_response(request, sep="\n", ping_interval=heartbeat) as stream:
                with suppress(ConnectionError):  # The tablet left.
                    await self._stream(id, feed, stream, request)
        return stream

    async def delete(self, request: web.Request) -> web.Response:
        job = await self._asked_for(request)
        if not caller_of(request).may_remove(job.owner):
            raise NotYours
        while not await self._studio.cancel(job):
            await self._queue.settle([job.id])
            if self._queue.open(job.id):
                continue  # Its end could not be written: it is in the queue again.
            job = await self._queue.get(job.id) or job
            # The row first: where the disk refuses, the picture is still whole. The next start sweeps a file away.
            await self._queue.remove([job.id])
            await self._store.remove([job.id])
            return reply(self._view(job, request))
        return reply(self._view(job.ended("cancelled"), request))

    async def _asked_for(self, request: web.Request) -> Job:
        id = request.match_info["id"]
        job = await self._queue.get(id) if ID.fullmatch(id) else None
        if job is None:
            raise PictureUnknown
        if not caller_of(request).may_look(job.owner):
            raise NotYours
        return job

    def _view(self, job: Job, request: web.Request) -> Picture:
        position, eta = self._queue.position(job.id), self._queue.eta(job.id)
        if job.state in ENDED:
            position = eta = None
        return view(job, language_of(request), position, eta)

    async def _ended(self, job: Job, patience: float) -> Job:
        """The picture after its end, or as it is after `patience` seconds."""
        with self._events.listening(job.id) as feed, suppress(TimeoutError):
            async with asyncio.timeout(patience):
                present = await self._queue.get(job.id)
                while present is not None and present.state not in ENDED:
                    event = await feed.get()
                    if event is None:
                        break
                    present = event.job if isinstance(event, Changed) else present
                return present or job
        return await self._queue.get(job.id) or job

    def _check_smaller(self, size: str, served: str) -> None:
        sizes = self._intake.sizes()
        offered = [each for each in sizes if _width(each) < _width(served)]
        if size not in offered:
            raise SizeUnknown(size=size, sizes=", ".join([served, *offered]))

    async def _bytes(self, job: Job, image: Image, smaller: str) -> bytes:
        reading = self._copies.of(job, image, smaller) if smaller else self._store.read(image.file)
        data = await reading
        if data is None:
            raise PictureUnknown
        return data

    async def _stream(
        self, id: str, feed: asyncio.Queue[Event], stream: EventSourceResponse, request: web.Request
    ) -> None:
        """The present state, then everything that happens, up to the end."""
        job = await self._queue.get(id)
        if job is None:
            return
        event: Event = Changed(job=job)
        if job.state == "drawing" and (seen := self._events.last_step(id)):
            event = seen
        while event is not None and not await self._send(event, stream, request):
            event = await feed.get()

    async def _send(
        self, event: Changed | StepSeen, stream: EventSourceResponse, request: web.Request
    ) -> bool:
        """True after the last event."""
        if isinstance(event, StepSeen):
            preview = base64.b64encode(event.preview).decode() if event.preview else None
            data = StepEvent(id=event.id, step=event.step, steps=event.steps, preview=preview)
            await stream.send(msgspec.json.encode(data).decode(), event="step")
            return False
        job = event.job
        text = msgspec.json.encode(self._view(job, request)).decode()
        ended = job.state in ENDED
        name = job.state if ended else "queued"
        await stream.send(text, event=name, id=LAST_EVENT if ended else None)
        return ended


def _width(size: str) -> int:
    return int(size.partition("x")[0])
