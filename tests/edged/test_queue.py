from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from edged.errors import StoreBroken
from edged.ledger import Ledger
from edged.pictures import Served
from edged.queue import Queue
from edged.refusals import QueueFull, TooManyWaiting
from edged.settings import QueueSettings
from tests.edged.jobs import job

A, B, C = "a" * 32, "b" * 32, "c" * 32


@asynccontextmanager
async def opened(folder: Path, limit: int = 64, each: int = 64) -> AsyncIterator[Queue]:
    async with (
        Ledger(folder / "pictures.db") as ledger,
        Queue(ledger, QueueSettings(limit=limit, per_device=each)) as queue,
    ):
        yield queue


async def test_first_come_first_served(tmp_path: Path) -> None:
    async with opened(tmp_path) as queue:
        for id in (A, B, C):
            await queue.accept(job(id))
        assert [queue.position(id) for id in (A, B, C)] == [1, 2, 3]
        assert (first := queue.next()) is not None
        assert queue.take(first.id).state == "drawing"
        assert [queue.position(id) for id in (A, B, C)] == [0, 1, 2]
        assert await queue.end(queue.open(A).ended("done", seconds=2.0))  # type: ignore[union-attr]
        assert queue.position(A) is None
        assert (after := queue.next()) is not None
        assert after.id == B


async def test_accepted_pictures_survive_the_end_of_the_process_and_ended_ones_stay_ended(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path) as queue:
        for id in (A, B, C):
            await queue.accept(job(id))
        queue.take(A)
        queue.take(B)
        await queue.end(job(B).ended("done", seconds=1.5))
    async with opened(tmp_path) as queue:
        assert queue.waiting_ids() == (A, C)
        assert queue.seconds_per_picture == 1.5
        assert (done := await queue.get(B)) is not None
        assert done.state == "done"


async def test_a_full_queue_refuses_even_when_all_come_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path, limit=2) as queue:
        coming = [queue.accept(job(str(i) * 32)) for i in range(5)]
        results = await asyncio.gather(*coming, return_exceptions=True)
        assert sum(isinstance(result, QueueFull) for result in results) == 3
        assert queue.waiting == 2


async def test_nobody_has_more_than_a_few_waiting_even_when_all_come_at_once(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, each=2) as queue:
        coming = [queue.accept(job(str(i) * 32, owner="x")) for i in range(5)]
        results = await asyncio.gather(*coming, return_exceptions=True)
        assert sum(isinstance(result, TooManyWaiting) for result in results) == 3
        await queue.accept(job("7" * 32, owner="y"))
        queue.take("0" * 32)
        await queue.accept(job("8" * 32, owner="x"))
        await queue.accept(job("9" * 32, owner="x"), patient=True)
        assert queue.waiting == 4


async def test_the_first_end_counts(tmp_path: Path) -> None:
    async with opened(tmp_path) as queue:
        await queue.accept(job(A))
        queue.take(A)
        ends = await asyncio.gather(
            queue.end(job(A).ended("cancelled")), queue.end(job(A).ended("done"))
        )
        assert list(ends) == [True, False]
        assert (kept := await queue.get(A)) is not None
        assert kept.state == "cancelled"


async def test_a_picture_that_is_removed_while_its_end_is_written_is_gone(tmp_path: Path) -> None:
    async with opened(tmp_path) as queue:
        await queue.accept(job(A))
        queue.take(A)
        await asyncio.gather(queue.end(job(A).ended("done")), queue.remove([A]))
        assert await queue.get(A) is None
        assert await queue.ended() == []


async def test_a_picture_that_is_put_back_is_next_and_remembers_its_attempt(tmp_path: Path) -> None:
    async with opened(tmp_path) as queue:
        await queue.accept(job(A))
        await queue.accept(job(B))
        queue.take(A)
        await queue.put_back(A)
        assert queue.waiting_ids() == (A, B)
    async with opened(tmp_path) as queue:
        assert (first := queue.next()) is not None
        assert (first.id, first.attempts) == (A, 1)


async def test_waiting_times_come_from_measured_costs(tmp_path: Path) -> None:
    async with opened(tmp_path) as queue:
        await queue.accept(job(A))
        assert queue.eta(A) is None
        queue.take(A)
        await queue.end(job(A).ended("done", seconds=4.0))
        assert queue.eta(A) is None
        await queue.accept(job(B))
        await queue.accept(job(C))
        assert [queue.eta(id) for id in (B, C)] == [4.0, 8.0]
        queue.take(B)
        assert queue.eta(B) == pytest.approx(4.0, abs=0.5)
        await queue.put_back(B)
        assert [queue.eta(id) for id in (B, C)] == [4.0, 8.0]


async def test_what_was_drawn_before_a_restart_tells_the_first_waiting_time(tmp_path: Path) -> None:
    small, kept = Served(size="256x256", steps=4), Served(size="512x512", steps=8, cached=True)
    async with opened(tmp_path) as queue:
        for id, served, seconds in ((A, small, 2.0), (B, kept, 0.01)):
            await queue.accept(job(id))
            await queue.end(job(id).ended("done", served=served, seconds=seconds))
    async with opened(tmp_path) as queue:
        assert queue.seconds_per_picture == 2.0
        await queue.accept(job(C, size="256x256", steps=8))
        assert queue.eta(C) == 3.0, "twice the steps, and finished once"


async def test_lists_show_the_newest_first_and_only_the_owners(tmp_path: Path) -> None:
    async with opened(tmp_path) as queue:
        await queue.accept(job(A, owner="x"))
        await queue.accept(job(B, owner="y"))
        await queue.record(job(C, owner="x").ended("refused"))
        assert [each.id for each in await queue.of("x", 10)] == [C, A]
        assert [each.id for each in await queue.newest(2)] == [C, B]
        await queue.remove([C, A])
        assert [each.id for each in await queue.of("x", 10)] == [A], (
            "an open picture is not forgotten"
        )


async def test_an_unreadable_list_is_put_aside_and_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "pictures.db").write_bytes(b"this was a database once" * 100)
    async with Ledger(tmp_path / "pictures.db") as ledger:
        assert ledger.kept is not None
        assert ledger.kept.read_bytes().startswith(b"this was")
        await ledger.add(job(A))
        assert await ledger.get(A) == await ledger.get(A) is not None


async def test_a_list_from_a_newer_version_is_put_aside(tmp_path: Path) -> None:
    def prepare() -> None:
        with sqlite3.connect(tmp_path / "pictures.db") as database:
            database.execute("PRAGMA user_version = 99")
        database.close()

    await asyncio.to_thread(prepare)
    async with Ledger(tmp_path / "pictures.db") as ledger:
        assert ledger.kept is not None


async def test_a_folder_that_is_gone_is_a_broken_store(tmp_path: Path) -> None:
    with pytest.raises(StoreBroken):
        async with Ledger(tmp_path / "nowhere" / "pictures.db"):
            pass
