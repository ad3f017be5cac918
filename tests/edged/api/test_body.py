from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from scripts.box import Box

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "code", "status"),
    [
        (b"", "bad_json", 400),
        (b"{", "bad_json", 400),
        (b"not json", "bad_json", 400),
        (b'{"prompt": "\xff\xfe"}', "bad_json", 400),
        (b'{"prompt": "\\ud800"}', "bad_json", 400),
        (b"[" * 10_000, "bad_field", 400),
        (json.dumps({"prompt": "x" * 1_000_000}).encode(), "body_too_large", 413),
        (b" " * 16_385, "body_too_large", 413),
    ],
)
async def test_a_wrong_body_is_a_clear_error(
    web: ClientSession, body: bytes, code: str, status: int
) -> None:
    async with web.post("/v1/pictures", data=body, headers=JSON) as answer:
        assert answer.status == status
        assert (await answer.json())["error"]["code"] == code


async def test_a_body_without_a_length_is_cut_at_the_limit(web: ClientSession) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 1000

    async with web.post("/v1/pictures", data=endless(), headers=JSON) as answer:
        assert answer.status == 413


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        JSON | {"Content-Encoding": "gzip"},
        JSON | {"Content-Encoding": "br"},
    ],
)
async def test_only_plain_json_is_read(web: ClientSession, headers: dict[str, str]) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    async with web.post("/v1/pictures", data=bomb[:10_000], headers=headers) as answer:
        assert answer.status == 415
        assert (await answer.json())["error"]["code"] == "media_type"


async def test_a_body_that_drips_is_given_up(slow_box: Box) -> None:
    """The slow box allows one second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", slow_box.port)
    head = "POST /v1/read HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    writer.write(head.encode())
    async with asyncio.timeout(60):
        status = await reader.readline()
    assert b" 408 " in status
    writer.close()
    await writer.wait_closed()
