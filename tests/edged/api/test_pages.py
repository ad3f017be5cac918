from __future__ import annotations

import asyncio

import pytest
from aiohttp import ClientSession

from edged.api.middleware import HEADERS
from edged.api.pages import read_pages


async def test_the_page_gives_a_tablet_its_token_once(web: ClientSession) -> None:
    async with web.get("/web/page.js") as answer:
        assert answer.status == 200
        cookie = answer.cookies["edged_device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert len(cookie.value) >= 43, "256 bits"
    known = {"Cookie": f"edged_device={cookie.value}"}
    async with web.get("/web/page.js", headers=known) as answer:
        assert "edged_device" not in answer.cookies


async def test_who_comes_by_a_link_from_elsewhere_keeps_its_token(web: ClientSession) -> None:
    """A browser then asks for the page without its cookie, and for what the page holds with it."""
    async with web.get("/") as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"
        assert "edged_device" not in answer.cookies


async def test_every_file_of_the_pages_is_served_with_its_kind(web: ClientSession) -> None:
    pages = await asyncio.to_thread(read_pages)
    assert {"index.html", "page.css", "page.js"} <= pages.keys()
    for name, page in pages.items():
        async with web.get(f"/web/{name}") as answer:
            assert answer.content_type == page.media_type
            assert await answer.read() == page.data
            etag = answer.headers["ETag"]
        async with web.get(f"/web/{name}", headers={"If-None-Match": etag}) as answer:
            assert answer.status == 304


@pytest.mark.parametrize(
    "path", ["../daemon.py", "%2e%2e/daemon.py", "none.js", "%00", "/etc/passwd"]
)
async def test_nothing_outside_the_pages_is_served(web: ClientSession, path: str) -> None:
    async with web.get(f"/web/{path}") as answer:
        assert answer.status == 404


@pytest.mark.parametrize("path", ["/", "/v1/box", "/nothing", "/web/page.js"])
async def test_every_answer_has_the_security_headers(web: ClientSession, path: str) -> None:
    async with web.get(path) as answer:
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert answer.headers["Cache-Control"] in {"no-store", "no-cache"}
        assert answer.headers["Server"] == "edged"
