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


class Manner(Struct, frozen=True, kw_only=True):
    """How another API words its errors."""

    kind: Any
    """Type of the JSON."""
    answer: Callable[[EdgedError, web.Request], web.Response]


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
    manner: Manner | None = None
    """None: errors are worded as the box does it."""
    aliases: tuple[str, ...] = ()
    """Further paths of the same, which the description leaves out."""


def reply(value: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer."""
    return web.Response(
        body=msgspec.json.encode(value),
        status=status,
        headers=headers,
        content_type="application/json",
    )
