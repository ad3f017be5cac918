"""Processes that are killed, stopped and poisoned while a class asks."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from contextlib import suppress
from typing import Any

import pytest

from edged.pictures import ENDED
from tests.faults.conftest import Times
from tests.faults.daemon import SETTINGS, Daemon, running
from tests.faults.lesson import Lesson, facts
from tests.faults.report import Report

pytestmark = pytest.mark.timeout(3600)
MOST_STEPS = 20
"""Of the toy pack: a picture that can be caught while it is drawn."""
TRIES = 20
ENOUGH = 12
"""Pictures that are promised before anything is judged, however slow the machine: some of them are cancelled."""


async def test_a_daemon_that_is_killed_at_any_moment_comes_back_and_keeps_its_promises(
    daemon: Daemon, report: Report, times: Times
) -> None:
    count, worst = times(3, 500), 0.0
    lesson = Lesson(daemon.box_url)
    daemon.start()
    async with lesson.going_on():
        for _ in range(count):
            if random.random() < 0.15:
                await asyncio.sleep(random.uniform(0.1, 1.5))  # before it is up
            else:
                worst = max(worst, await asyncio.to_thread(daemon.until_answering))
                await asyncio.sleep(random.uniform(0, 2))
            await asyncio.to_thread(daemon.kill)
            daemon.start()
        await asyncio.to_thread(daemon.until_answering)
        await lesson.until_promised(ENOUGH)
    await _judge(daemon, lesson)
    report.note("daemon_killed", count, worst_s=worst, words=_summary(lesson))


async def test_a_worker_that_is_killed_at_any_moment_costs_nobody_a_picture(
    daemon: Daemon, report: Report, times: Times
) -> None:
    count, worst = times(3, 200), 0.0
    lesson = Lesson(daemon.box_url, pause_s=0.3)
    with running(daemon):
        async with lesson.going_on():
            before: int | None = None
            for number in range(count):
                began = time.monotonic()
                before = await _next_worker(daemon, before)
                worst = max(worst, time.monotonic() - began)
                await asyncio.sleep(random.uniform(0, 2.2))
                with suppress(ProcessLookupError):
                    os.kill(before, signal.SIGKILL)
                report.note("worker_killed", number + 1, worst_s=worst, words=_summary(lesson))
            await lesson.until_promised(ENOUGH)
        assert daemon.process.poll() is None, "the daemon never dies with its worker"
        await _judge(daemon, lesson)
    report.note("worker_killed", count, worst_s=worst, words=_summary(lesson))


async def test_a_worker_that_hangs_is_replaced_and_nobody_notices(
    tmp_path: Any, calm: Any, report: Report, times: Times
) -> None:
    daemon = Daemon(tmp_path, calm, settings=f"{SETTINGS}step_deadline_s = 1.5\n")
    count, lesson = times(1, 20), Lesson(daemon.box_url, pause_s=0.5)
    with running(daemon):
        async with lesson.going_on():
            before: int | None = None
            for _ in range(count):
                before = await _next_worker(daemon, before)
                await asyncio.to_thread(daemon.box.until_ready)
                os.kill(before, signal.SIGSTOP)
            await _next_worker(daemon, before)
            await lesson.until_promised(ENOUGH)
        await _judge(daemon, lesson)
    report.note("worker_hangs", count, words=_summary(lesson))


async def test_a_picture_that_kills_its_workers_fails_and_harms_no_other(
    daemon: Daemon, report: Report, times: Times
) -> None:
    count = times(1, 10)
    with running(daemon):
        lesson = Lesson(daemon.box_url, tablets=1)
        for _ in range(count):
            poison = await _poisoned(daemon, lesson)
            told = await asyncio.to_thread(daemon.box.ask, f"/v1/pictures/{poison}")
            assert told["error"]["code"] == "picture_lost"
        ended = await lesson.settled()
        assert ended["done"] >= 3 * count - count, ended
        assert not lesson.broken, facts(lesson)
    report.note("poison", count)


async def _poisoned(daemon: Daemon, lesson: Lesson) -> str:
    """A picture every worker of which was killed. One that was drawn before anybody could do so counts for nothing."""
    for _ in range(TRIES):
        poison = await lesson.ask(steps=MOST_STEPS)
        others = [await lesson.ask() for _ in range(3)]
        assert poison
        assert all(others)
        while (state := await _state(daemon, poison)) not in ENDED:
            worker = daemon.worker()
            if worker and state == "drawing":
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
            await asyncio.sleep(0.005)
        if state == "failed":
            return poison
    raise AssertionError(f"{TRIES} pictures were drawn before their workers could be killed")


async def _judge(daemon: Daemon, lesson: Lesson) -> None:
    """Everything that was promised, after everything that happened."""
    ended = await lesson.settled()
    assert ended["done"], f"nothing was drawn, so nothing was shown: {facts(lesson)}"
    await lesson.check_images()
    assert await asyncio.to_thread(daemon.stop) == 0
    await asyncio.to_thread(lesson.check_disk, daemon.state)
    assert not lesson.broken, facts(lesson)


async def _next_worker(daemon: Daemon, before: int | None) -> int:
    deadline = time.monotonic() + 60
    while (found := daemon.worker()) is None or found == before:
        assert time.monotonic() < deadline, "no worker comes"
        await asyncio.sleep(0.01)
    return found


async def _state(daemon: Daemon, id: str) -> str:
    return str((await asyncio.to_thread(daemon.box.ask, f"/v1/pictures/{id}"))["state"])


def _summary(lesson: Lesson) -> str:
    return f"{len(lesson.promises):,} pictures promised"
