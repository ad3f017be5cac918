"""One thing the box answers: the route, what goes in, what comes out. Routes and `/openapi.json` are made from these."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from aiohttp import web
from msgspec import Struct

from edged.access.caller import Need
from runtime.errors import EdgedError

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Operation(Struct, frozen=True, kw_only=True):
    method: str
    path: str
    handler: Handler
    summary: str
    body: Any = None
    """Type of the JSON body, if there is one."""
    query: dict[str, str] = {}
    """Name of a query parameter -> what it is for."""
    answers: dict[int, Any]
    """Status -> type of the JSON, or a media type."""
    need: Need = "device"
    """Who may ask; on the admin's socket everybody may."""
    errors: tuple[type[EdgedError], ...] = ()
    """What it may answer besides the errors that every route has."""


def reply(value: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer."""
    return web.Response(
        body=msgspec.json.encode(value),
        status=status,
        headers=headers,
        content_type="application/json",
    )
