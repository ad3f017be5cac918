"""`GET /v1/tiles`: which of the pack's concepts have a picture of the box's own, and `/tiles/…`: these pictures."""

from __future__ import annotations

from hashlib import sha256

import msgspec
from aiohttp import web
from msgspec import Struct

from edged.api.operation import Operation, reply
from edged.refusals import NotFound
from edged.tiles.album import SUFFIX
from edged.tiles.tiling import Tiling


class TileList(Struct, frozen=True, kw_only=True):
    series: str
    """Of the present pack's tiles; another series, other pictures. Empty: there is no pack."""
    total: int
    """How many there will be."""
    tiles: dict[str, dict[str, str]]
    """Role -> concept -> address. What is not here yet is drawn while nobody waits."""


class TileFace:
    def __init__(self, tiling: Tiling) -> None:
        self._tiling = tiling

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/v1/tiles",
                need="anybody",
                handler=self.list,
                summary="Small pictures of what can be wished for, as far as they are drawn",
                answers={200: TileList, 304: None},
            ),
            Operation(
                method="GET",
                path="/tiles/{series}/{name}",
                need="anybody",
                handler=self.picture,
                summary="One of them",
                answers={200: "image/webp", 304: None},
                errors=(NotFound,),
            ),
        ]

    async def list(self, request: web.Request) -> web.Response:
        album = await self._tiling.present()
        tiles: dict[str, dict[str, str]] = {}
        for tile in album.tiles:
            if tile.name in album.drawn:
                address = f"/tiles/{album.series}/{tile.name}{SUFFIX}"
                tiles.setdefault(tile.role, {})[tile.concept] = address
        found = TileList(series=album.series, total=len(album.tiles), tiles=tiles)
        etag = sha256(msgspec.json.encode(found)).hexdigest()[:32]
        headers = {"ETag": f'"{etag}"', "Cache-Control": "no-cache"}
        if _is_known(etag, request):
            return web.Response(status=304, headers=headers)
        return reply(found, headers=headers)

    async def picture(self, request: web.Request) -> web.Response:
        """Its address never shows another one: tablets may keep it for ever."""
        series, name = request.match_info["series"], request.match_info["name"]
        album = await self._tiling.present()
        drawn = album.drawn.get(name.removesuffix(SUFFIX))
        if drawn is None or series != album.series or not name.endswith(SUFFIX):
            raise NotFound
        headers = {
            "ETag": f'"{drawn.digest}"',
            "Cache-Control": "public, max-age=31536000, immutable",
        }
        if _is_known(drawn.digest, request):
            return web.Response(status=304, headers=headers)
        return web.Response(body=drawn.data, content_type="image/webp", headers=headers)


def _is_known(etag: str, request: web.Request) -> bool:
    return any(known.value in {etag, "*"} for known in request.if_none_match or ())
