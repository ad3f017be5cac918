"""Engines that run out of memory, or fail for ever: a real daemon, a real worker, a real pipeline."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from runtime.profile import profile_text, profiles_folder
from tests.edged.test_fitting import CARD
from tests.faults.daemon import SETTINGS, Daemon, running
from tests.faults.painter import PLAN, Plan
from tests.faults.report import Report
from tests.sessions import admin_session

LIMIT_S = 120


class Card(msgspec.Struct):
    """A box whose card does as `plan` says."""

    daemon: Daemon
    file: Path

    async def will(self, part: str, trouble: str, **more: Any) -> None:
        plan = msgspec.json.encode(Plan(part, trouble, **more))
        new = self.file.with_suffix(".new")
        await asyncio.to_thread(new.write_bytes, plan)
        await asyncio.to_thread(new.replace, self.file)

    async def draw(self, prompt: str = "bear", **wish: Any) -> dict[str, Any]:
        """Another picture each time, so that it must be drawn."""
        box, body = self.daemon.box, {"prompt": prompt, "seed": random.getrandbits(32), **wish}
        return await asyncio.to_thread(box.ask, "/v1/pictures?wait=60", body)

    async def status(self) -> dict[str, Any]:
        async with (
            admin_session(self.daemon.socket) as admin,
            admin.get("/admin/status") as answer,
        ):
            return dict(await answer.json())


@pytest.fixture
def card(tmp_path: Path, calm: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Card]:
    place = tmp_path / "profiles"
    place.mkdir()
    (place / "card.toml").write_text(CARD)
    (place / "cpu.toml").write_text(profile_text(profiles_folder() / "cpu.toml"))
    plan = tmp_path / "plan.json"
    monkeypatch.setenv(PLAN, str(plan))
    awake = "[cache]\ndream = false\n"
    settings = f'profile = "card"\nprofiles = "{place}"\n{SETTINGS}fallback_after_s = 2\n{awake}'
    daemon = Daemon(tmp_path, calm, settings=settings, module="tests.faults.house")
    with running(daemon):
        yield Card(daemon, plan)


@pytest.mark.parametrize("part", ["denoise", "decode"])
async def test_a_picture_that_memory_is_too_small_for_once_becomes_smaller_and_says_so(
    card: Card, report: Report, part: str
) -> None:
    await card.will(part, "memory", times=1)
    told = await card.draw()
    assert (told["state"], told["served"]["size"]) == ("done", "384x384")
    assert "Memory" in told["served"]["reason"]
    again = await card.draw("owl")
    assert (again["served"]["size"], again["served"]["reason"]) == ("512x512", None)
    report.note("engine_out_of_memory", report.outcomes["engine_out_of_memory"].count + 1)


async def test_forwards_of_many_become_forwards_of_few_where_memory_is_too_small(
    card: Card, report: Report
) -> None:
    """Those of one go well, so nobody notices but by the time it takes."""
    worker = card.daemon.worker()
    await card.will("denoise", "memory", after=8, times=1)
    told = await asyncio.gather(*(card.draw("bear", seed=seed) for seed in range(4)))
    assert {each["state"] for each in told} == {"done"}
    assert card.daemon.worker() == worker
    report.note("engine_out_of_memory", report.outcomes["engine_out_of_memory"].count + 1)


async def test_memory_that_stays_too_small_is_a_clear_end_and_no_reason_to_start_anew(
    card: Card, report: Report
) -> None:
    worker = card.daemon.worker()
    await card.will("decode", "memory")
    told = await card.draw()
    assert (told["state"], told["error"]["code"]) == ("failed", "out_of_memory")
    assert told["error"]["fix"]
    await card.will("decode", "memory", times=0)
    assert (await card.draw("owl"))["state"] == "done"
    assert card.daemon.worker() == worker
    report.note("engine_out_of_memory", report.outcomes["engine_out_of_memory"].count + 1)


async def test_an_engine_that_fails_once_costs_nobody_a_picture(card: Card, report: Report) -> None:
    worker = card.daemon.worker()
    await card.will("denoise", "lost", after=3, times=1)
    asking = asyncio.create_task(card.draw())
    while card.daemon.worker() == worker:
        assert not asking.done()
        await asyncio.sleep(0.02)
    await card.will("denoise", "lost", times=0)
    assert (await asking)["state"] == "done"
    assert card.daemon.worker() != worker
    report.note("engine_lost", report.outcomes["engine_lost"].count + 1)


@pytest.mark.parametrize("after", [12, 0])
async def test_a_card_that_is_lost_in_the_middle_of_work_gives_way_to_the_processor(
    card: Card, report: Report, after: int
) -> None:
    """After 12: each new worker draws its first picture (four steps) and fails then; after 0: none becomes ready."""
    assert (await card.draw())["state"] == "done"
    await card.will("denoise", "lost", after=after)
    told = [await card.draw("bear", seed=seed, steps=20) for seed in range(3)]
    states = [each["state"] for each in told]
    assert states[-1] == "done", told
    assert set(states) <= {"done", "failed"}
    about = await asyncio.to_thread(card.daemon.box.about)
    assert (about["profile"], about["state"]) == ("cpu", "degraded")
    issues = {each["code"]: each for each in (await card.status())["issues"]}
    assert "so it was planned" in json.dumps(issues["profile_fallback"])
    report.note("engine_lost", report.outcomes["engine_lost"].count + 1)
