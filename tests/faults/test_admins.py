"""Two admins who do not know of each other."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from aiohttp import ClientSession, UnixConnector

from tests.faults.conftest import Times
from tests.faults.daemon import Daemon, running
from tests.faults.report import Report

WAVE = 25
"""Requests of one admin at the same moment."""


@pytest.mark.timeout(1800)
async def test_of_two_admins_who_switch_the_profile_one_after_the_other_wins_and_the_rest_is_told(
    daemon: Daemon, report: Report, times: Times
) -> None:
    waves, won = times(2, 40), 0
    with running(daemon):
        connectors = [UnixConnector(str(daemon.socket), limit=WAVE) for _ in range(2)]
        async with (
            ClientSession("http://box", connector=connectors[0]) as first,
            ClientSession("http://box", connector=connectors[1]) as second,
        ):
            for _ in range(waves):
                asked = [
                    _use(admin, name)
                    for _ in range(WAVE)
                    for admin, name in ((first, "cpu"), (second, "cpu-small"))
                ]
                told = Counter(await asyncio.gather(*asked))
                winners = set(told) - {"change_in_progress"}
                assert winners <= {"cpu", "cpu-small"}, told
                assert winners, "somebody wins"
                async with first.get("/admin/status") as answer:
                    assert (await answer.json())["profile"]["name"] in winners
                won += told.total() - told["change_in_progress"]
        assert (await asyncio.to_thread(daemon.box.draw, "bear"))["state"] == "done"
        assert "Traceback" not in await asyncio.to_thread(daemon.log.read_text)
    report.note("profile_race", 2 * WAVE * waves, words=f"{won} won, all others were told")


async def _use(admin: ClientSession, name: str) -> str:
    """The profile that is used now, or the code of the refusal."""
    async with admin.post("/admin/profile", json={"name": name}) as answer:
        told = await answer.json()
        return str(told["name"] if answer.status == 200 else told["error"]["code"])
