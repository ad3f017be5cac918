"""One SQLite file, worked on in a thread of its own, so that the event loop never waits for a disk.

What is committed survives a power cut (WAL, synchronous=FULL), and what is removed is overwritten (secure_delete).
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self, TypeVar

from edged.errors import StoreBroken, StoreFull

T = TypeVar("T")
Row = tuple[Any, ...]


class Database:
    """Every method may raise StoreFull or StoreBroken. `kept` names an unreadable file that was put aside, if any."""

    def __init__(self, file: Path, schema: str, version: int) -> None:
        """`schema`: the statements that make an empty file one of `version`."""
        self.kept: Path | None = None
        self._file, self._schema, self._version = file, schema, version
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=file.stem)
        self._connection: sqlite3.Connection

    async def __aenter__(self) -> Self:
        await self._run(self._open)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._run(self._close)
        self._thread.shutdown(wait=False)

    async def write(self, sql: str, *rows: Row) -> None:
        """The statement for each row, all of them or none; on disk when it returns."""
        await self._run(lambda: self._many(sql, rows))

    async def read(self, sql: str, values: Row = ()) -> list[Row]:
        return await self._run(lambda: self._connection.execute(sql, values).fetchall())

    async def scrub(self) -> None:
        """Nothing of what was removed stays: neither in the file, nor in its journal, nor in files put aside."""
        await self._run(self._scrub)

    def _open(self) -> None:
        try:
            self._connection = self._opened()
        except sqlite3.OperationalError:
            raise  # No access or no space: nothing is wrong with the table itself.
        except sqlite3.DatabaseError:
            self.kept = _put_aside(self._file)
            self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._file, check_same_thread=False)
        try:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            database.execute("PRAGMA secure_delete = ON")
            (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version == 0:
                made = f"{self._schema} PRAGMA user_version = {self._version};"
                database.executescript(f"BEGIN; {made} COMMIT;")
            elif version != self._version:
                raise sqlite3.DatabaseError(f"table version {version}")
        except BaseException:
            database.close()
            raise
        return database

    def _close(self) -> None:
        self._connection.close()

    def _many(self, sql: str, rows: tuple[Row, ...]) -> None:
        with self._connection:
            self._connection.executemany(sql, rows)

    def _scrub(self) -> None:
        # The journal goes first, or VACUUM would copy into it; its own pages go at the end.
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        for kept in self._file.parent.glob(f"{self._file.name}.unreadable-*"):
            kept.unlink(missing_ok=True)

    async def _run(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                raise StoreFull(folder=self._file.parent) from error
            raise StoreBroken(folder=self._file.parent, detail=error) from error


def _put_aside(file: Path) -> Path:
    """Renames an unreadable file, so that somebody can look at it, and its journals with it."""
    kept = file.with_name(f"{file.name}.unreadable-{int(time.time())}")
    for suffix in ("", "-wal", "-shm"):
        part = file.with_name(file.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept
