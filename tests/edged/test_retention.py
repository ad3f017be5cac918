from __future__ import annotations

import time
from pathlib import Path

import msgspec

from edged.ledger import Ledger
from edged.queue import Queue
from edged.retention import lesson_over, tidy, too_many
from edged.settings import QueueSettings, StoreSettings
from edged.store import Store
from tests.edged.jobs import job

NOW = 1_800_000_000.0
OLD, MIDDLE, NEW = (
    job(letter * 32, created=NOW - hours * 3600).ended("done")
    for letter, hours in (("a", 30), ("b", 2), ("c", 1))
)
MB = 1024 * 1024


def test_what_is_older_than_a_day_goes() -> None:
    assert too_many([OLD, MIDDLE, NEW], {}, StoreSettings(), NOW) == [OLD.id]


def test_the_oldest_go_when_the_store_is_full() -> None:
    usage = {OLD.id: MB, MIDDLE.id: MB, NEW.id: MB}
    settings = StoreSettings(max_mb=1, keep_hours=1000)
    assert too_many([OLD, MIDDLE, NEW], usage, settings, NOW) == [OLD.id, MIDDLE.id]


def test_a_clock_that_was_set_back_makes_nothing_old() -> None:
    assert too_many([MIDDLE, NEW], {}, StoreSettings(), NOW - 10**9) == []


async def test_tidying_forgets_the_picture_and_its_files(tmp_path: Path) -> None:
    store = Store(tmp_path / "pictures")
    async with (
        Ledger(tmp_path / "db") as ledger,
        Queue(ledger, QueueSettings(per_device=64)) as queue,
    ):
        await queue.accept(job("d" * 32, created=1.0))
        for each in (job("a" * 32, created=1.0), job("e" * 32)):
            await queue.record(each.ended("done"))
            await store.put(each.id, b"x", "png")
        await tidy(queue, store, StoreSettings())
        assert await queue.get("a" * 32) is None
        assert await queue.get("e" * 32) is not None
        assert await queue.get("d" * 32) is not None, "a picture that waits is kept, however old"
    assert await store.usage() == {"e" * 32: 1}


def test_a_lesson_is_over_when_nobody_wished_for_anything_for_a_while() -> None:
    settings = StoreSettings(quiet_minutes=45)
    assert not lesson_over([OLD, MIDDLE, NEW], settings, NOW - 16 * 60)
    assert lesson_over([OLD, MIDDLE, NEW], settings, NOW)
    assert not lesson_over([], settings, NOW)
    assert not lesson_over([OLD, MIDDLE, NEW], StoreSettings(), NOW + 10**9)


async def test_after_the_lesson_every_picture_goes_but_not_while_one_waits(tmp_path: Path) -> None:
    store, settings = Store(tmp_path / "pictures"), StoreSettings(quiet_minutes=1)
    async with (
        Ledger(tmp_path / "db") as ledger,
        Queue(ledger, QueueSettings(per_device=64)) as queue,
    ):
        made = job("e" * 32, created=time.time() - 120)
        await queue.record(made.ended("done"))
        await store.put(made.id, b"x", "png")
        waiting = job("d" * 32)
        await queue.accept(waiting)
        await tidy(queue, store, settings)
        assert await queue.get(made.id) is not None
        await queue.end(msgspec.structs.replace(waiting, created=made.created).ended("cancelled"))
        await tidy(queue, store, settings)
        assert await queue.ended() == []
    assert await store.usage() == {}
