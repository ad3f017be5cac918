"""Disks that are full, become read-only, or hold damaged tables."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from edged.disk import Disk
from edged.errors import StoreBroken
from scripts.box import Box
from tests.faults.conftest import Times
from tests.faults.daemon import Daemon, running
from tests.faults.disks import enlarge, small_disk, small_memory
from tests.faults.lesson import Lesson, facts
from tests.faults.report import Report

pytestmark = [
    pytest.mark.needs("root", "mkfs.ext4", "fsck.ext4"),
    pytest.mark.timeout(1800),
]
BLOCK = 4096


async def test_a_full_disk_ends_what_was_accepted_and_goes_on_once_there_is_room(
    tmp_path: Path, calm: Path, report: Report, times: Times
) -> None:
    count = times(1, 5)
    for turn in range(count):
        folder = tmp_path / str(turn)
        await asyncio.to_thread(folder.mkdir)
        with small_memory(folder / "state", "2m"):
            daemon = Daemon(folder, calm)
            with running(daemon):
                lesson = Lesson(daemon.box_url)
                async with lesson.going_on():
                    refused = await asyncio.to_thread(_until_refused, daemon.box)
                    assert refused == (507, "store_full")
                    await asyncio.sleep(1)
                enlarge(folder / "state", "64m")
                assert (await asyncio.to_thread(daemon.box.draw, "panda"))["state"] == "done"
                ended = await lesson.settled()
                assert ended["done"], facts(lesson)
                await lesson.check_images()
                assert await asyncio.to_thread(daemon.stop) == 0
            await asyncio.to_thread(lesson.check_disk, daemon.state)
            assert not lesson.broken, facts(lesson)
    report.note("disk_full", count)


def test_a_disk_that_the_kernel_stopped_does_not_vouch_for_what_was_written(
    tmp_path: Path,
) -> None:
    with small_disk(tmp_path / "small") as small:
        disk = Disk(small.place)
        disk.vouch()
        small.make_read_only()
        with pytest.raises(StoreBroken):
            disk.vouch()


async def test_a_disk_that_becomes_read_only_still_shows_what_is_there_and_loses_nothing(
    tmp_path: Path, calm: Path, report: Report, times: Times
) -> None:
    count = times(1, 5)
    for turn in range(count):
        with small_disk(tmp_path / str(turn)) as disk:
            daemon = Daemon(tmp_path / str(turn), calm, state=disk.place / "state")
            lesson = Lesson(daemon.box_url)
            with running(daemon):
                drawn = await asyncio.to_thread(daemon.box.draw, "owl")
                async with lesson.going_on():
                    await lesson.until_promised(5)
                    await asyncio.to_thread(disk.make_read_only)
                    told = await asyncio.to_thread(_until_refused, daemon.box)
                    if told == (503, "disk_failed"):
                        # The kernel failed a sync that was under way (EIO): then the box leaves, as with any disk that fails.
                        assert await asyncio.to_thread(daemon.process.wait, 60) == 74
                    else:
                        assert told == (503, "store_broken")
                        image = await asyncio.to_thread(daemon.box.read, str(drawn["image"]))
                        assert image.startswith(b"\x89PNG")
                        await asyncio.sleep(random.uniform(0, 2))
                        assert daemon.process.poll() is None, daemon.box.last_words()
            await asyncio.to_thread(disk.unmount)
            await asyncio.to_thread(disk.mount)
            with running(daemon):
                await lesson.settled()
                await lesson.check_images()
                assert await asyncio.to_thread(daemon.stop) == 0
            await asyncio.to_thread(lesson.check_disk, daemon.state)
            assert not lesson.broken, facts(lesson)
    report.note("disk_read_only", count)


async def test_a_damaged_table_is_read_as_far_as_it_is_whole_or_put_aside(
    tmp_path: Path, calm: Path, report: Report, times: Times
) -> None:
    daemon = Daemon(tmp_path, calm)
    lesson = Lesson(daemon.box_url)
    with running(daemon):
        async with lesson.going_on():
            await lesson.until_promised(20)
        await lesson.settled()
        assert await asyncio.to_thread(daemon.stop) == 0
    count = 0
    for name in ("pictures.db", "devices.db"):
        file = daemon.state / name
        whole = await asyncio.to_thread(file.read_bytes)
        blocks = range(0, len(whole), BLOCK)
        for at in random.sample(blocks, min(times(1, 10), len(blocks))):
            for damaged in (_flipped(whole, at), whole[:at]):
                await asyncio.to_thread(_replace, file, damaged)
                await _draws_all_the_same(daemon)
                count += 1
        await asyncio.to_thread(_replace, file, whole)
    report.note("tables_damaged", count)


async def _draws_all_the_same(daemon: Daemon) -> None:
    """Whatever it made of its tables. A damage that it meets later ends it once, and the next one begins anew."""
    for _ in range(2):
        daemon.start()
        try:
            await asyncio.to_thread(daemon.until_answering)
            await asyncio.to_thread(daemon.box.draw, "bear")
        except (HTTPError, OSError):
            assert await asyncio.to_thread(daemon.process.wait, 60) == 74, daemon.box.last_words()
            continue
        finally:
            if daemon.process.poll() is None:
                assert await asyncio.to_thread(daemon.stop) in {0, 74}
        assert "Traceback" not in await asyncio.to_thread(daemon.log.read_text)
        return
    raise AssertionError(daemon.box.last_words())


def _flipped(data: bytes, at: int) -> bytes:
    block = bytes(byte ^ 0x5A for byte in data[at : at + BLOCK])
    return data[:at] + block + data[at + BLOCK :]


def _replace(file: Path, data: bytes) -> None:
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    for kept in file.parent.glob("*.unreadable-*"):
        kept.unlink()
    file.write_bytes(data)


def _until_refused(box: Box) -> tuple[int, str]:
    """Asks for pictures until the box takes no more, for another reason than that many wait."""
    while True:
        told = _code(box, "/v1/pictures?wait=1", {"prompt": "bear"})
        if told and told[1] != "queue_full":
            return told


def _code(box: Box, path: str, body: dict[str, Any] | None = None) -> tuple[int, str] | None:
    try:
        box.ask(path, body)
    except HTTPError as answer:
        with answer:
            return answer.code, json.loads(answer.read())["error"]["code"]
    return None
