from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from edged.access import register as module
from edged.access.refusals import DevicesFull, DeviceUnknown
from edged.access.register import Register


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "devices.db"


async def test_a_token_is_known_until_its_device_is_revoked(file: Path) -> None:
    async with Register(file) as register:
        device, token = await register.add("pupil")
        assert register.known(token) == device
        assert register.known(token[:-2]) is None
        await register.revoke(device.id)
        assert register.known(token) is None
        assert register.devices == []


async def test_devices_and_revocations_survive_a_restart(file: Path) -> None:
    async with Register(file) as register:
        kept, kept_token = await register.add("teacher")
        gone, gone_token = await register.add("pupil")
        await register.revoke(gone.id)
    async with Register(file) as register:
        assert register.known(kept_token) == kept
        assert register.known(gone_token) is None


async def test_no_token_is_ever_on_the_disk(file: Path) -> None:
    async with Register(file) as register:
        tokens = [(await register.add("pupil"))[1] for _ in range(20)]
        disk = await asyncio.to_thread(_everything_in, file.parent)
    assert b"pupil" in disk
    assert not [token for token in tokens if token.encode() in disk]
    assert all(len(token) >= 43 for token in tokens), "256 bits"
    assert len(set(tokens)) == 20


async def test_a_renewed_device_keeps_name_and_pictures_and_its_old_token_counts_no_more(
    file: Path,
) -> None:
    async with Register(file) as register:
        device, old = await register.add("pupil")
        again, new = await register.renew(device.id, "teacher")
        assert (again.id, again.name, again.owner) == (device.id, device.name, device.owner)
        assert register.known(old) is None
        assert register.known(new) == again
        assert again.role == "teacher"
        assert (await register.renew(device.id, "pupil"))[0].role == "teacher"
    async with Register(file) as register:
        assert [each.id for each in register.devices] == [device.id]


async def test_a_device_can_be_called_something_else(file: Path) -> None:
    async with Register(file) as register:
        device, token = await register.add("pupil")
        await register.rename(device.id, "Tablet 7")
        found = register.known(token)
        assert found is not None
        assert found.name.en == "Tablet 7"
        with pytest.raises(DeviceUnknown):
            await register.rename("none", "x")
    async with Register(file) as register:
        assert register.get(device.id).name.zh == "Tablet 7"


async def test_when_a_device_was_seen_is_kept_to_the_minute(file: Path) -> None:
    now = [1_000_000.0]
    async with Register(file, lambda: now[-1]) as register:
        device, token = await register.add("pupil")
        now.append(now[-1] + 30)
        register.known(token)
        assert register.get(device.id).seen == 1_000_000
        now.append(now[-1] + 40)
        register.known(token)
    async with Register(file) as register:
        assert register.get(device.id).seen == 1_000_070


async def test_a_register_that_cannot_be_read_is_put_aside_and_nobody_is_let_in(file: Path) -> None:
    async with Register(file) as register:
        _, token = await register.add("teacher")
    await asyncio.to_thread(file.write_bytes, b"not a database" * 100)
    async with Register(file) as register:
        assert register.kept is not None
        assert register.known(token) is None
        await register.add("pupil")


async def test_there_is_a_limit_to_devices(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    async with Register(file) as register:
        for _ in range(2):
            await register.add("pupil")
        with pytest.raises(DevicesFull):
            await register.add("pupil")


async def test_a_removed_device_leaves_nothing_behind(file: Path) -> None:
    async with Register(file) as register:
        device, _ = await register.add("programme", "unmistakable-name")
        await register.revoke(device.id)
        await register.scrub()
        assert b"unmistakable" not in await asyncio.to_thread(_everything_in, file.parent)


def _everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
