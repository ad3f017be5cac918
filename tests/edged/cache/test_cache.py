"""The cache without a box: real files, real limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import pytest

from edged.cache.cache import STEP_BYTES, Cache
from edged.cache.shelf import Entry
from edged.errors import StoreFull
from edged.pictures import Job, Served
from edged.settings import CacheSettings
from edged.tuning import OWNER
from runtime.images import encode
from runtime.marks import Marks
from runtime.messages import Done
from runtime.pack import Pack
from runtime.prompt.caption import Caption, Part
from tests.edged.jobs import job
from tests.readback import open_image
from tests.toypack import build_toy_pack

PIXELS = np.random.default_rng(3).integers(0, 255, (512, 512, 3), np.uint8)
NOISY = encode(
    PIXELS,
    size=(512, 512),
    format="png",
    label=False,
    marks=Marks(id="x", software="", pack="", seed=0, prompt="hers", caption=""),
)
"""Some 790 KB: noise does not shrink."""

DONE = Done(id="x", seed=0, pixels=(512, 512), steps=8, format="png", draw_ms=1.0)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return Pack.open(build_toy_pack(tmp_path_factory.mktemp("pack") / "cute-animals"))


@asynccontextmanager
async def cache_in(folder: Path, pack: Pack, mb: int = 64) -> AsyncIterator[Cache]:
    cache = Cache(folder, CacheSettings(pictures_mb=mb, latents_mb=mb), label=True)
    cache.use(pack)
    running = asyncio.create_task(cache.run())
    try:
        await until(lambda: cache.ready)
        yield cache
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - the cache writes when it likes
            await asyncio.sleep(0.01)


def done(seed: int, owner: str = "device:1", animal: str = "bear") -> Job:
    served = Served(size="512x512", steps=8)
    return job(f"{seed:032x}", owner=owner, animal=animal, seed=seed).ended("done", served=served)


async def keep(cache: Cache, *jobs: Job) -> None:
    for each in jobs:
        filled = cache.pictures.tally.filled
        cache.keep(each, NOISY, DONE, cache.age, label=True)
        await until(lambda filled=filled: cache.pictures.tally.filled > filled)  # type: ignore[misc]


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


async def test_a_full_shelf_lets_the_least_served_go_and_then_the_oldest(
    tmp_path: Path, pack: Pack
) -> None:
    async with cache_in(tmp_path, pack, mb=3) as cache:
        await keep(cache, done(1), done(2), done(3))
        assert cache.variant(job("b" * 32, owner="device:2")) == 1
        await keep(cache, done(4), done(5))
        kept = {entry.seed for entry in cache.pictures.of("bear")}
        assert kept == {1, 4, 5}
        assert cache.pictures.tally.evicted == 2
        assert cache.pictures.bytes <= 3 * 1024 * 1024
        on_disk = await asyncio.to_thread(files, tmp_path)
        assert len(on_disk) == 3
        assert sum(file.stat().st_size for file in on_disk) == cache.pictures.bytes


async def test_nothing_is_kept_where_there_is_no_room_at_all(tmp_path: Path, pack: Pack) -> None:
    async with cache_in(tmp_path, pack, mb=0) as cache:
        cache.keep(done(1), NOISY, DONE, cache.age, label=True)
        await asyncio.sleep(0.2)
        assert await cache.finished(job(seed=1)) is None
        assert not await asyncio.to_thread(files, tmp_path)


async def test_a_restart_finds_what_was_kept_and_another_pack_does_not(
    tmp_path: Path, pack: Pack
) -> None:
    async with cache_in(tmp_path, pack) as cache:
        await keep(cache, done(1), done(2))
        size = cache.pictures.bytes
    async with cache_in(tmp_path, pack) as cache:
        assert (len(cache.pictures), cache.pictures.bytes) == (2, size)
        assert await cache.finished(job(seed=2)) is not None
    folder = await asyncio.to_thread(
        lambda: build_toy_pack(tmp_path / "packs" / "cute-animals", version="0.2.0")
    )
    other = await asyncio.to_thread(Pack.open, folder)
    async with cache_in(tmp_path / "cache", pack) as cache:
        await keep(cache, done(1))
        cache.use(other)
        await until(lambda: cache.ready)
        assert len(cache.pictures) == 0
        assert await cache.finished(job(seed=1)) is None
        assert not await asyncio.to_thread(files, tmp_path / "cache")


async def test_every_flipped_bit_of_a_kept_picture_is_noticed(tmp_path: Path, pack: Pack) -> None:
    async with cache_in(tmp_path, pack) as cache:
        await keep(cache, done(1))
        (file,) = await asyncio.to_thread(files, tmp_path)
        whole = await asyncio.to_thread(file.read_bytes)
        line = whole.index(b"\n")
        places = [*range(0, line + 1, 7), line, line + 1, len(whole) // 2, len(whole) - 1]
        for number, at in enumerate(places, 1):
            flipped = bytearray(whole)
            flipped[at] ^= 1 << number % 8
            await asyncio.to_thread(file.write_bytes, flipped)
            assert await cache.finished(job(seed=1)) is None, at
            assert cache.pictures.tally.corrupt == number
            assert not await asyncio.to_thread(file.exists)
            await keep(cache, done(1))
        data = await cache.finished(job(seed=1))
        assert data is not None
        assert open_image(data).size == (512, 512)


@pytest.mark.parametrize("length", [0, 10, 600, 100_000])
async def test_torn_and_foreign_files_are_swept_away_at_the_start(
    tmp_path: Path, pack: Pack, length: int
) -> None:
    async with cache_in(tmp_path, pack) as cache:
        await keep(cache, done(1), done(2))
    first, second = await asyncio.to_thread(files, tmp_path)
    data = await asyncio.to_thread(first.read_bytes)
    await asyncio.to_thread(first.write_bytes, data[:length])
    (second.parent / ".unfinished-x").write_bytes(b"x")
    await asyncio.to_thread(second.rename, second.with_name("0" * 64 + ".picture"))
    latents = tmp_path / "latents" / pack.digest / "asked"
    latents.mkdir(parents=True)
    (latents / "x.latent").write_bytes(b"\xff" * 100)
    async with cache_in(tmp_path, pack) as cache:
        assert (len(cache.pictures), cache.pictures.tally.corrupt) == (0, 2)
        assert (len(cache.latents), cache.latents.tally.corrupt) == (0, 1)
    assert not await asyncio.to_thread(files, tmp_path)


@pytest.mark.parametrize("reuse", ["off", "near"])
def test_what_a_picture_is_spared_is_known_before_it_is_drawn(
    reuse: Literal["off", "near"],
) -> None:
    cache = Cache(Path(), CacheSettings(reuse=reuse), label=True)
    bear = job(seed=1).caption
    kept = Entry(name="kept", caption="bear", seed=1, make=("8",), bytes=1, wish=bear)
    cache.latents.add(kept)
    assert cache.spared(job(seed=1), 8) == 8
    assert cache.spared(job(seed=2), 8) == 0
    assert cache.spared(job(seed=1, owner=OWNER), 8) == 0
    assert bear is not None
    hatted = Caption((*bear.parts, Part("worn", "hat")))
    alike = job(seed=3, varied=True, caption=hatted, caption_text="bear with hat")
    for wish in (alike, msgspec.structs.replace(alike, varied=False)):
        told, began = cache.spared(wish, 8), cache.start(wish, 8)
        assert told == (began.at if began else 0)
        assert told == (1 if reuse == "near" and wish.varied else 0)


async def test_a_full_disk_is_given_what_the_caches_hold_before_anybody_is_refused(
    tmp_path: Path, pack: Pack
) -> None:
    async with cache_in(tmp_path, pack) as cache:
        await keep(cache, *(done(seed) for seed in range(8)))
        tries = 0

        async def write() -> str:
            nonlocal tries
            tries += 1
            if len(cache.pictures) > 4:
                raise StoreFull(folder=tmp_path)
            return "written"

        assert await cache.with_room(write) == "written"
        assert tries > 1
        assert cache.pictures.tally.evicted * len(NOISY) >= STEP_BYTES

        async def never() -> str:
            raise StoreFull(folder=tmp_path)

        refused: Awaitable[str] = cache.with_room(never)
        with pytest.raises(StoreFull):
            await refused
        assert not await asyncio.to_thread(files, tmp_path)


async def test_what_was_begun_before_a_wipe_is_not_kept_after_it(
    tmp_path: Path, pack: Pack
) -> None:
    async with cache_in(tmp_path, pack) as cache:
        await keep(cache, done(1))
        age = cache.age
        cache.keep(done(2), NOISY, DONE, age, label=True)
        await cache.wipe()
        cache.keep(done(3), NOISY, DONE, age, label=True)
        await asyncio.sleep(0.3)
        assert len(cache.pictures) == 0
        assert not await asyncio.to_thread(files, tmp_path)


async def test_who_has_seen_all_gets_none_of_them_and_forgetting_is_bounded(
    tmp_path: Path, pack: Pack
) -> None:
    async with cache_in(tmp_path, pack) as cache:
        await keep(cache, done(1), done(2))
        seen = []
        for _ in range(2):
            seed = cache.variant(job("c" * 32, owner="device:3"))
            assert seed is not None
            cache.given.add("device:3", "bear", seed)
            seen.append(seed)
        assert sorted(seen) == [1, 2]
        assert cache.variant(job("c" * 32, owner="device:3")) is None
        assert cache.variant(job("c" * 32, owner="device:4")) is not None
        assert cache.variant(job("c" * 32, owner="device:4", animal="owl")) is None
        for number in range(3000):
            cache.given.add(f"device:{number}", "bear", 1)
        assert cache.given.seeds("device:3", "bear") == frozenset()
        assert cache.given.seeds("device:2999", "bear") == {1}
