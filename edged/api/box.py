"""`GET /v1/box`: who this is and what it can draw."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from msgspec import Struct

from edged import __version__
from edged.access.caller import Who
from edged.access.nicknames import Nickname
from edged.api.caller import caller_of
from edged.api.operation import Operation, reply
from edged.box import Box
from edged.health import BoxState, Health
from edged.kit import Kits
from edged.lesson import Lesson
from edged.pictures import FORMATS, Format
from runtime.pack import Steps
from runtime.prompt.vocabulary import Vocabulary


class PackSummary(Struct, frozen=True, kw_only=True):
    name: str
    version: str
    digest: str
    """SHA-256 over the manifest, hex."""


class BoxSummary(Struct, frozen=True, kw_only=True):
    id: str
    name: str
    version: str
    """Of the software."""
    state: BoxState
    waking: int | None
    """Percent of the way to the first picture; null where no worker is on its way."""
    profile: str
    pack: PackSummary | None
    """null: the model cannot be used."""
    languages: tuple[str, ...]
    sizes: tuple[str, ...]
    styles: tuple[str, ...]
    formats: tuple[Format, ...]
    steps: Steps | None


class CallerView(Struct, frozen=True, kw_only=True):
    """Whoever asked, as the box knows it."""

    who: Who
    name: Nickname | None
    """Of a paired device."""


class BoxAnswer(BoxSummary, frozen=True, kw_only=True):
    access: Literal["open", "paired"]
    """Who may draw: everybody, or paired devices only."""
    paused: bool
    """The lesson is: no wish is taken for a while."""
    label: bool
    """Pictures bear the visible mark."""
    tablets: bool
    """They may draw by themselves while the box cannot (`/v1/kit`)."""
    caller: CallerView
    vocabulary: Vocabulary | None
    """Roles, colours and concepts, each with its words in Chinese and English."""


class BoxFace:
    def __init__(self, box: Box, health: Health, lesson: Lesson, kits: Kits) -> None:
        self._box, self._health, self._lesson, self._kits = box, health, lesson, kits

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/v1/box",
                need="anybody",
                handler=self.show,
                summary="Who this is and what it can draw",
                answers={200: BoxAnswer},
            )
        ]

    async def show(self, request: web.Request) -> web.Response:
        pack, caller = self._box.pack, caller_of(request)
        summary = summarize(self._box, self._health)
        facts = {field: getattr(summary, field) for field in summary.__struct_fields__}
        answer = BoxAnswer(
            **facts,
            access="paired" if caller.paired_only else "open",
            paused=self._lesson.paused,
            label=self._lesson.label,
            tablets=self._kits.offered,
            caller=CallerView(who=caller.who, name=caller.device.name if caller.device else None),
            vocabulary=pack.vocabulary if pack else None,
        )
        return reply(answer)


def summarize(box: Box, health: Health) -> BoxSummary:
    pack = box.pack
    manifest = pack.manifest if pack else None
    return BoxSummary(
        id=box.id,
        name=box.name,
        version=__version__,
        state=health.state,
        waking=health.waking,
        profile=box.choice.profile.name,
        pack=PackSummary(name=pack.manifest.name, version=pack.manifest.version, digest=pack.digest)
        if pack
        else None,
        languages=manifest.languages if manifest else (),
        sizes=manifest.sizes if manifest else (),
        styles=manifest.styles if manifest else (),
        formats=FORMATS,
        steps=manifest.steps if manifest else None,
    )
