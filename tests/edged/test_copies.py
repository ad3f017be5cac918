"""Smaller copies: made once, kept when there is time, gone with their picture."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec
import numpy as np

from edged.copies import Copies
from edged.ledger import Ledger
from edged.pictures import Format, Job
from edged.queue import Queue
from edged.resizer import Resizer
from edged.settings import QueueSettings
from edged.store import Store
from runtime.png import encode_png
from tests.edged.jobs import job
from tests.readback import open_image

SIZE = "256x256"
PICTURE = encode_png(np.zeros((512, 512, 3), np.uint8), {})


class CountingResizer(Resizer):
    made = 0

    async def smaller(self, data: bytes, pixels: tuple[int, int], format: Format) -> bytes:
        self.made += 1
        return await super().smaller(data, pixels, format)


class Desk(msgspec.Struct):
    queue: Queue
    store: Store
    resizer: CountingResizer
    copies: Copies

    async def finished(self) -> Job:
        """A picture that is there."""
        one = job()
        one = one.ended("done", image=await self.store.put(one.id, PICTURE, "png"))
        await self.queue.record(one)
        return one

    async def copy_of(self, one: Job) -> bytes:
        assert one.image is not None
        made = await self.copies.of(one, one.image, SIZE)
        assert made is not None
        return made


@asynccontextmanager
async def desk_in(folder: Path) -> AsyncIterator[Desk]:
    async with (
        Ledger(folder / "pictures.db") as ledger,
        Queue(ledger, QueueSettings()) as queue,
        CountingResizer() as resizer,
    ):
        store = Store(folder / "pictures")
        yield Desk(queue, store, resizer, Copies(queue=queue, store=store, resizer=resizer))


@asynccontextmanager
async def writing(copies: Copies) -> AsyncIterator[None]:
    task = asyncio.create_task(copies.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(true):  # noqa: ASYNC110 - it is written when there is time
            await asyncio.sleep(0.01)


async def test_many_who_ask_at_once_get_the_one_copy_before_it_is_on_the_disk(
    tmp_path: Path,
) -> None:
    async with desk_in(tmp_path) as desk:
        one = await desk.finished()
        copies = await asyncio.gather(*(desk.copy_of(one) for _ in range(5)))
        assert open_image(copies[0]).size == (256, 256)
        assert set(copies) == {copies[0]}
        assert desk.resizer.made == 1
        file = tmp_path / "pictures" / f"{one.id}.{SIZE}.png"
        assert not file.exists()
        async with writing(desk.copies):
            await until(file.exists)
        assert await desk.copy_of(one) == copies[0]
        assert desk.resizer.made == 1


async def test_a_copy_whose_picture_has_gone_meanwhile_leaves_no_file(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        gone, there = await desk.finished(), tmp_path / "pictures"
        await desk.copy_of(gone)
        await desk.queue.remove([gone.id])
        await desk.store.remove([gone.id])
        async with writing(desk.copies):
            await until(lambda: not desk.copies.waiting)
        assert list(there.iterdir()) == []


async def test_a_picture_that_is_gone_has_no_copy(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        one = await desk.finished()
        assert one.image is not None
        await desk.store.remove([one.id])
        assert await desk.copies.of(one, one.image, SIZE) is None
