"""Callers who mean no good, or do not know what they send."""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import re
import string
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from tests.edged.admission import bearer
from tests.faults.conftest import Times
from tests.faults.daemon import Daemon, running
from tests.faults.report import Report
from tests.sessions import admin_session

pytestmark = pytest.mark.timeout(1800)
JSON = {"Content-Type": "application/json"}
STRANGE = "\x1b[31mred\x1b[0m\r\nINFO forged: line\u202eevil\u2066\x00\x07"
MOST_MB = 40
"""That a caller may cost the daemon at most."""


@pytest.fixture
def open_box(daemon: Daemon) -> Iterator[Daemon]:
    with running(daemon):
        yield daemon


def bodies() -> list[tuple[bytes, dict[str, str], set[int]]]:
    """Body, headers, the answers that are right."""
    deep = b'{"prompt": ' + b"[" * 8000 + b"]" * 8000 + b"}"
    bomb = gzip.compress(bytes(50_000_000))
    long = json.dumps({"prompt": "x" * 1_000_000}).encode()
    wide = json.dumps({"prompt": "熊" * 400}).encode("utf-16")
    return [
        (b"", JSON, {400}),
        (b"{", JSON, {400}),
        (b"null", JSON, {400}),
        (b"[]", JSON, {400}),
        (b'{"prompt": 1}', JSON, {400}),
        (b'{"prompt": "bear", "seed": -1}', JSON, {400}),
        (b'{"prompt": "bear", "seed": 1e400}', JSON, {400}),
        (b'{"prompt": "bear", "steps": 10000000000000000000000}', JSON, {400}),
        (b'{"prompt": "bear", "unknown": 1}', JSON, {400}),
        (b'{"prompt": "bear\xff\xfe"}', JSON, {400}),
        (b'{"prompt": "\\ud800"}', JSON, {400}),
        (b'{"prompt": "' + b"\x00" * 20 + b'"}', JSON, {400}),
        (b'{"prompt": ""}', JSON, {400}),
        (b'{"prompt": "\\u0000\\u200b\\u202e"}', JSON, {400}),
        (json.dumps({"prompt": "a" * 501}).encode(), JSON, {413}),
        (json.dumps({"prompt": "(" * 500}).encode(), JSON, {400}),
        (json.dumps({"prompt": "熊" * 500}).encode(), JSON, {202}),
        (wide, JSON, {400}),
        (deep, JSON, {400}),
        (b'{"a":' * 3000 + b"1" + b"}" * 3000, JSON, {400, 413}),
        (b" " * 16_385, JSON, {413}),
        (long, JSON, {413}),
        (bomb, JSON | {"Content-Encoding": "gzip"}, {413, 415}),
        (b'{"prompt": "bear"}', {"Content-Type": "text/plain"}, {415}),
        (b"prompt=bear", {"Content-Type": "application/x-www-form-urlencoded"}, {415}),
    ]


async def test_bodies_that_make_no_sense_get_an_answer_that_does(
    open_box: Daemon, report: Report, times: Times
) -> None:
    rounds, before = times(1, 40), open_box.resident_mb()
    async with _visitor(open_box) as web:
        for _ in range(rounds):
            for body, headers, right in bodies():
                async with web.post("/v1/pictures", data=body, headers=headers) as answer:
                    told = await answer.json()
                assert answer.status in right, (body[:40], answer.status, told)
                if answer.status >= 400:
                    assert told["error"]["code"]
                    assert told["error"]["message"]
    grown = open_box.resident_mb() - before
    assert grown < MOST_MB, f"{grown:.0f} MB"
    assert "Traceback" not in await asyncio.to_thread(open_box.log.read_text)
    report.note("bodies", rounds * len(bodies()), words=f"memory grew by {max(0, grown):.0f} MB")


async def test_strange_hosts_and_origins_get_nothing(
    open_box: Daemon, report: Report, times: Times
) -> None:
    count, told = times(200, 10_000), Counter[int]()
    for _ in range(count):
        host, origin = _name(), _name()
        headers = random.choice(
            [
                {"Host": host},
                {"Host": f"localhost:{open_box.port}", "Origin": f"http://{origin}"},
                {"Host": f"localhost:{open_box.port}", "Origin": origin},
            ]
        )
        lines = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
        raw = f"GET /v1/pictures HTTP/1.1\r\n{lines}Connection: close\r\n\r\n"
        told[await _status(open_box, raw.encode("latin-1", "replace"))] += 1
    assert set(told) <= {400, 403, 421}, told
    report.note("strange_names", count, words=f"{dict(sorted(told.items()))}".strip("{}"))


