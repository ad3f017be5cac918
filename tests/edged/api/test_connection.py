"""Connections that stand still, are too many, or carry too much."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, DummyCookieJar, TCPConnector

from edged.api.middleware import HEADERS
from scripts.box import Box
from tests.edged.admission import asked, bearer, refused
from tests.sessions import admin_session
from tests.toybox import socket_of, toy_box

LIMIT_S = 90
HASTY = "[http]\nidle_deadline_s = 1\nbody_deadline_s = 1\nsend_deadline_s = 2\n"
NARROW = """access = "paired"
[http]
idle_deadline_s = 60
max_connections = 60
max_connections_each = 20
connections_kept = 20
"""
Stream = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture(scope="module")
def hasty_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """Has little patience."""
    with toy_box(tmp_path_factory.mktemp("hasty-box"), more=HASTY) as running:
        yield running


@pytest.fixture(scope="module")
def narrow_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("narrow-box")


@pytest.fixture(scope="module")
def narrow_box(narrow_folder: Path) -> Iterator[Box]:
    """Has little room."""
    with toy_box(narrow_folder, more=NARROW) as running:
        yield running


@pytest.fixture
async def narrow_admin(narrow_box: Box, narrow_folder: Path) -> AsyncIterator[ClientSession]:
    async with admin_session(socket_of(narrow_folder)) as session:
        yield session


@asynccontextmanager
async def visitor(box: Box, address: str) -> AsyncIterator[ClientSession]:
    """A tablet with this address."""
    connector = TCPConnector(local_addr=(address, 0), limit=1)
    jar = DummyCookieJar()
    async with ClientSession(box.url, connector=connector, cookie_jar=jar) as session:
        yield session


async def connected(box: Box, address: str = "127.0.0.1") -> Stream:
    return await asyncio.open_connection("127.0.0.1", box.port, local_addr=(address, 0))


async def rest(stream: Stream) -> bytes:
    """Whatever comes until the box closes it."""
    reader, writer = stream
    try:
        async with asyncio.timeout(LIMIT_S):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def dripped(stream: Stream, data: bytes) -> bytes:
    """As `rest`, while a byte is sent every tenth of a second."""
    _, writer = stream

    async def drip() -> None:
        for byte in data:
            writer.write(bytes([byte]))
            await asyncio.sleep(0.1)

    dripping = asyncio.create_task(drip())
    try:
        return await rest(stream)
    finally:
        dripping.cancel()
        await asyncio.gather(dripping, return_exceptions=True)


async def test_headers_that_drip_are_given_up(hasty_box: Box) -> None:
    request = b"GET /v1/box HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 2000
    streams = [await connected(hasty_box) for _ in range(10)]
    assert await asyncio.gather(*(dripped(each, request) for each in streams)) == [b""] * 10


async def test_headers_that_drip_after_a_first_request_are_given_up_too(hasty_box: Box) -> None:
    reader, writer = await connected(hasty_box)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    assert await dripped((reader, writer), b"GET /healthz HTTP/1.1\r\nX: " + b"y" * 2000)


async def test_a_silent_connection_is_closed(hasty_box: Box) -> None:
    assert await rest(await connected(hasty_box)) == b""


async def test_a_body_that_drips_is_given_up_wherever_it_is_sent(hasty_box: Box) -> None:
    for path in ("/v1/pair", "/v1/box", "/nothing", "/v1/pictures"):
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            "Content-Length: 9000\r\n\r\n"
        )
        reader, writer = await connected(hasty_box)
        writer.write(head.encode())
        assert await dripped((reader, writer), b" " * 2000)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 9000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"x" * 9000 + b": y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 65 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"y" * 9000,
    ],
)
async def test_headers_that_are_too_large_are_431_in_json(box: Box, request_: bytes) -> None:
    stream = await connected(box)
    stream[1].write(request_)
    head, _, body = (await rest(stream)).partition(b"\r\n\r\n")
    assert b" 431 " in head.split(b"\r\n")[0]
    assert json.loads(body)["error"]["code"] == "headers_too_large"
    for name in HEADERS:
        assert name.encode() in head


async def test_a_body_that_is_not_what_it_says_is_a_400(box: Box, box_folder: Path) -> None:
    stream = await connected(box)
    head = b"POST /v1/read HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    stream[1].write(head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nnot a chunk\r\n")
    assert b" 400 " in (await rest(stream)).split(b"\r\n")[0]
    assert "Traceback" not in await asyncio.to_thread((box_folder / "log").read_text)


async def test_a_reader_that_takes_nothing_is_dropped(hasty_box: Box) -> None:
    """It asks for far more than buffers hold, and never reads."""
    with socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.setblocking(False)
        await asyncio.get_running_loop().sock_connect(slow, ("127.0.0.1", hasty_box.port))
        with pytest.raises(ConnectionError):
            await asyncio.wait_for(_ask_for_ever(slow), LIMIT_S)
    async with visitor(hasty_box, "127.0.0.1") as other:
        assert (await asked(other, "GET", "/healthz"))[0] == 200


async def _ask_for_ever(slow: socket.socket) -> None:
    request = b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 400
    while True:
        await asyncio.get_running_loop().sock_sendall(slow, request)
        await asyncio.sleep(0.2)


async def test_one_address_cannot_take_all_connections(narrow_box: Box) -> None:
    async with AsyncExitStack() as stack:
        streams = [await connected(narrow_box, "127.0.3.1") for _ in range(40)]
        for _, writer in streams:
            stack.callback(writer.close)
        answers = await asyncio.gather(*(reader.read(4096) for reader, _ in streams[20:]))
        assert all(b" 503 " in each and b"too_many_connections" in each for each in answers)
        async with visitor(narrow_box, "127.0.3.2") as other:
            assert (await asked(other, "GET", "/v1/box"))[0] == 200
        streams[0][1].write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b" 200 " in await streams[0][0].readline()


async def test_paired_tablets_are_served_while_strangers_take_all_the_room(
    narrow_box: Box, narrow_admin: ClientSession
) -> None:
    async with visitor(narrow_box, "127.0.4.1") as tablet, AsyncExitStack() as stack:
        key = await bearer(narrow_admin, tablet)
        assert (await asked(tablet, "GET", "/v1/pictures", headers=key))[0] == 200
        for number in range(200):
            stream = await connected(narrow_box, f"127.0.5.{number + 1}")
            stack.callback(stream[1].close)
        async with visitor(narrow_box, "127.0.4.1") as again:
            for _ in range(5):
                assert (await asked(again, "GET", "/v1/pictures", headers=key))[0] == 200
        async with visitor(narrow_box, "127.0.6.1") as late:
            assert await refused(late, "GET", "/v1/box") == "too_many_connections"


async def test_two_machines_cannot_keep_everybody_else_out(narrow_box: Box) -> None:
    """They fill the strangers' room; each newcomer gets the place of one of their idle connections."""
    async with AsyncExitStack() as stack:
        for number in range(40):
            stream = await connected(narrow_box, f"127.0.8.{number % 2 + 1}")
            stack.callback(stream[1].close)
        for number in range(10):
            other = await stack.enter_async_context(visitor(narrow_box, f"127.0.10.{number + 1}"))
            assert (await asked(other, "GET", "/v1/box"))[0] == 200
