"""The caches, for the admin: how full they are and how useful, filled and emptied at once."""

from __future__ import annotations

from aiohttp import web
from msgspec import Struct

from edged.api.operation import Operation, reply
from edged.cache.cache import Cache
from edged.cache.shelf import Shelf, Tally
from edged.dreaming import Dreaming, DreamStatus
from edged.refusals import CacheOff
from edged.tiles.tiling import TileStatus, Tiling


class ShelfStatus(Tally, kw_only=True):
    """What happened since the start, and what there is."""

    entries: int
    bytes: int
    max_bytes: int


class CacheStatus(Struct, frozen=True, kw_only=True):
    pictures: ShelfStatus
    """Finished ones."""
    latents: ShelfStatus
    """Which only need to be decoded."""
    dreams: DreamStatus
    tiles: TileStatus
    """The page's: nobody's pictures, which neither a wipe nor emptying removes."""


class CacheFace:
    def __init__(self, cache: Cache, dreaming: Dreaming, tiling: Tiling) -> None:
        self._cache, self._dreaming, self._tiling = cache, dreaming, tiling

    def operations(self) -> list[Operation]:
        path = "/admin/cache"
        return [
            Operation(
                method="GET",
                path=path,
                handler=self.show,
                summary="What the caches hold, and how useful they are",
                answers={200: CacheStatus},
            ),
            Operation(
                method="DELETE",
                path=path,
                handler=self.clear,
                summary="Empty the caches",
                answers={200: CacheStatus},
            ),
            Operation(
                method="POST",
                path=f"{path}/fill",
                handler=self.fill,
                summary="Draw what is likely to be asked for, now",
                answers={202: CacheStatus},
                errors=(CacheOff,),
            ),
            Operation(
                method="DELETE",
                path=f"{path}/fill",
                handler=self.stop,
                summary="Stop filling; what was drawn stays",
                answers={200: CacheStatus},
            ),
        ]

    async def show(self, _: web.Request) -> web.Response:
        return reply(await self._status())

    async def clear(self, _: web.Request) -> web.Response:
        await self._dreaming.stop_filling()
        await self._cache.clear()
        return reply(await self._status())

    async def fill(self, _: web.Request) -> web.Response:
        if not self._cache.latents.limit:
            raise CacheOff
        self._dreaming.fill()
        return reply(await self._status(), 202)

    async def stop(self, _: web.Request) -> web.Response:
        await self._dreaming.stop_filling()
        return reply(await self._status())

    async def _status(self) -> CacheStatus:
        await self._tiling.present()
        return CacheStatus(
            pictures=_shelf_status(self._cache.pictures),
            latents=_shelf_status(self._cache.latents),
            dreams=self._dreaming.status,
            tiles=self._tiling.status,
        )


def _shelf_status(shelf: Shelf) -> ShelfStatus:
    tally = shelf.tally
    return ShelfStatus(
        hits=tally.hits,
        misses=tally.misses,
        filled=tally.filled,
        evicted=tally.evicted,
        corrupt=tally.corrupt,
        entries=len(shelf),
        bytes=shelf.bytes,
        max_bytes=shelf.limit,
    )
