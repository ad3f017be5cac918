"""The paired devices, in memory for every request and on disk for ever. Of tokens only hashes are kept."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import msgspec

from edged.access.device import Device, Role, digest, new_id, new_token
from edged.access.nicknames import Nickname, free_nickname
from edged.access.refusals import DevicesFull, DeviceUnknown
from edged.database import Database
from edged.disk import Disk
from runtime.errors import EdgedError

log = logging.getLogger(__name__)

VERSION = 1
SCHEMA = """
CREATE TABLE devices (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    body BLOB NOT NULL
);
"""
PUT = "INSERT INTO devices (id, hash, body) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, body = excluded.body"
TOUCH = "UPDATE devices SET body = ? WHERE id = ?"
MOST = 1000
"""Devices; a box in a school needs fewer, and each wrong guess at a name looks at all of them."""
SEEN_EVERY_S = 60.0
"""Seconds between two writes of who was seen."""


class Register:
    """Methods that change it may raise StoreFull or StoreBroken; then nothing has changed."""

    def __init__(
        self, file: Path, clock: Callable[[], float] = time.time, disk: Disk | None = None
    ) -> None:
        self._database, self._clock = Database(file, SCHEMA, VERSION, disk=disk), clock
        self.on_revoke: Callable[[str], None] = lambda _: None
        """Called with the id of a device whose token counts no more."""
        self._devices: dict[str, Device] = {}
        self._hashes: dict[str, str] = {}
        """Hash of a token -> id."""
        self._seen: set[str] = set()
        """Ids whose last sight is not on disk yet."""

    async def __aenter__(self) -> Self:
        await self._database.__aenter__()
        for hash, body in await self._database.read("SELECT hash, body FROM devices"):
            self._keep(hash, msgspec.json.decode(body, type=Device))
        return self

    async def __aexit__(self, *reason: object) -> None:
        try:
            await self._write_seen()
        finally:
            await self._database.__aexit__(*reason)

    @property
    def kept(self) -> Path | None:
        """An unreadable list that was put aside."""
        return self._database.kept

    @property
    def devices(self) -> list[Device]:
        """In the order in which they were paired."""
        return sorted(self._devices.values(), key=lambda device: device.paired)

    def known(self, token: str) -> Device | None:
        """Whose token this is; it was seen just now."""
        id = self._hashes.get(digest(token))
        if id is None:
            return None
        device = self._devices[id]
        now = self._clock()
        if abs(now - device.seen) >= SEEN_EVERY_S:
            device = self._devices[id] = msgspec.structs.replace(device, seen=now)
            self._seen.add(id)
        return device

    async def add(self, role: Role, name: str = "") -> tuple[Device, str]:
        """A new device and its token, which nobody can ask for again. Without a name it gets a nickname.

        Raises DevicesFull.
        """
        if len(self._devices) >= MOST:
            raise DevicesFull(most=MOST)
        taken = [each.name for each in self._devices.values()]
        chosen = Nickname(name, name) if name else free_nickname(taken)
        now = self._clock()
        device = Device(id=self._free_id(), role=role, name=chosen, paired=now, seen=now)
        return device, await self._put(device)

    async def renew(self, id: str, role: Role) -> tuple[Device, str]:
        """The same device with another token; the old one counts no more. A teacher's stays a teacher's."""
        present = self.get(id)
        kept: Role = "teacher" if present.role == "teacher" else role
        device = msgspec.structs.replace(present, role=kept, seen=self._clock())
        return device, await self._put(device)

    async def rename(self, id: str, name: str) -> Device:
        device = msgspec.structs.replace(self.get(id), name=Nickname(name, name))
        await self._database.write(TOUCH, (msgspec.json.encode(device), id))
        self._devices[id] = device
        return device

    async def revoke(self, *ids: str) -> None:
        """Their tokens count no more."""
        await self._database.write("DELETE FROM devices WHERE id = ?", *((id,) for id in ids))
        for id in ids:
            self._forget(id)
            self.on_revoke(id)

    def get(self, id: str) -> Device:
        """Raises DeviceUnknown."""
        device = self._devices.get(id)
        if device is None:
            raise DeviceUnknown(name=id)
        return device

    async def scrub(self) -> None:
        """Nothing of revoked devices stays on the disk."""
        await self._database.scrub()

    async def run(self) -> None:
        """Writes down who was seen, for ever. A disk in trouble is noticed by whoever must write."""
        while True:
            await asyncio.sleep(SEEN_EVERY_S)
            try:
                await self._write_seen()
            except EdgedError as error:
                log.warning("cannot write down which devices were seen: %s", error)

    async def _write_seen(self) -> None:
        seen, self._seen = self._seen, set()
        rows = [
            (msgspec.json.encode(device), device.id)
            for device in map(self._devices.get, seen)
            if device is not None
        ]
        if rows:
            await self._database.write(TOUCH, *rows)

    async def _put(self, device: Device) -> str:
        token = new_token()
        hash = digest(token)
        await self._database.write(PUT, (device.id, hash, msgspec.json.encode(device)))
        self._forget(device.id)
        self._keep(hash, device)
        return token

    def _keep(self, hash: str, device: Device) -> None:
        self._devices[device.id] = device
        self._hashes[hash] = device.id

    def _forget(self, id: str) -> None:
        if self._devices.pop(id, None) is not None:
            self._hashes = {hash: each for hash, each in self._hashes.items() if each != id}

    def _free_id(self) -> str:
        while (id := new_id()) in self._devices:
            pass
        return id
