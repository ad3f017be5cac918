"""`/v1/kit`: what a tablet draws with by itself."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from edged.api.operation import Operation, reply
from edged.errors import PackBroken
from edged.kit import Kit, Kits
from edged.refusals import NoKit, NotFound, TabletsOff

FOR_EVER = "private, max-age=31536000, immutable"
"""The address holds the pack's digest."""
MEDIA_TYPES = {".json": "application/json", ".wasm": "application/wasm"}
OTHER = "application/octet-stream"


class KitFace:
    def __init__(self, kits: Kits) -> None:
        self._kits = kits

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/v1/kit",
                handler=self.show,
                summary="What a tablet needs to draw by itself",
                answers={200: Kit},
                errors=(TabletsOff, NoKit, PackBroken),
            ),
            Operation(
                method="GET",
                path="/v1/kit/{digest}/{name}",
                handler=self.file,
                summary="One of its files",
                answers={200: "*/*", 304: None},
                errors=(NotFound,),
            ),
        ]

    async def show(self, request: web.Request) -> web.Response:
        return reply(await self._kits.kit())

    async def file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        source = self._kits.source(request.match_info["digest"], name)
        if source is None:
            raise NotFound
        headers = {
            "Content-Type": MEDIA_TYPES.get(Path(name).suffix, OTHER),
            "Cache-Control": FOR_EVER,
        }
        if source.path is None:
            return web.Response(body=source.packed, headers=headers | {"Content-Encoding": "gzip"})
        # Sends `ort.wasm.gz` instead where the tablet can unpack it.
        return web.FileResponse(source.path, headers=headers)
