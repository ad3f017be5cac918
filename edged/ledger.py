"""The pictures' table on disk: sqlite3 in one thread of its own, so that the event loop never waits for a disk.

A committed row survives a power cut (WAL, synchronous=FULL). Only ended states are written besides the first one: what
is being drawn is simply still queued on disk, so a restart has nothing to repair.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self, TypeVar

import msgspec

from edged.errors import StoreBroken, StoreFull
from edged.pictures import Job

T = TypeVar("T")

VERSION = 1
SCHEMA = f"""
CREATE TABLE pictures (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    owner TEXT NOT NULL,
    state TEXT NOT NULL,
    created REAL NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX pictures_by_owner ON pictures (owner, number);
CREATE INDEX pictures_by_state ON pictures (state, number);
PRAGMA user_version = {VERSION};
"""


class Ledger:
    """Every method may raise StoreFull or StoreBroken. `kept` names an unreadable table that was put aside, if any."""

    def __init__(self, file: Path) -> None:
        self.kept: Path | None = None
        self._file = file
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._database: sqlite3.Connection

    async def __aenter__(self) -> Self:
        await self._run(self._open)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._run(self._close)
        self._thread.shutdown(wait=False)

    async def add(self, job: Job) -> None:
        """On disk when it returns."""
        row = (job.id, job.owner, job.state, job.created, msgspec.json.encode(job))
        await self._write(
            "INSERT INTO pictures (id, owner, state, created, body) VALUES (?, ?, ?, ?, ?)", row
        )

    async def change(self, job: Job) -> None:
        row = (job.state, msgspec.json.encode(job), job.id)
        await self._write("UPDATE pictures SET state = ?, body = ? WHERE id = ?", row)

    async def remove(self, ids: list[str]) -> None:
        await self._run(
            lambda: self._many("DELETE FROM pictures WHERE id = ?", [(i,) for i in ids])
        )

    async def get(self, id: str) -> Job | None:
        found = await self._read("SELECT body FROM pictures WHERE id = ?", (id,))
        return found[0] if found else None

    async def of(self, owner: str, limit: int) -> list[Job]:
        """The owner's, the newest first."""
        sql = "SELECT body FROM pictures WHERE owner = ? ORDER BY number DESC LIMIT ?"
        return await self._read(sql, (owner, limit))

    async def newest(self, limit: int) -> list[Job]:
        return await self._read("SELECT body FROM pictures ORDER BY number DESC LIMIT ?", (limit,))

    async def waiting(self) -> list[Job]:
        """Not ended, in the order of acceptance."""
        return await self._read(
            "SELECT body FROM pictures WHERE state = 'queued' ORDER BY number", ()
        )

    async def drawn(self, limit: int) -> list[Job]:
        """The last ones done, the newest first."""
        sql = "SELECT body FROM pictures WHERE state = 'done' ORDER BY number DESC LIMIT ?"
        return await self._read(sql, (limit,))

    async def ended(self) -> list[Job]:
        """All that ended, the oldest first."""
        return await self._read(
            "SELECT body FROM pictures WHERE state != 'queued' ORDER BY number", ()
        )

    def _open(self) -> None:
        try:
            self._database = _opened(self._file)
        except sqlite3.OperationalError:
            raise  # No access or no space: nothing is wrong with the table itself.
        except sqlite3.DatabaseError:
            self.kept = _put_aside(self._file)
            self._database = _opened(self._file)

    def _close(self) -> None:
        self._database.close()

    async def _write(self, sql: str, row: tuple[object, ...]) -> None:
        await self._run(lambda: self._many(sql, [row]))

    def _many(self, sql: str, rows: list[tuple[object, ...]]) -> None:
        with self._database:
            self._database.executemany(sql, rows)

    async def _read(self, sql: str, values: tuple[object, ...]) -> list[Job]:
        rows = await self._run(lambda: self._database.execute(sql, values).fetchall())
        return [msgspec.json.decode(body, type=Job) for (body,) in rows]

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise StoreFull(folder=self._file.parent) from error
            raise StoreBroken(folder=self._file.parent, detail=error) from error


def _opened(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            database.executescript(f"BEGIN; {SCHEMA} COMMIT;")
        elif version != VERSION:
            raise sqlite3.DatabaseError(f"table version {version}")
    except BaseException:
        database.close()
        raise
    return database


def _put_aside(file: Path) -> Path:
    """Renames an unreadable table, so that somebody can look at it, and its journals with it."""
    kept = file.with_name(f"{file.name}.unreadable-{int(time.time())}")
    for suffix in ("", "-wal", "-shm"):
        part = file.with_name(file.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept
