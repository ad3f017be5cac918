"""What comes while a lesson is wiped: it is there wholly, or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from edged.access.register import Register
from edged.api.pages import PageFace, read_pages
from edged.box import gather
from edged.daemon import House
from edged.disk import Disk
from edged.ledger import Ledger
from edged.lesson import Lesson
from edged.pictures import Format, Image, Served, Wish
from edged.queue import Queue
from edged.resizer import Resizer
from edged.settings import QueueSettings, Settings
from edged.store import Store
from runtime.images import encode
from runtime.marks import Marks
from runtime.messages import Done

WISH = Wish(prompt="a bear", seed=7, size="512x512", steps=8)
OWNER = "device:1"


class HesitantStore(Store):
    """Once told to, takes its time between a file and the word that it is there, as a busy machine may."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.written, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    async def put(self, id: str, data: bytes, format: Format, size: str = "") -> Image:
        image = await super().put(id, data, format, size)
        self.written.set()
        await self.go_on.wait()
        return image


@pytest.fixture
async def house(tmp_path: Path, packs: Path) -> AsyncIterator[House]:
    """A box at which nobody draws."""
    settings = Settings(state=str(tmp_path), packs=str(packs))
    disk = Disk(tmp_path)
    async with (
        Register(tmp_path / "devices.db") as register,
        Ledger(tmp_path / "pictures.db") as ledger,
        Queue(ledger, QueueSettings()) as queue,
        Resizer() as resizer,
    ):
        house = House(
            settings=settings,
            stop=asyncio.Event(),
            box=await asyncio.to_thread(gather, settings),
            pages=PageFace(await asyncio.to_thread(read_pages)),
            sockets=[],
            register=register,
            queue=queue,
            store=HesitantStore(tmp_path / "pictures"),
            lesson=await asyncio.to_thread(Lesson, tmp_path, label=True),
            disk=disk,
            resizer=resizer,
        )
        keeping = asyncio.create_task(house.cache.run())
        try:
            yield house
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping


async def draw(house: House) -> None:
    """The wish's picture is in the cache."""
    job = await house.intake.take(WISH, OWNER)
    served, pixels = Served(size="512x512", steps=8), np.zeros((512, 512, 3), np.uint8)
    marks = Marks(id="x", software="", pack="", seed=7, prompt="", caption="")
    data = encode(pixels, size=(512, 512), format="png", label=False, marks=marks)
    ended = job.ended(
        "done", served=served, image=await house.store.put(job.id, data, "png"), seconds=1.0
    )
    await house.queue.end(ended)
    done = Done(id=job.id, seed=7, pixels=(512, 512), steps=8, format="png", draw_ms=1.0)
    house.cache.keep(ended, data, done, house.cache.age, label=True)
    async with asyncio.timeout(60):
        while not house.cache.pictures.tally.filled:  # noqa: ASYNC110 - the cache writes when it likes
            await asyncio.sleep(0.01)


async def test_a_picture_from_the_cache_that_comes_during_a_wipe_keeps_its_file(
    house: House,
) -> None:
    store = house.store
    assert isinstance(store, HesitantStore)
    await draw(house)
    store.written.clear()
    store.go_on.clear()
    coming = asyncio.create_task(house.intake.take(WISH, "device:2"))
    async with asyncio.timeout(60):
        await store.written.wait()
    assert (await house.wiping.pictures()).pictures == 1
    store.go_on.set()
    job = await coming
    assert job.state == "done"
    assert (there := await house.queue.get(job.id)) is not None
    assert there.image is not None
    assert await store.read(there.image.file) is not None
