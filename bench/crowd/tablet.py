"""One tablet with the children's page open: the requests that the page makes, when it makes them."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from secrets import token_hex
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, TCPConnector

from bench.crowd.notes import Asked, Notes

PATIENCE_S = 8.0
"""After which a page calls a silent box gone."""
ENDS = frozenset({"done", "refused", "failed", "cancelled"})
PAGE = ("/", "/web/page.css", "/web/page.js", "/web/duck.svg", "/web/sketch.svg")
GONE = (ClientError, TimeoutError, ConnectionError)


class Tablet:
    """`async with` opens and closes its connections. Everything it sees goes into `notes`."""

    def __init__(self, number: int, url: str, notes: Notes, connections: int = 6) -> None:
        """`connections`: at the same time, as many as browsers open; 0: any number."""
        self.number, self.notes = number, notes
        self._session = ClientSession(
            url,
            connector=TCPConnector(limit=connections),
            # Makes it an owner of its own.
            headers={"Cookie": f"edged_device={token_hex(32)}", "Accept-Language": "zh-CN"},
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def open_page(self) -> None:
        for path in PAGE:
            await self._get(path, "page")
        await self.look()
        await self._get("/v1/pictures", "GET /v1/pictures")

    async def look(self) -> None:
        """At the box, as the page does every ten seconds."""
        await self._get("/v1/box", "GET /v1/box")

    async def read(self, prompt: str) -> None:
        """What the box understands so far."""
        async with self._timed("POST /v1/read", "/v1/read", {"prompt": prompt}):
            pass

    async def draw(self, prompt: str) -> Asked | None:
        """Asks for a picture, follows it, shows it. None where the box accepted none."""
        at = time.monotonic()
        async with self._timed("POST /v1/pictures", "/v1/pictures", {"prompt": prompt}) as told:
            if told is None:
                return None
        asked = Asked(tablet=self.number, at=at)
        self.notes.pictures.append(asked)
        self._note(asked, told["state"], told)
        try:
            if asked.ended is None:
                await self._follow(f"/v1/pictures/{told['id']}/events", asked)
            if asked.image:
                await self._get(asked.image, "GET image")
                asked.shown = time.monotonic()
                await self._get(f"{asked.image}?size=256x256", "GET small image")
        except GONE:
            self.notes.refusals["gone"] += 1
        return asked

    async def _follow(self, path: str, asked: Asked) -> None:
        """The events up to the end."""
        async with self._session.get(path, timeout=ClientTimeout(total=None)) as stream:
            async for name, data in _events(stream):
                self._note(asked, name, data)
                if asked.ended is not None:
                    return

    def _note(self, asked: Asked, name: str, data: dict[str, Any]) -> None:
        """An event, or the answer to the press."""
        now = time.monotonic()
        if name == "step":
            if data["preview"] and asked.preview is None:
                asked.preview = now
        elif name in ENDS:
            asked.ended, asked.image = now, data.get("image") or ""
            served = data.get("served") or {}
            asked.size, asked.cached = served.get("size", ""), bool(served.get("cached"))
            if name != "done":
                self.notes.refusals[name] += 1
        elif data.get("eta_s") is not None:
            asked.told.append((now, float(data["eta_s"])))

    async def _get(self, path: str, route: str) -> None:
        async with self._timed(route, path):
            pass

    @asynccontextmanager
    async def _timed(
        self, route: str, path: str, body: dict[str, str] | None = None
    ) -> AsyncIterator[Any]:
        """The JSON of the answer, once it is wholly there; None where there is none or the server refused."""
        began = time.monotonic()
        method = "GET" if body is None else "POST"
        try:
            patience = ClientTimeout(total=PATIENCE_S)
            async with self._session.request(method, path, json=body, timeout=patience) as answer:
                data = await answer.read()
        except GONE:
            self.notes.refusals["gone"] += 1
            yield None
            return
        self.notes.answers[route].append(time.monotonic() - began)
        told = json.loads(data) if answer.content_type == "application/json" else None
        if answer.status >= 400:
            code = told["error"]["code"] if told else str(answer.status)
            self.notes.refusals[code] += 1
            told = None
        yield told


async def _events(stream: ClientResponse) -> AsyncIterator[tuple[str, Any]]:
    """(name, JSON) of each server-sent event."""
    name = ""
    async for line in stream.content:
        text = line.decode().rstrip("\r\n")
        if text.startswith("event:"):
            name = text[6:].strip()
        elif text.startswith("data:"):
            yield name, json.loads(text[5:])
