"""A box that somebody tries to get into."""

from __future__ import annotations

import asyncio
from collections import Counter

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from tests.edged.admission import asked, opened, refused
from tests.faults.conftest import Times
from tests.faults.daemon import Daemon
from tests.faults.report import Report
from tests.sessions import admin_session


async def test_tries_from_very_many_addresses_do_not_get_in(
    guarded: Daemon, report: Report, times: Times
) -> None:
    addresses = times(40, 200)
    async with (
        admin_session(guarded.socket) as admin,
        _visitor(guarded, 250) as stranger,
    ):
        view = await opened(admin)
        _, before = await asked(admin, "GET", "/admin/devices")
        told: Counter[str] = Counter()
        for number in range(addresses):
            async with _visitor(guarded, number) as session:
                for turn in range(50):
                    guess = f"{50 * number + turn:06}"
                    code = f"{int(guess) + 1:06}" if guess == view["code"] else guess
                    told[await refused(session, "POST", "/v1/pair", json={"code": code})] += 1
        assert told.total() == 50 * addresses
        assert told["code_wrong"] == 5, "five misses kill the code, whoever makes them"
        assert set(told) <= {"code_wrong", "code_spent", "too_many_tries"}
        right = {"code": view["code"]}
        assert await refused(stranger, "POST", "/v1/pair", json=right) == "code_spent"
        _, after = await asked(admin, "GET", "/admin/devices")
        assert len(after["devices"]) == len(before["devices"])
        claim = {"secret": view["secret"]}
        assert (await asked(stranger, "POST", "/v1/pair", json=claim))[0] == 200, "the QR goes on"
    log = await asyncio.to_thread(guarded.log.read_text)
    assert view["code"] not in log
    assert view["secret"] not in log
    report.note("brute_force", told.total(), words="nobody got in")


def _visitor(daemon: Daemon, number: int) -> ClientSession:
    """One of many machines."""
    connector = TCPConnector(local_addr=(f"127.0.7.{number + 1}", 0), limit=1)
    return ClientSession(daemon.box_url, connector=connector, cookie_jar=DummyCookieJar())
