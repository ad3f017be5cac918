from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

import pytest

from edged.database import Database
from edged.disk import Disk
from edged.errors import StoreBroken, StoreFull

SCHEMA = "CREATE TABLE things (name TEXT);"
INSERT = "INSERT INTO things (name) VALUES (?)"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "things.db"


async def test_what_was_written_is_there_after_a_restart(file: Path) -> None:
    async with Database(file, SCHEMA, 1) as database:
        await database.write(INSERT, ("one",), ("two",))
    async with Database(file, SCHEMA, 1) as database:
        assert await database.read("SELECT name FROM things") == [("one",), ("two",)]
        assert database.kept is None


async def test_all_rows_are_written_or_none(file: Path) -> None:
    unique = "CREATE TABLE things (name TEXT UNIQUE);"
    async with Database(file, unique, 1) as database:
        with pytest.raises(sqlite3.IntegrityError):
            await database.write(INSERT, ("one",), ("one",))
        assert await database.read("SELECT * FROM things") == []


async def test_of_many_at_once_only_the_wrong_one_is_not_written(file: Path) -> None:
    unique = "CREATE TABLE things (name TEXT UNIQUE);"
    names = [*map(str, range(20)), "7", *map(str, range(20, 40))]
    async with Database(file, unique, 1) as database:
        writes = [database.write(INSERT, (f"before {name}",), (name,)) for name in names]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        wrong = [one for one in outcomes if one is not None]
        assert [type(one) for one in wrong] == [sqlite3.IntegrityError]
        assert outcomes.index(wrong[0]) == 20
    async with Database(file, unique, 1) as database:
        assert len(await database.read("SELECT name FROM things")) == 80


async def test_what_fails_for_one_because_of_the_disk_is_tried_by_each_of_the_others(
    file: Path,
) -> None:
    async with Database(file, SCHEMA, 1) as database:
        await database.write(INSERT, ("first",))
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # Nobody else may write for five seconds.
            writes = [asyncio.create_task(database.write(INSERT, (name,))) for name in "abc"]
            done, _ = await asyncio.wait(writes, return_when=asyncio.FIRST_EXCEPTION)
            assert isinstance(done.pop().exception(), StoreBroken)
            other.execute("COMMIT")
        await asyncio.gather(*writes, return_exceptions=True)
        names = {name for (name,) in await database.read("SELECT name FROM things")}
        assert names == {"first", "b", "c"}


async def test_what_has_to_be_possible_first_is_asked_once_for_many_and_keeps_out_what_it_refuses(
    file: Path,
) -> None:
    asked = 0

    def room() -> None:
        nonlocal asked
        asked += 1

    def no_room() -> None:
        raise StoreFull(folder=file.parent)

    async with Database(file, SCHEMA, 1) as database:
        refused = asyncio.create_task(database.write(INSERT, ("refused",), first=no_room))
        names = [str(number) for number in range(40)]
        await asyncio.gather(*(database.write(INSERT, (name,), first=room) for name in names))
        with pytest.raises(StoreFull):
            await refused
        await database.write(INSERT, ("last",))
        found = {name for (name,) in await database.read("SELECT name FROM things")}
        assert found == {*names, "last"}
        assert asked < 40


async def test_a_file_system_that_was_stopped_while_it_synced_is_not_believed(file: Path) -> None:
    class Stopped(Disk):
        """What a kernel calls success after it stopped the file system cannot be had at will."""

        def vouch(self) -> None:
            raise StoreBroken(folder=file.parent, detail="Read-only file system")

    async with Database(file, SCHEMA, 1, disk=Stopped(file.parent)) as database:
        writes = [asyncio.create_task(database.write(INSERT, (name,))) for name in "abc"]
        for write in writes:
            with pytest.raises(StoreBroken):
                await write


async def test_a_file_of_another_version_or_of_nonsense_is_put_aside(file: Path) -> None:
    async with Database(file, SCHEMA, 1) as database:
        await database.write(INSERT, ("old",))
    async with Database(file, SCHEMA, 2) as database:
        assert database.kept
        assert await database.read("SELECT * FROM things") == []


async def test_an_older_table_is_brought_up_to_date_step_by_step(file: Path) -> None:
    steps = {2: "ALTER TABLE things ADD size INT DEFAULT 7;", 3: "UPDATE things SET size = 8;"}
    async with Database(file, SCHEMA, 1) as database:
        await database.write(INSERT, ("old",))
    async with Database(file, "never run", 3, migrations=steps) as database:
        assert database.kept is None
        assert await database.read("SELECT * FROM things") == [("old", 8)]
    async with Database(file, "never run", 3, migrations=steps) as database:
        assert await database.read("SELECT * FROM things") == [("old", 8)]


async def test_a_step_that_fails_leaves_the_table_as_it_was(file: Path) -> None:
    async with Database(file, SCHEMA, 1) as database:
        await database.write(INSERT, ("old",))
    steps = {2: "ALTER TABLE things ADD size INT;", 3: "UPDATE nothing SET size = 8;"}
    with pytest.raises(StoreBroken):
        async with Database(file, SCHEMA, 3, migrations=steps):
            pass
    async with Database(file, SCHEMA, 1) as database:
        assert database.kept is None
        assert await database.read("SELECT * FROM things") == [("old",)]


async def test_an_older_release_goes_on_with_a_newer_table_that_allows_it(file: Path) -> None:
    newer = "CREATE TABLE things (name TEXT, size INT DEFAULT 7);"
    async with Database(file, newer, 3, floor=1) as database:
        await database.write(INSERT, ("new",))
    async with Database(file, SCHEMA, 1) as database:
        assert database.kept is None
        await database.write(INSERT, ("old",))
    async with Database(file, newer, 3, floor=1) as database:
        assert await database.read("SELECT * FROM things") == [("new", 7), ("old", 7)]


async def test_a_newer_table_that_does_not_allow_it_is_put_aside(file: Path) -> None:
    async with Database(file, SCHEMA, 3, floor=2) as database:
        await database.write(INSERT, ("new",))
    async with Database(file, SCHEMA, 1) as database:
        assert database.kept
        assert await database.read("SELECT * FROM things") == []


async def test_scrubbing_leaves_nothing_of_what_was_removed(file: Path) -> None:
    """Neither in the file, nor in its journal, nor in a file that was put aside."""
    await asyncio.to_thread(file.write_bytes, b"unmistakable words" * 1000)
    async with Database(file, SCHEMA, 1) as database:
        rows = [(f"unmistakable words {number}" * 20,) for number in range(500)]
        await database.write(INSERT, *rows)
        await database.write(INSERT, ("kept",))
        assert b"unmistakable" in await asyncio.to_thread(_everything_in, file.parent)
        await database.write("DELETE FROM things WHERE name != ?", ("kept",))
        await database.scrub()
        disk = await asyncio.to_thread(_everything_in, file.parent)
        assert b"unmistakable" not in disk
        assert b"kept" in disk
        assert [each.name for each in sorted(file.parent.iterdir()) if each.stat().st_size] == [
            file.name,
            f"{file.name}-shm",
        ]


async def test_a_disk_that_cannot_be_written_is_an_error_with_a_fix(tmp_path: Path) -> None:
    with pytest.raises(StoreBroken):
        async with Database(tmp_path / "none" / "things.db", SCHEMA, 1):
            pass


def _everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
