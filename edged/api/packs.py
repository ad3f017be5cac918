"""The box's packs, for the admin: which there are, installing, checking, sending, removing, and which one draws."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Annotated

import msgspec
from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response
from msgspec import Meta, Struct

from edged.api.body import body_of
from edged.api.caller import language_of
from edged.api.operation import Operation, reply
from edged.api.pack_view import PackView, view_of
from edged.api.upload import Upload
from edged.box import Box
from edged.errors import PackBroken, StateUnwritable, StoreBroken, WorkerCannotLoad, WorkerDied
from edged.fitting import Fitting
from edged.health import Issue
from edged.packs.archive import SUFFIX, length_of
from edged.packs.keeping import Keeping
from edged.packs.offers import MOST, Offer, Offers
from edged.packs.refusals import (
    ArchiveInvalid,
    ContentsWrong,
    PackBusy,
    PackClash,
    PackFileRefused,
    PackInUse,
    PackNoRoom,
    PackOlder,
    PackShipped,
    PackUnfit,
    PackUnknown,
    PackUnsigned,
)
from edged.packs.shelf import Held
from edged.refusals import BodyTooSlow, ChangeInProgress
from edged.settings import HttpSettings
from runtime.errors import EdgedError, Language
from runtime.pack import PackCorrupt, PackInvalid, PackUnknownFamily, PackUnknownFormat
from runtime.signature import KeyUnusable, SignatureWrong

ARCHIVE = "application/x-tar"
TELL_S = 0.2
"""Seconds between two tellings of how far a check is."""
WRONG = (
    ArchiveInvalid,
    PackInvalid,
    PackUnknownFormat,
    PackUnknownFamily,
    PackCorrupt,
    PackFileRefused,
    ContentsWrong,
    SignatureWrong,
    PackUnsigned,
    KeyUnusable,
)
"""What may be wrong with a pack."""


class PackList(Struct, frozen=True, kw_only=True):
    packs: list[PackView]
    broken: list[str]
    """Sentences about folders that are no packs."""
    chosen: str
    """`NAME@VERSION`, or `auto`: whatever the profile names."""
    offers: list[Offer]
    """Packs on USB sticks."""


class PackInstalled(Struct, frozen=True, kw_only=True):
    pack: PackView
    new: bool
    """false: the very same pack was here already."""


class PackWanted(Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    """`NAME@VERSION`, `NAME` for its newest version, or `auto`."""


class StickTold(Struct, frozen=True, forbid_unknown_fields=True):
    packs: Annotated[tuple[Offer, ...], Meta(max_length=MOST)]


class PacksFace:
    def __init__(
        self,
        *,
        box: Box,
        keeping: Keeping,
        fitting: Fitting,
        offers: Offers,
        settings: HttpSettings,
    ) -> None:
        self._box, self._keeping, self._fitting = box, keeping, fitting
        self._offers, self._settings = offers, settings

    def operations(self) -> list[Operation]:
        one = "/admin/packs/{ref}"
        return [
            Operation(
                method="GET",
                path="/admin/packs",
                handler=self.packs,
                summary="The packs that are here, and those on USB sticks",
                answers={200: PackList},
            ),
            Operation(
                method="POST",
                path="/admin/packs",
                handler=self.install,
                summary="Install the pack whose archive is the body",
                query={"downgrade": "1: also where a newer version is here"},
                answers={200: PackInstalled, 201: PackInstalled},
                errors=(
                    *WRONG,
                    PackOlder,
                    PackClash,
                    PackNoRoom,
                    PackBusy,
                    StoreBroken,
                    BodyTooSlow,
                ),
            ),
            Operation(
                method="GET",
                path=one,
                handler=self.show,
                summary="What a pack says of itself",
                answers={200: PackView},
                errors=(PackUnknown,),
            ),
            Operation(
                method="DELETE",
                path=one,
                handler=self.remove,
                summary="Remove an installed pack",
                answers={200: PackView},
                errors=(PackUnknown, PackShipped, PackInUse, PackBusy, StoreBroken),
            ),
            Operation(
                method="GET",
                path=f"{one}/archive",
                handler=self.archive,
                summary="The pack as one file",
                answers={200: ARCHIVE},
                errors=(PackUnknown, PackCorrupt),
            ),
            Operation(
                method="GET",
                path=f"{one}/check",
                handler=self.check,
                summary="Read every byte of a pack: events progress, then done or failed",
                answers={200: "text/event-stream"},
                errors=(PackUnknown,),
            ),
            Operation(
                method="POST",
                path="/admin/pack",
                handler=self.use,
                summary="Draw with another pack from now on",
                body=PackWanted,
                answers={200: PackView},
                errors=(
                    PackUnknown,
                    PackUnfit,
                    *WRONG[1:],
                    PackBroken,
                    WorkerCannotLoad,
                    WorkerDied,
                    ChangeInProgress,
                    StateUnwritable,
                ),
            ),
            Operation(
                method="PUT",
                path="/admin/sticks/{stick}",
                handler=self.offer,
                summary="Tell which packs lie on a USB stick; none: it is gone",
                body=StickTold,
                answers={200: StickTold},
            ),
        ]

    async def packs(self, request: web.Request) -> web.Response:
        language = language_of(request)
        packs, broken, offers = await asyncio.to_thread(self._everything, language)
        return reply(
            PackList(packs=packs, broken=broken, chosen=self._box.setup.chosen.pack, offers=offers)
        )

    async def show(self, request: web.Request) -> web.Response:
        return reply(await self._view(await self._asked_for(request), request))

    async def install(self, request: web.Request) -> web.Response:
        downgrade = request.query.get("downgrade") == "1"
        body = Upload(request.content, self._settings.body_deadline_s)
        done = await self._keeping.install(body, downgrade=downgrade)
        answer = PackInstalled(pack=await self._view(done.held, request), new=done.new)
        return reply(answer, 201 if done.new else 200)

    async def remove(self, request: web.Request) -> web.Response:
        view = await self._view(await self._asked_for(request), request)
        await self._keeping.remove(view.ref)
        return reply(view)

    async def archive(self, request: web.Request) -> web.StreamResponse:
        held = await self._asked_for(request)
        members = await self._keeping.members(held)
        name = f"{held.manifest.name}-{held.manifest.version}{SUFFIX}"
        answer = web.StreamResponse(
            headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
        answer.content_type, answer.content_length = ARCHIVE, length_of(members)
        await answer.prepare(request)
        async for piece in self._keeping.archive(held, members):
            await answer.write(piece)
        return answer

    async def check(self, request: web.Request) -> web.StreamResponse:
        held = await self._asked_for(request)
        done = total = 0

        def begin(size: int) -> None:
            nonlocal total
            total = size

        def progress(more: int) -> None:
            nonlocal done
            done += more

        work = asyncio.create_task(self._keeping.verify(held, begin, progress))
        async with sse_response(request, sep="\n") as stream:
            with suppress(ConnectionError):  # Whoever asked left.
                while not work.done():
                    await asyncio.wait({work}, timeout=TELL_S)
                    await _tell(stream, "progress", {"done": done, "total": total})
                await self._tell_end(stream, work, held, request)
        return stream

    async def use(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, PackWanted, self._settings)
        await self._fitting.use_pack(wanted.name)
        pack = self._box.setup.usable()
        (held,) = [
            each
            for each in await asyncio.to_thread(self._keeping.shelf.packs)
            if each.folder == pack.folder
        ]
        return reply(await self._view(held, request))

    async def offer(self, request: web.Request) -> web.Response:
        told = await body_of(request, StickTold, self._settings)
        self._offers.tell(request.match_info["stick"], told.packs)
        return reply(told)

    async def _asked_for(self, request: web.Request) -> Held:
        return await self._keeping.find(request.match_info["ref"])

    async def _tell_end(
        self,
        stream: EventSourceResponse,
        work: asyncio.Task[None],
        held: Held,
        request: web.Request,
    ) -> None:
        language = language_of(request)
        try:
            await work
        except EdgedError as error:
            issue = Issue(code=error.code, text=error.message(language), fix=error.fix(language))
            await _tell(stream, "failed", issue)
        else:
            await _tell(stream, "done", await self._view(held, request))

    async def _view(self, held: Held, request: web.Request) -> PackView:
        return await asyncio.to_thread(self._seen, held, language_of(request))

    def _everything(self, language: Language) -> tuple[list[PackView], list[str], list[Offer]]:
        shelf = self._keeping.shelf
        packs = [self._seen(held, language) for held in shelf.packs()]
        broken = [error.message(language) for error in shelf.broken()]
        return packs, broken, self._offers.present()

    def _seen(self, held: Held, language: Language) -> PackView:
        return view_of(held, self._box.setup, self._keeping.shelf.trust, language)


async def _tell(stream: EventSourceResponse, event: str, data: object) -> None:
    await stream.send(msgspec.json.encode(data).decode(), event=event)
