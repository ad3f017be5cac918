"""What profiles there are, what each gives, and how it fits this machine, condition by condition."""

from __future__ import annotations

from aiohttp import web

from edged.api.caller import language_of
from edged.api.operation import Operation, reply
from edged.box import Box
from edged.machine.offers import ProfileOffers, offers_of


class ProfilesFace:
    def __init__(self, box: Box) -> None:
        self._box = box

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/admin/profiles",
                handler=self.profiles,
                summary="What profiles there are, and how each fits",
                answers={200: ProfileOffers},
            )
        ]

    async def profiles(self, request: web.Request) -> web.Response:
        return reply(offers_of(self._box.choice, language_of(request)))