async def test_no_path_leads_out_of_the_box(
    open_box: Daemon, report: Report, times: Times, tmp_path: Path
) -> None:
    count, told = times(200, 5000), Counter[int]()
    parts = ["..", "%2e%2e", "%252e%252e", "etc", "passwd", "%00", "....//", "..%2f", "..%5c", "\\"]
    (tmp_path / "state" / "pictures").mkdir(exist_ok=True)
    (tmp_path / "state" / "pictures" / f"{'a' * 32}.png").symlink_to("/etc/passwd")
    starts = ["/web/", "/v1/pictures/", f"/v1/pictures/{'a' * 32}/image?size=", "/"]
    for _ in range(count):
        path = random.choice(starts) + "/".join(random.choices(parts, k=random.randint(1, 6)))
        raw = f"GET {path} HTTP/1.1\r\nHost: localhost:{open_box.port}\r\nConnection: close\r\n\r\n"
        told[await _status(open_box, raw.encode())] += 1
    assert set(told) <= {400, 404}, told
    report.note("paths", count, words=f"{dict(sorted(told.items()))}".strip("{}"))


async def test_a_crowd_is_turned_away_and_a_paired_tablet_is_served(
    guarded: Daemon, report: Report, times: Times
) -> None:
    count, before = times(600, 10_000), guarded.resident_mb()
    open_ones: list[asyncio.StreamWriter] = []
    async with (
        admin_session(guarded.socket) as admin,
        _visitor(guarded, "127.0.9.1") as tablet,
    ):
        key = await bearer(admin, tablet)
        served = 0
        for number in range(count):
            address = f"127.0.{10 + number // 250 % 40}.{1 + number % 250}"
            _, writer = await asyncio.open_connection(
                "127.0.0.1", guarded.port, local_addr=(address, 0)
            )
            open_ones.append(writer)
            if number % 100 == 0:
                async with tablet.get("/v1/pictures", headers=key) as answer:
                    assert answer.status == 200
                    served += 1
        async with _visitor(guarded, "127.0.9.1") as again:
            wish = {"prompt": "bear"}
            async with again.post("/v1/pictures?wait=60", json=wish, headers=key) as answer:
                assert (await answer.json())["state"] == "done"
    for writer in open_ones:
        writer.close()
    grown = guarded.resident_mb() - before
    assert grown < MOST_MB
    report.note("crowd", count, words=f"{served} of {served} looks of a paired tablet answered")


async def test_no_log_repeats_what_a_caller_says(
    open_box: Daemon, report: Report, times: Times
) -> None:
    count = times(5, 200)
    async with _visitor(open_box) as web:
        for _ in range(count):
            for prompt in (f"bear {STRANGE}", f"{STRANGE}", f"熊{STRANGE}"):
                async with web.post("/v1/pictures?wait=60", json={"prompt": prompt}) as answer:
                    assert answer.status < 500
            raw = b"GET /forged\x1b[31m HTTP/1.1\r\nHost: x\x1b[31mforged\r\nUser-Agent: forged\r\n\r\n"
            assert await _status(open_box, raw) >= 400
    log = await asyncio.to_thread(open_box.log.read_bytes)
    assert b"forged" not in log
    assert b"evil" not in log
    assert not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", log)
    assert "\u202e" not in log.decode()
    report.note("log_injection", 4 * count)


def _name() -> str:
    """Nearly a host, or nothing of the kind."""
    made = "".join(random.choices(string.ascii_letters + string.digits + ".-:[]@/%_", k=12))
    made += random.choice(["", ".local", ".localhost.evil", ":8642", "@localhost", "%00"])
    return random.choice([made, f"evil.example:{random.randint(0, 99999)}", f"127.0.0.1.{made}"])


async def _status(daemon: Daemon, raw: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", daemon.port)
    writer.write(raw)
    line = await asyncio.wait_for(reader.readline(), 30)
    writer.close()
    return int(line.split()[1])


def _visitor(daemon: Daemon, address: str = "127.0.0.1") -> ClientSession:
    return ClientSession(
        daemon.box_url,
        connector=TCPConnector(local_addr=(address, 0)),
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
    )
