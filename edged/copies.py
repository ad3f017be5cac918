"""Finished pictures made smaller: at once for whoever asks, and on the disk when there is time."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from edged.errors import StoreBroken, StoreFull
from edged.pictures import Format, Image, Job
from edged.queue import Queue
from edged.resizer import Resizer
from edged.store import Store

WAITING = 16
"""Copies in memory that may wait for the disk, 100 KB each; beyond that they are made again when they are asked for again."""


class Copies:
    """`run` writes them; everything else is called on the event loop's thread."""

    def __init__(self, *, queue: Queue, store: Store, resizer: Resizer) -> None:
        self._queue, self._store, self._resizer = queue, store, resizer
        self._turn = asyncio.Lock()
        self._new: dict[tuple[str, str], tuple[Format, bytes]] = {}
        """(picture, size) -> what is not on the disk yet, the oldest first."""
        self._stirred = asyncio.Event()

    async def of(self, job: Job, image: Image, size: str) -> bytes | None:
        """The picture at `size`; None where its file is gone. Raises ResizeFailed, StoreBroken."""
        made = self._unwritten(job, size) or await self._store.read_smaller(
            job.id, job.format, size
        )
        if made is not None:
            return made
        data = await self._store.read(image.file)
        if data is None:
            return None
        width, height = size.split("x")
        async with self._turn:
            made = self._unwritten(job, size)  # The wall shows what its child has just asked for.
            if made is None:
                made = await self._resizer.smaller(data, (int(width), int(height)), job.format)
                self._remember(job, size, made)
        return made

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            await self._stirred.wait()
            self._stirred.clear()
            while self._new:
                (id, size), (format, data) = next(iter(self._new.items()))
                with suppress(
                    StoreFull, StoreBroken
                ):  # Keeping it only spares the next caller some time.
                    await self._keep(id, size, format, data)
                del self._new[id, size]

    @property
    def waiting(self) -> int:
        """Copies that are not on the disk yet."""
        return len(self._new)

    def _unwritten(self, job: Job, size: str) -> bytes | None:
        _, made = self._new.get((job.id, size), ("", None))
        return made

    def _remember(self, job: Job, size: str, made: bytes) -> None:
        if len(self._new) < WAITING:
            self._new[job.id, size] = job.format, made
            self._stirred.set()

    async def _keep(self, id: str, size: str, format: Format, data: bytes) -> None:
        await self._store.put(id, data, format, size)
        if (
            await self._queue.get(id) is None
        ):  # Removed meanwhile, and nobody else knows of this file.
            await self._store.remove([id])
