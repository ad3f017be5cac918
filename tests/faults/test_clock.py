"""A machine without a clock of its own: what it takes for now is years away from what it took before."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import msgspec
import pytest

from edged.pictures import Job
from tests.faults.conftest import Times
from tests.faults.daemon import SETTINGS, Daemon, running
from tests.faults.lesson import Lesson, facts
from tests.faults.report import Report

YEAR_S = 365 * 24 * 3600.0


@pytest.mark.timeout(900)
async def test_a_clock_that_jumps_by_years_between_two_starts_removes_nothing_that_waits(
    daemon: Daemon, report: Report, times: Times
) -> None:
    """To the tables it is the same whether the clock went on by a year, or what they hold is a year older."""
    count = 0
    for years in (-30.0, 30.0, -1.0, 1.0)[: times(1, 4)]:
        lesson = Lesson(daemon.box_url)
        with running(daemon):
            async with lesson.going_on():
                await lesson.until_promised(12)
            daemon.kill()
        await asyncio.to_thread(_move, daemon.state / "pictures.db", years * YEAR_S)
        with running(daemon):
            if years < 0:  # They are older than a day, so those that had ended go, and only those.
                for promise in lesson.promises.values():
                    promise.gone = promise.gone or promise.state is not None
            ended = await lesson.settled()
            assert ended.total() == len(lesson.promises)
            assert not [each for each in lesson.broken if "lost" in each], facts(lesson)
            assert await asyncio.to_thread(daemon.stop) == 0
        count += 1
    report.note("clock_jump", count)


@pytest.mark.needs("root", "unshare")
async def test_deadlines_hold_where_the_monotonic_clock_begins_elsewhere(
    tmp_path: Path, calm: Path, report: Report
) -> None:
    """A box that has been up for years."""
    daemon = Daemon(tmp_path, calm, settings=f"{SETTINGS}step_deadline_s = 5\n")
    lesson = Lesson(daemon.box_url)
    daemon.start(
        "unshare", "--time", "--fork", "--monotonic", "900000000", "--boottime", "900000000"
    )
    try:
        await asyncio.to_thread(daemon.until_answering)
        async with lesson.going_on():
            await lesson.until_promised(6)
        ended = await lesson.settled()
        assert ended["done"]
        assert not lesson.broken, facts(lesson)
    finally:
        await asyncio.to_thread(daemon.kill)
    before = report.outcomes["clock_jump"].count
    report.note("clock_jump", before + 1)


def _move(file: Path, seconds: float) -> None:
    with sqlite3.connect(file) as database:
        for id, body in database.execute("SELECT id, body FROM pictures").fetchall():
            job = msgspec.json.decode(body, type=Job)
            moved = msgspec.structs.replace(job, created=job.created + seconds)
            database.execute(
                "UPDATE pictures SET created = ?, body = ? WHERE id = ?",
                (moved.created, msgspec.json.encode(moved), id),
            )
    database.close()
