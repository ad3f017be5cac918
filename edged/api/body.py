"""A request's body: small, in time, JSON, of the right type. Nothing more than the limit is ever held in memory."""

from __future__ import annotations

import asyncio
import math
from typing import TypeVar

import msgspec
from aiohttp import web

from edged.refusals import BadField, BadJson, BodyTooLarge, BodyTooSlow, MediaType
from edged.settings import HttpSettings

T = TypeVar("T")


async def body_of(
    request: web.Request, type: type[T], settings: HttpSettings, *, from_scripts: bool = False
) -> T:
    """The decoded body. Raises MediaType, BodyTooLarge, BodyTooSlow, BadJson, BadField.

    `from_scripts`: they may leave out what kind of body it is, or have none. No browser's page may: it says where it comes from.
    """
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    named = request.content_type == "application/json" or (from_scripts and _is_script(request))
    if not named or encoding != "identity":
        raise MediaType
    raw = await _read(request, settings)
    if from_scripts and not raw:
        raw = b"{}"
    try:
        return msgspec.json.decode(raw, type=type)
    except msgspec.ValidationError as error:
        raise BadField(detail=_detail(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadJson(detail=str(error).rstrip(".")) from error


def number_of(request: web.Request, name: str, *, default: float, most: float) -> float:
    """A query parameter from 0 to `most`; more is cut to `most`. Raises BadField."""
    text = request.query.get(name)
    if text is None:
        return default
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not math.isfinite(value) or value < 0:
        raise BadField(detail=f"{name}: expected a number from 0 to {most:g}")
    return min(value, most)


def _is_script(request: web.Request) -> bool:
    """Browsers send one of these with whatever a page makes them send here."""
    return not any(name in request.headers for name in ("Origin", "Cookie", "Sec-Fetch-Site"))


async def _read(request: web.Request, settings: HttpSettings) -> bytes:
    limit = settings.max_body_bytes
    if (request.content_length or 0) > limit:
        raise BodyTooLarge(limit=limit)
    raw = bytearray()
    try:
        async with asyncio.timeout(settings.body_deadline_s):
            async for chunk in request.content.iter_any():
                raw += chunk
                if len(raw) > limit:
                    raise BodyTooLarge(limit=limit)
    except TimeoutError as error:
        raise BodyTooSlow(seconds=settings.body_deadline_s) from error
    return bytes(raw)


def _detail(error: msgspec.ValidationError) -> str:
    """msgspec's "Expected `int` - at `$.seed`" as "seed: Expected `int`"."""
    text, _, path = str(error).partition(" - at `$.")
    return f"{path.rstrip('`')}: {text}" if path else text
