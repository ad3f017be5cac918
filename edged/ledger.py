"""The pictures' table on disk.

Only ended states are written besides the first one: what is being drawn is simply still queued on disk, so a restart
has nothing to repair.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

import msgspec

from edged.database import Database, Row
from edged.disk import Disk
from edged.pictures import Job

VERSION = 1
SCHEMA = """
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
"""


class Ledger:
    """Every method may raise StoreFull or StoreBroken."""

    def __init__(self, file: Path, disk: Disk | None = None) -> None:
        self._disk = disk or Disk(file.parent)
        self._database = Database(file, SCHEMA, VERSION, disk=self._disk)

    async def __aenter__(self) -> Self:
        await self._database.__aenter__()
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self._database.__aexit__(*reason)

    @property
    def kept(self) -> Path | None:
        """An unreadable table that was put aside."""
        return self._database.kept

    async def add(self, job: Job) -> None:
        """On disk when it returns, where there is room for its end too."""
        row = (job.id, job.owner, job.state, job.created, msgspec.json.encode(job))
        sql = "INSERT INTO pictures (id, owner, state, created, body) VALUES (?, ?, ?, ?, ?)"
        await self._database.write(sql, row, first=self._disk.keep_room)

    async def change(self, job: Job) -> None:
        row = (job.state, msgspec.json.encode(job), job.id)
        sql = "UPDATE pictures SET state = ?, body = ? WHERE id = ?"
        await self._database.write(sql, row, vital=True)

    async def remove(self, ids: list[str]) -> None:
        sql = "DELETE FROM pictures WHERE id = ?"
        await self._database.write(sql, *((id,) for id in ids), vital=True)

    async def scrub(self) -> None:
        """Nothing of what was removed stays on the disk."""
        await self._database.scrub()

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
        return await self._read("SELECT body FROM pictures WHERE state = 'queued' ORDER BY number")

    async def drawn(self, limit: int) -> list[Job]:
        """The last ones done, the newest first."""
        sql = "SELECT body FROM pictures WHERE state = 'done' ORDER BY number DESC LIMIT ?"
        return await self._read(sql, (limit,))

    async def ids(self) -> set[str]:
        """Of all, ended or not."""
        return {id for (id,) in await self._database.read("SELECT id FROM pictures")}

    async def count_drawn(self) -> int:
        """How many are done."""
        rows = await self._database.read("SELECT count(*) FROM pictures WHERE state = 'done'")
        return int(rows[0][0])

    async def ended(self) -> list[Job]:
        """All that ended, the oldest first."""
        return await self._read("SELECT body FROM pictures WHERE state != 'queued' ORDER BY number")

    async def _read(self, sql: str, values: Row = ()) -> list[Job]:
        rows = await self._database.read(sql, values)
        return [msgspec.json.decode(body, type=Job) for (body,) in rows]
