"""Damaged packs: refused, and the one in use goes on."""

from __future__ import annotations

import asyncio
import random
import shutil
from pathlib import Path

import pytest

from runtime.pack import packs_folder
from tests.faults.conftest import Times
from tests.faults.daemon import SETTINGS, Daemon, running
from tests.faults.report import Report
from tests.sessions import admin_session

pytestmark = pytest.mark.timeout(3600)
BLOCK = 4096
FREE = {"LICENSE", "README.md"}
"""Files of a pack that nobody loads."""


async def test_a_pack_with_damage_in_any_block_is_refused_and_the_one_in_use_goes_on(
    daemon: Daemon, report: Report, times: Times, tmp_path: Path
) -> None:
    pack = tmp_path / "packs" / "cute-animals"
    with running(daemon):
        count = await _damage_each(daemon, pack, times(12, 10_000))
        assert (await asyncio.to_thread(daemon.box.draw, "bear"))["state"] == "done"
    before = report.outcomes["pack_damaged"].count
    report.note("pack_damaged", before + count)


async def test_so_is_the_pack_that_a_box_is_shipped_with(
    tmp_path: Path, calm: Path, report: Report, times: Times
) -> None:
    pack = tmp_path / "packs" / "cute-animals"
    await asyncio.to_thread(shutil.copytree, packs_folder() / "cute-animals", pack)
    settings = f'profile = "cpu"\n{SETTINGS}'
    with running(Daemon(tmp_path, calm, settings=settings)) as daemon:
        count = await _damage_each(daemon, pack, times(4, 400))
        assert (await asyncio.to_thread(daemon.box.draw, "bear"))["state"] == "done"
    before = report.outcomes["pack_damaged"].count
    report.note(
        "pack_damaged", before + count, words="every block of a small pack, 400 of the real"
    )


async def _damage_each(daemon: Daemon, pack: Path, most: int) -> int:
    """Flips a byte, then cuts the file, at `most` blocks of all files; how often."""
    places = _places(pack)
    worker = daemon.worker()
    async with admin_session(daemon.socket) as admin:
        chosen = random.sample(places, min(most, len(places)))
        for file, at in chosen:
            whole = await asyncio.to_thread(file.read_bytes)
            spot = at + random.randrange(min(BLOCK, len(whole) - at))
            flipped = whole[:spot] + bytes([whole[spot] ^ 0xFF]) + whole[spot + 1 :]
            for damaged in (flipped, whole[:at]):
                await asyncio.to_thread(file.write_bytes, damaged)
                async with admin.post("/admin/profile", json={"name": "cpu"}) as answer:
                    told = (await answer.json())["error"]
                assert (answer.status, told["code"]) == (503, "pack_broken"), (file.name, at)
                assert file.name in told["message"] or file.stem in told["message"]
            await asyncio.to_thread(file.write_bytes, whole)
    assert daemon.worker() == worker, "the painter was not disturbed"
    return 2 * len(chosen)


def _places(pack: Path) -> list[tuple[Path, int]]:
    """Each block of each file that is loaded."""
    return [
        (file, at)
        for file in sorted(pack.iterdir())
        if file.name not in FREE
        for at in range(0, file.stat().st_size, BLOCK)
    ]
