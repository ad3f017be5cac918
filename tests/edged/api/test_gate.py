"""Host and Origin over real HTTP, as browsers, programs and attackers send them."""

from __future__ import annotations

import asyncio
import json
import socket
import string
from pathlib import Path

import pytest
from aiohttp import ClientSession
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edged.api.middleware import HEADERS
from scripts.box import Box
from tests.edged.admission import asked

LIMIT_S = 60
FUZZED = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


async def raw(box: Box, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the first answer to these very bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", box.port)
    try:
        async with asyncio.timeout(LIMIT_S):
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = dict(line.split(": ", 1) for line in head[1:] if line)
            body = await reader.readexactly(int(headers.get("Content-Length", 0)))
    finally:
        writer.close()
    return int(head[0].split(" ")[1]), headers, body


def get(path: str = "/v1/box", **headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


async def test_every_way_in_that_a_person_uses_works(box: Box, web: ClientSession) -> None:
    _, about = await asked(web, "GET", "/v1/box")
    for host in (
        f"127.0.0.1:{box.port}",
        "127.0.0.1",
        "localhost:8642",
        "LOCALHOST",
        f"edged-{about['id']}.local:{box.port}",
        f"edged-{about['id']}.local",
        "[::1]:80",
    ):
        assert (await raw(box, get(Host=host)))[0] == 200, host


async def test_another_name_is_answered_421_with_headers_and_a_fix(box: Box) -> None:
    status, headers, body = await raw(box, get("/", Host="evil.example"))
    assert status == 421
    assert headers.items() >= HEADERS.items()
    error = json.loads(body)["error"]
    assert error["code"] == "host_unknown"
    assert error["fix"]
    assert "Set-Cookie" not in headers


async def test_the_target_of_a_proxys_request_counts_too(box: Box) -> None:
    host = f"127.0.0.1:{box.port}"
    assert (await raw(box, get("http://evil.example/v1/box", Host=host)))[0] == 421
    assert (await raw(box, get(f"http://{host}/v1/box", Host=host)))[0] == 200
    assert (await raw(box, get(f"http://{host}/v1/box", Host="evil.example")))[0] == 421


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX Y: z\r\n\r\n",
        b"GET /\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 TLS hello\r\n\r\n",
        b"BREW / HTCPCP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_a_400_in_json_and_no_line_in_the_log(
    box: Box, box_folder: Path, request_: bytes
) -> None:
    before = await asyncio.to_thread((box_folder / "log").read_text)
    status, headers, body = await raw(box, request_)
    assert status == 400
    assert json.loads(body)["error"]["code"] == "bad_request"
    assert headers.items() >= HEADERS.items()
    assert await asyncio.to_thread((box_folder / "log").read_text) == before


async def test_other_sites_pages_are_refused_whatever_they_ask(box: Box) -> None:
    host = f"127.0.0.1:{box.port}"
    own = await raw(box, get(Host=host, Origin=f"http://{host}"))
    assert own[0] == 200
    for method in ("GET", "POST", "DELETE", "OPTIONS", "HEAD", "PUT"):
        for origin in ("http://evil.example", "null", "http://127.0.0.1:1", f"http://{host}/"):
            request = f"{method} /v1/pictures HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n\r\n"
            status, headers, _ = await raw(box, request.replace("HEAD", "GET").encode())
            assert status == 403
            assert not [name for name in headers if name.lower().startswith("access-control")]


async def test_no_answer_ever_allows_another_site(box: Box, web: ClientSession) -> None:
    host = f"127.0.0.1:{box.port}"
    for path in ("/", "/v1/box", "/web/page.js", "/nothing"):
        _, headers, _ = await raw(box, get(path, Host=host, Origin=f"http://{host}"))
        assert not [name for name in headers if name.lower().startswith("access-control")]
        assert headers.items() >= HEADERS.items()


async def test_names_of_the_settings_are_known(box: Box, paired_box: Box) -> None:
    assert (await raw(paired_box, get(Host="box.school.example:443")))[0] == 200
    assert (await raw(box, get(Host="box.school.example")))[0] == 421


VISIBLE = st.text(st.sampled_from(string.ascii_letters + string.digits + ".-_:[]@/%\\ ,;'\""))


@FUZZED
@given(host=VISIBLE)
async def test_no_strange_host_reaches_the_box(box: Box, host: str) -> None:
    status, _, body = await raw(box, get(Host=host))
    assert status in {400, 421} or _names_the_box(host)
    assert status == 200 or json.loads(body)["error"]["code"] in {"host_unknown", "bad_request"}


@FUZZED
@given(origin=VISIBLE)
async def test_no_strange_origin_reaches_the_box(box: Box, origin: str) -> None:
    status, _, _ = await raw(box, get(Host="localhost", Origin=origin))
    assert status == 403


@FUZZED
@given(junk=st.binary(min_size=1, max_size=400))
async def test_strange_bytes_never_hurt_it(box: Box, junk: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", box.port)
    writer.write(junk + b"\r\n\r\n")
    writer.write_eof()
    async with asyncio.timeout(LIMIT_S):
        answer = await reader.read()
    writer.close()
    assert not answer or b" 4" in answer.split(b"\r\n")[0]
    assert (await raw(box, get(Host="localhost")))[0] == 200


def _names_the_box(host: str) -> bool:
    name = host.lower().strip().partition(":")[0].rstrip(".")
    own = socket.gethostname().lower()
    known = {"localhost", own, own.partition(".")[0]}
    return name.removesuffix(".local") in known or name.startswith("127.")
