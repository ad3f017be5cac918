"""Power that is cut at each write, and disks that report errors: what was acknowledged is there afterwards."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.conftest import Times
from tests.faults.daemon import Daemon
from tests.faults.disks import SmallDisk, small_disk
from tests.faults.lesson import Lesson, facts
from tests.faults.report import Report

pytestmark = [
    pytest.mark.needs("root", "strace", "mkfs.ext4", "fsck.ext4"),
    pytest.mark.timeout(3600),
]

WRITES = "write,pwrite64,fsync,fdatasync,rename,renameat2,unlink,unlinkat,ftruncate,fallocate,mkdir"
STRACE = ("strace", "-f", "--seccomp-bpf", "-qq")
PAUSE_US = 4000
"""So long each write is held up, for the power to be cut before the next one."""
MOST = 250
"""Writes of a lesson; there are fewer."""
SYNCS = "fsync,fdatasync"
LEAVES_S = 4
"""A daemon whose disk failed has left by then."""


class Writes:
    """What a traced daemon writes below `place`: counted while it happens."""

    def __init__(self, fifo: Path, place: Path, at: int, then: Callable[[], None]) -> None:
        """`then`: called once, at the write with this number, from 1."""
        self.count = 0
        self.last = ""
        self._fifo, self._place, self._at, self._then = fifo, str(place), at, then
        os.mkfifo(fifo)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def under(self) -> tuple[str, ...]:
        """The command that a daemon runs under."""
        delay = f"inject={WRITES}:delay_exit={PAUSE_US}"
        return (
            *STRACE,
            "-y",
            "-s",
            "0",
            "-e",
            f"trace={WRITES}",
            "-e",
            delay,
            "-o",
            f"{self._fifo}",
        )

    def end(self) -> None:
        self._thread.join(60)
        self._fifo.unlink()

    def _read(self) -> None:
        with self._fifo.open() as lines:
            for line in lines:
                if self._place in line:
                    self.count += 1
                    if self.count == self._at:
                        self.last = line.strip()
                        self._then()


async def test_power_that_is_cut_at_any_write_loses_nothing_that_was_acknowledged(
    tmp_path: Path, calm: Path, report: Report, times: Times
) -> None:
    total, _ = await _cut(tmp_path / "whole", calm, at=MOST)
    assert 40 < total < MOST
    chosen = times(3, total)
    promised = 0
    for number in range(chosen):
        at = 1 + round(number * (total - 1) / max(1, chosen - 1))
        _, count = await _cut(tmp_path / f"cut-{at}", calm, at=at)
        promised += count
        words = f"of {total} writes; {promised:,} pictures promised before the cuts"
        report.note("power_cut", number + 1, words=words)


@pytest.mark.parametrize("calls", [SYNCS, "pwrite64"])
async def test_an_error_of_the_disk_ends_the_daemon_and_loses_nothing(
    tmp_path: Path, calm: Path, report: Report, times: Times, calls: str
) -> None:
    """strace counts each thread's calls for itself, and the daemon ends at the first that fails."""
    before = report.outcomes["fsync_fails"].count
    count = 0
    numbers = [times(4, 1)] if times(1, 0) else list(range(1, 40))
    for number in numbers:
        folder = tmp_path / str(number)
        await asyncio.to_thread(folder.mkdir)
        if not await _fail(folder, calm, calls, number):
            break
        count += 1
        report.note("fsync_fails", before + count)
    assert count


async def _cut(folder: Path, calm: Path, *, at: int) -> tuple[int, int]:
    """Runs the lesson up to that write, cuts the power, starts again: (writes seen, pictures promised)."""
    with small_disk(folder) as disk:
        daemon = Daemon(folder, calm, state=disk.place / "state")
        lesson = Lesson(daemon.box_url, tablets=1)
        cut = asyncio.Event()
        loop = asyncio.get_running_loop()

        def cut_power() -> None:
            disk.cut_power()
            loop.call_soon_threadsafe(cut.set)

        writes = Writes(folder / "writes", disk.place, at, cut_power)
        daemon.start(*writes.under())
        going = asyncio.create_task(_going(daemon, lesson))
        waiting = asyncio.create_task(cut.wait())
        await asyncio.wait({going, waiting}, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.to_thread(daemon.kill)
        await asyncio.gather(going, return_exceptions=True)
        waiting.cancel()
        await asyncio.to_thread(writes.end)
        await asyncio.to_thread(_power_back, disk)
        promised = len(lesson.promises)
        await _judge(daemon, lesson, f"cut at {at}: {writes.last}")
        await asyncio.to_thread(disk.unmount)
        await asyncio.to_thread(disk.check)
        return writes.count, promised


async def _going(daemon: Daemon, lesson: Lesson) -> bool:
    while not await asyncio.to_thread(daemon.answers):
        if daemon.process.poll() is not None:
            return False
        await asyncio.sleep(0.05)
    return await lesson.script()


async def _fail(folder: Path, calm: Path, calls: str, number: int) -> bool:
    """Whether the lesson came to that call of any thread, and the daemon ended at it."""
    daemon = Daemon(folder, calm)
    lesson = Lesson(daemon.box_url, tablets=1)
    inject = f"inject={calls}:error=EIO:when={number}"
    daemon.start(*STRACE, "-e", f"trace={calls}", "-e", inject, "-o", "/dev/null")
    try:
        whole = await _going(daemon, lesson)
        await asyncio.sleep(LEAVES_S if whole else 0)
        if whole and daemon.process.poll() is None:
            return False
        status = await asyncio.to_thread(daemon.process.wait, 60)
    finally:
        await asyncio.to_thread(daemon.kill)
    assert status == 74, daemon.box.last_words()
    words = daemon.box.last_words().splitlines()[-2:]
    assert words[0].startswith("edged: The box's disk reported an error")
    assert "dmesg" in words[1]
    assert "Traceback" not in daemon.log.read_text()
    await _judge(daemon, lesson, f"{calls} failed at {number}")
    return True


async def _judge(daemon: Daemon, lesson: Lesson, what: str) -> None:
    daemon.start()
    await asyncio.to_thread(daemon.until_answering)
    try:
        await lesson.settled()
        await lesson.check_images()
        issues = await asyncio.to_thread(daemon.box.ask, "/v1/box")
        assert issues["state"] in {"ready", "warming"}, issues
        assert await asyncio.to_thread(daemon.stop) == 0
    finally:
        await asyncio.to_thread(daemon.kill)
    await asyncio.to_thread(lesson.check_disk, daemon.state)
    assert not lesson.broken, (what, facts(lesson))


def _power_back(disk: SmallDisk) -> None:
    disk.unmount()
    disk.mount()
