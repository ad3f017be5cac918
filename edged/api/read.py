"""`POST /v1/read`: what the box understands, while a child is typing."""

from __future__ import annotations

from aiohttp import web
from msgspec import Struct

from edged.api.body import body_of
from edged.api.caller import language_of
from edged.api.operation import Operation, reply
from edged.errors import PackBroken
from edged.intake import Intake
from edged.pictures import Understood, understood
from edged.settings import HttpSettings
from runtime.prompt import PromptTooLong


class Sentence(Struct, frozen=True, forbid_unknown_fields=True):
    prompt: str


class Refused(Struct, frozen=True, kw_only=True):
    category: str
    message: str


class ReadAnswer(Struct, frozen=True, kw_only=True):
    understood: tuple[Understood, ...]
    dropped: tuple[str, ...]
    refused: Refused | None
    caption: str
    """Empty where nothing would be drawn."""


class ReadFace:
    def __init__(self, intake: Intake, settings: HttpSettings) -> None:
        self._intake, self._settings = intake, settings

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="POST",
                path="/v1/read",
                handler=self.read,
                summary="What the box understands",
                body=Sentence,
                answers={200: ReadAnswer},
                errors=(PromptTooLong, PackBroken),
            )
        ]

    async def read(self, request: web.Request) -> web.Response:
        sentence = await body_of(request, Sentence, self._settings)
        reading = self._intake.read(sentence.prompt)
        refused = reading.refused
        answer = ReadAnswer(
            understood=understood(reading),
            dropped=reading.dropped,
            refused=Refused(
                category=refused.category, message=refused.message(language_of(request))
            )
            if refused
            else None,
            caption=self._intake.pack().vocabulary.text(reading.caption),
        )
        return reply(answer)
