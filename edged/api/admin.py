"""The admin's routes, on the Unix socket only: who may open the socket may do this."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from edged.api.body import body_of, number_of
from edged.api.box import BoxSummary, PackSummary, summarize
from edged.api.caller import language_of
from edged.api.operation import Operation, reply
from edged.api.profiles import ProfilesFace
from edged.box import Box
from edged.errors import (
    PackBroken,
    ProfileBroken,
    ProfileUnknown,
    StateUnwritable,
    WorkerCannotLoad,
    WorkerDied,
)
from edged.fitting import Fitting
from edged.health import Health, Issue
from edged.lesson import Lesson
from edged.machine import Choice
from edged.machine.offers import Why, why_of
from edged.packs.offers import Offer, Offers
from edged.packs.refusals import PackUnfit
from edged.pictures import Picture, view
from edged.queue import Queue
from edged.refusals import BadField, ChangeInProgress
from edged.settings import Settings
from edged.store import Store
from edged.studio import Studio
from edged.worker import WorkerStatus
from runtime.errors import Language


class QueueStatus(Struct, frozen=True, kw_only=True):
    waiting: int
    drawing: int
    limit: int
    seconds_per_picture: float | None
    """Median of what the last ones cost."""
    paused: bool
    """A teacher has paused the lesson: no wish is taken, and what waits goes on waiting."""


class PackStatus(PackSummary, frozen=True, kw_only=True):
    folder: str


class ProfileStatus(Struct, frozen=True, kw_only=True):
    name: str
    summary: str
    chosen: str
    """`auto`, or `named` by the settings or the admin."""


class ProfileWanted(Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=64)]
    """Of a profile; `auto`: the one that fits best."""


class StoreStatus(Struct, frozen=True, kw_only=True):
    pictures: int
    bytes: int
    max_bytes: int


class Status(Struct, frozen=True, kw_only=True):
    box: BoxSummary
    pid: int
    uptime_s: float
    access: str
    state_folder: str
    addresses: tuple[str, ...]
    """Where tablets reach the box."""
    announced: str | None
    """Its name on the LAN, once the LAN was told."""
    issues: list[Issue]
    queue: QueueStatus
    worker: WorkerStatus
    pack: PackStatus | None
    offers: list[Offer]
    """Packs on USB sticks that could be installed."""
    profile: ProfileStatus
    store: StoreStatus


class AdminJob(Picture, frozen=True, kw_only=True):
    owner: str
    created: float
    """Seconds since 1970."""


class JobList(Struct, frozen=True):
    jobs: list[AdminJob]


class Stopped(Struct, frozen=True):
    stopping: bool


class Presence(Struct):
    """Where the daemon can be reached; filled in as it comes up."""

    addresses: Callable[[], tuple[str, ...]] = tuple
    announced: str | None = None


class AdminFace:
    def __init__(  # noqa: PLR0913 - the admin sees everything
        self,
        *,
        box: Box,
        health: Health,
        queue: Queue,
        studio: Studio,
        fitting: Fitting,
        store: Store,
        lesson: Lesson,
        settings: Settings,
        presence: Presence,
        offers: Offers,
        stop: asyncio.Event,
    ) -> None:
        self._box, self._health, self._queue, self._studio = box, health, queue, studio
        self._store, self._settings, self._presence, self._stop = store, settings, presence, stop
        self._fitting, self._lesson, self._offers = fitting, lesson, offers
        self._began = time.monotonic()

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/admin/status",
                handler=self.status,
                summary="How the box is",
                answers={200: Status},
            ),
            Operation(
                method="GET",
                path="/admin/jobs",
                handler=self.jobs,
                summary="Everybody's pictures, the newest first",
                query={"limit": "How many at most"},
                answers={200: JobList},
                errors=(BadField,),
            ),
            Operation(
                method="GET",
                path="/admin/profile",
                handler=self.profile,
                summary="Why this profile",
                answers={200: Why},
            ),
            *ProfilesFace(self._box).operations(),
            Operation(
                method="POST",
                path="/admin/profile",
                handler=self.use_profile,
                summary="Draw with another profile from now on",
                body=ProfileWanted,
                answers={200: ProfileStatus},
                errors=(
                    ProfileUnknown,
                    ProfileBroken,
                    PackBroken,
                    PackUnfit,
                    WorkerCannotLoad,
                    WorkerDied,
                    ChangeInProgress,
                    StateUnwritable,
                ),
            ),
            Operation(
                method="POST",
                path="/admin/stop",
                handler=self.stop,
                summary="Stop the daemon",
                answers={202: Stopped},
            ),
        ]

    async def status(self, request: web.Request) -> web.Response:
        language = language_of(request)
        choice, pack = self._box.choice, self._box.pack
        usage = await self._store.usage()
        queue = self._queue
        status = Status(
            box=summarize(self._box, self._health),
            pid=os.getpid(),
            uptime_s=round(time.monotonic() - self._began, 1),
            access=self._settings.access,
            state_folder=str(self._settings.state_folder),
            addresses=self._presence.addresses(),
            announced=self._presence.announced,
            issues=self._health.issues(language),
            queue=QueueStatus(
                waiting=queue.waiting,
                drawing=queue.drawing,
                limit=queue.limit,
                seconds_per_picture=queue.seconds_per_picture,
                paused=self._lesson.paused,
            ),
            worker=self._studio.status,
            pack=PackStatus(
                name=pack.manifest.name,
                version=pack.manifest.version,
                digest=pack.digest,
                folder=str(pack.folder),
            )
            if pack
            else None,
            offers=await asyncio.to_thread(self._offers.present),
            profile=_profile_status(choice, language),
            store=StoreStatus(
                pictures=len(usage),
                bytes=sum(usage.values()),
                max_bytes=self._settings.store.max_mb * 1024 * 1024,
            ),
        )
        return reply(status)

    async def jobs(self, request: web.Request) -> web.Response:
        limit = int(number_of(request, "limit", default=50, most=200))
        found = []
        for job in await self._queue.newest(limit):
            position, eta = self._queue.position(job.id), self._queue.eta(job.id)
            picture = view(job, language_of(request), position, eta)
            facts = {field: getattr(picture, field) for field in picture.__struct_fields__}
            found.append(AdminJob(**facts, owner=job.owner, created=job.created))
        return reply(JobList(found))

    async def profile(self, _: web.Request) -> web.Response:
        return reply(why_of(self._box.choice))

    async def use_profile(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, ProfileWanted, self._settings.http)
        choice = await self._fitting.use(wanted.name)
        return reply(_profile_status(choice, language_of(request)))

    async def stop(self, _: web.Request) -> web.Response:
        self._stop.set()
        return reply(Stopped(stopping=True), 202)


def _profile_status(choice: Choice, language: Language) -> ProfileStatus:
    summary = choice.profile.summary
    return ProfileStatus(
        name=choice.profile.name,
        summary=summary.zh if language == "zh" else summary.en,
        chosen="auto" if choice.automatic else "named",
    )
