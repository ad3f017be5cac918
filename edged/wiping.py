"""The end of a lesson: every picture goes, with its words, from the queue, the files and the disk's journals."""

from __future__ import annotations

import asyncio

from msgspec import Struct

from edged.access.register import Register
from edged.cache.cache import Cache
from edged.events import Events
from edged.queue import Queue
from edged.store import Store
from edged.studio import Studio


class Wiped(Struct, frozen=True, kw_only=True):
    pictures: int
    devices: int


class Wiping:
    """Methods may raise StoreFull or StoreBroken; what was removed by then stays removed, and asking again goes on."""

    def __init__(  # noqa: PLR0913 - everything is wiped
        self,
        *,
        queue: Queue,
        store: Store,
        studio: Studio,
        events: Events,
        register: Register,
        cache: Cache,
    ) -> None:
        self._queue, self._store, self._studio = queue, store, studio
        self._events, self._register, self._cache = events, register, cache
        self._one_at_a_time = asyncio.Lock()

    async def pictures(self) -> Wiped:
        """All that were accepted until now. What is being drawn stops at its next step."""
        async with self._one_at_a_time:
            return Wiped(pictures=await self._pictures(), devices=0)

    async def everything(self) -> Wiped:
        """The paired devices too."""
        async with self._one_at_a_time:
            pictures = await self._pictures()
            ids = [device.id for device in self._register.devices]
            await self._register.revoke(*ids)
            await self._register.scrub()
            return Wiped(pictures=pictures, devices=len(ids))

    async def _pictures(self) -> int:
        for job in self._queue.unfinished():
            await self._studio.cancel(job)
        await self._queue.settle()
        await self._cache.wipe()
        ids = [job.id for job in await self._queue.ended()]
        await self._store.remove(ids)
        await self._queue.remove(ids)
        # Torn writes too, and what the worker finished in this very moment; what came meanwhile stays.
        files = await self._store.settled()
        await self._store.sweep(files, await self._queue.owners())
        await self._queue.scrub()
        return len(ids)
