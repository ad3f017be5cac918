"""Removing all pictures at once: at the end of a lesson, or because somebody wants them gone."""

from __future__ import annotations

from aiohttp import web
from msgspec import Struct

from edged.api.body import body_of
from edged.api.operation import Operation, reply
from edged.errors import StoreBroken, StoreFull
from edged.settings import HttpSettings
from edged.wiping import Wiped, Wiping


class WipeWanted(Struct, frozen=True, forbid_unknown_fields=True):
    devices: bool = False
    """Forget the paired devices too."""


class WipeFace:
    def __init__(self, wiping: Wiping, settings: HttpSettings) -> None:
        self._wiping, self._settings = wiping, settings

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="POST",
                path="/v1/lesson/end",
                need="teacher",
                handler=self.end_lesson,
                summary="Remove everybody's pictures",
                answers={200: Wiped},
                errors=(StoreFull, StoreBroken),
            )
        ]

    def admin_operations(self) -> list[Operation]:
        return [
            Operation(
                method="POST",
                path="/admin/wipe",
                handler=self.wipe,
                summary="Remove everybody's pictures, and on request the paired devices",
                body=WipeWanted,
                answers={200: Wiped},
                errors=(StoreFull, StoreBroken),
            )
        ]

    async def end_lesson(self, _: web.Request) -> web.Response:
        return reply(await self._wiping.pictures())

    async def wipe(self, request: web.Request) -> web.Response:
        wanted = await body_of(request, WipeWanted, self._settings)
        wiping = self._wiping
        return reply(await (wiping.everything() if wanted.devices else wiping.pictures()))
