"""A box that somebody tries to get into. One after the other: a busy processor would make pictures smaller elsewhere."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from scripts.box import Box
from tests.edged.admission import asked, opened, refused


async def test_ten_thousand_tries_from_two_hundred_addresses_do_not_get_in(
    stranger: ClientSession, paired_admin: ClientSession, paired_box: Box, paired_folder: Path
) -> None:
    view = await opened(paired_admin)
    _, before = await asked(paired_admin, "GET", "/admin/devices")
    told: Counter[str] = Counter()

    for number in range(200):
        async with _attacker(paired_box, number) as session:
            for turn in range(50):
                guess = f"{50 * number + turn:06}"
                code = f"{int(guess) + 1:06}" if guess == view["code"] else guess
                told[await refused(session, "POST", "/v1/pair", json={"code": code})] += 1
    assert told.total() == 10_000
    assert told["code_wrong"] == 5, "five misses kill the code, whoever makes them"
    assert set(told) <= {"code_wrong", "code_spent", "too_many_tries"}
    right = {"code": view["code"]}
    assert await refused(stranger, "POST", "/v1/pair", json=right) == "code_spent"
    _, after = await asked(paired_admin, "GET", "/admin/devices")
    assert len(after["devices"]) == len(before["devices"])
    claim = {"secret": view["secret"]}
    assert (await asked(stranger, "POST", "/v1/pair", json=claim))[0] == 200, "the QR code goes on"
    log = await asyncio.to_thread((paired_folder / "log").read_text)
    assert view["code"] not in log
    assert view["secret"] not in log


def _attacker(box: Box, number: int) -> ClientSession:
    """One of two hundred machines."""
    connector = TCPConnector(local_addr=(f"127.0.7.{number + 1}", 0), limit=1)
    return ClientSession(box.url, connector=connector, cookie_jar=DummyCookieJar())
