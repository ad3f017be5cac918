"""One SQLite file, worked on in a thread of its own, so that the event loop never waits for a disk.

What is committed survives a power cut (WAL, synchronous=FULL), and what is removed is overwritten (secure_delete).

A file says in its `user_version` which version of its table it holds and, times 2^16, the oldest older version that
can work with it too. So a release that somebody went back to goes on with the newer one's table where that one allows it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from edged.disk import Disk
from edged.errors import StoreBroken, StoreFull

T = TypeVar("T")
Row = tuple[Any, ...]
Migrations = Mapping[int, str]
"""Version -> the statements that make a table of the version before it one of this version."""

FLOOR_BITS = 16
OF_STORAGE = frozenset({sqlite3.OperationalError, sqlite3.DatabaseError})
"""What SQLite raises about the disk; their subclasses are about the statement."""

_abandoned: list[sqlite3.Connection] = []
"""Of a disk that failed: closing them, which freeing them does too, would write and fsync once more."""


@dataclass(eq=False)
class _Write:
    """One that waits for its transaction."""

    sql: str
    rows: tuple[Row, ...]
    done: bool = False
    error: sqlite3.DatabaseError | StoreBroken | None = None
    """What was wrong with it, not with the disk."""


class Database:
    """Every method may raise StoreFull or StoreBroken. `kept` names an unreadable file that was put aside, if any."""

    def __init__(  # noqa: PLR0913 - what a file is
        self,
        file: Path,
        schema: str,
        version: int,
        *,
        floor: int | None = None,
        migrations: Migrations | None = None,
        disk: Disk | None = None,
    ) -> None:
        """`schema`: the statements that make an empty file one of `version`.

        `floor`: the oldest version whose statements work on it as well; None: no older one. Columns that came
        after it need defaults. `disk`: what the file lies on, if it is known already.
        """
        self.kept: Path | None = None
        self._file, self._schema, self._version = file, schema, version
        self._mark = version + ((floor or 0) << FLOOR_BITS)
        self._migrations = migrations or {}
        self._disk = disk or Disk(file.parent)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=file.stem)
        self._connection: sqlite3.Connection
        self._lines: dict[bool, deque[_Write]] = {False: deque(), True: deque()}
        """Whether it is vital -> what waits to be written."""

    async def __aenter__(self) -> Self:
        await self._run(self._open)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._run(self._close)
        self._thread.shutdown(wait=False)

    async def write(
        self,
        sql: str,
        *rows: Row,
        vital: bool = False,
        first: Callable[[], None] = lambda: None,
    ) -> None:
        """The statement for each row, all of them or none; on disk when it returns.

        `vital`: where the disk is full, it takes the room that is kept for such rows. `first`: what has to be possible before
        it, on the same thread; those that are written together do it once.
        """
        self._disk.check()
        line, mine = self._lines[vital], _Write(sql, rows)
        line.append(mine)
        await self._run(lambda: self._write(line, mine, first), vital=vital)
        if mine.error is not None:
            raise mine.error

    async def read(self, sql: str, values: Row = ()) -> list[Row]:
        return await self._run(lambda: self._connection.execute(sql, values).fetchall())

    async def scrub(self) -> None:
        """Nothing of what was removed stays: neither in the file, nor in its journal, nor in files put aside."""
        self._disk.check()
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
            _journal(database)
            database.execute("PRAGMA synchronous = FULL")
            database.execute("PRAGMA secure_delete = ON")
            (verdict,) = database.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            self._bring_up_to_date(database)
        except sqlite3.OperationalError:
            _abandoned.append(database)
            raise
        except BaseException:
            database.close()
            raise
        return database

    def _bring_up_to_date(self, database: sqlite3.Connection) -> None:
        """Makes the table, or steps it up to this version; raises DatabaseError where it is none for this release."""
        (found,) = database.execute("PRAGMA user_version").fetchone()
        version, floor = found % (1 << FLOOR_BITS), found >> FLOOR_BITS
        if version == self._version or (version > self._version >= floor > 0):
            return
        steps = [self._schema]
        if version:
            above = range(version + 1, self._version + 1)
            if not above or any(each not in self._migrations for each in above):
                raise sqlite3.DatabaseError(f"table version {version}")
            steps = [self._migrations[each] for each in above]
        script = " ".join([*steps, f"PRAGMA user_version = {self._mark};"])
        database.executescript(f"BEGIN; {script} COMMIT;")

    def _close(self) -> None:
        if self._disk.failed:
            _abandoned.append(self._connection)
        else:
            self._connection.close()

    def _write(self, line: deque[_Write], mine: _Write, first: Callable[[], None]) -> None:
        """All that waits in one transaction: a class that asks at once waits for one fsync, not for forty."""
        if mine.done:
            return
        self._disk.check()
        try:
            first()
        except BaseException:
            with suppress(ValueError):  # It may have left the line with one that failed.
                line.remove(mine)
            raise
        waiting = [line.popleft() for _ in range(len(line))]
        together = [mine, *(each for each in waiting if each is not mine)]
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                for each in together:
                    self._many(each)
        except sqlite3.DatabaseError:
            line.extendleft(reversed(together[1:]))  # They try without this one.
            raise
        try:
            self._disk.vouch()
        except StoreBroken as error:
            for each in together:
                each.error = each.error or error
        for each in together:
            each.done = True

    def _many(self, write: _Write) -> None:
        """All its rows or none; what is wrong with it is no harm to the others."""
        self._connection.execute("SAVEPOINT one")
        try:
            self._connection.executemany(write.sql, write.rows)
        except sqlite3.DatabaseError as error:
            if type(error) in OF_STORAGE:
                raise
            self._connection.execute("ROLLBACK TO one")
            write.error = error
        self._connection.execute("RELEASE one")

    def _scrub(self) -> None:
        # The journal goes first, or VACUUM would copy into it; its own pages go at the end.
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        for kept in self._file.parent.glob(f"{self._file.name}.unreadable-*"):
            kept.unlink(missing_ok=True)

    async def _run(self, work: Callable[[], T], *, vital: bool = False) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: self._judged(work, vital))

    def _judged(self, work: Callable[[], T], vital: bool) -> T:
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if type(error) not in OF_STORAGE:
                raise
            told = self._disk.judge(error)
            if not (vital and isinstance(told, StoreFull) and self._disk.use_room()):
                raise told from error
        return self._judged(work, vital=False)


def _journal(database: sqlite3.Connection) -> None:
    """Write-ahead, or an error: where a disk fails just then, SQLite says nothing and stays with what it had."""
    (mode,) = database.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        error = sqlite3.OperationalError(f"the journal stays {mode}")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        raise error


def _put_aside(file: Path) -> Path:
    """Renames an unreadable file, so that somebody can look at it, and its journals with it."""
    kept = file.with_name(f"{file.name}.unreadable-{int(time.time())}")
    for suffix in ("", "-wal", "-shm"):
        part = file.with_name(file.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept
