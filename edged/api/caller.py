"""Who asks, and in which language."""

from __future__ import annotations

import re
from base64 import b64decode
from hashlib import sha256

from aiohttp import web

from edged.access.caller import Caller
from runtime.errors import Language

COOKIE = "edged_device"
COOKIE_AGE_S = 365 * 24 * 3600
CALLER = web.RequestKey("caller", Caller)
TOKEN = re.compile(r"[\x21-\x3a\x3c-\x7e]{16,200}")
"""Printable, no blank, no semicolon."""


def caller_of(request: web.Request) -> Caller:
    """As the gate found it."""
    return request[CALLER]


def guest_owner(request: web.Request) -> str:
    """A stable name for one who is not paired: its own token, hashed, or else its address, hashed."""
    if token := token_of(request):
        return f"device:{_hashed(token)}"
    return f"address:{_hashed(request.remote or '')}"


def give_cookie(response: web.Response, token: str) -> None:
    """For pages: their scripts cannot read it, and no other site's page makes a browser send it."""
    response.set_cookie(COOKIE, token, max_age=COOKIE_AGE_S, httponly=True, samesite="Strict")


def token_of(request: web.Request) -> str | None:
    """The Bearer token, else the password of a programme that knows only those, else the cookie's.

    None where there is none or it is malformed.
    """
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            token = rest.strip()
        case "basic":
            token = _password(rest.strip())
        case _:
            token = request.cookies.get(COOKIE, "")
    return token if TOKEN.fullmatch(token) else None


def language_of(request: web.BaseRequest) -> Language:
    """`?lang=` wins over Accept-Language; English where neither asks for Chinese."""
    asked = request.query.get("lang", "").lower()
    if asked[:2] in {"zh", "en"}:
        return "zh" if asked.startswith("zh") else "en"
    return preferred(request.headers.get("Accept-Language", ""))


def preferred(accept_language: str) -> Language:
    """The better liked of zh and en; a malformed weight counts as 0."""
    best: tuple[float, Language] = (0.0, "en")
    for part in accept_language.lower().split(","):
        tag, *parameters = (word.strip() for word in part.split(";"))
        language: Language | None = {"zh": "zh", "en": "en"}.get(tag.split("-")[0])  # type: ignore[assignment]
        if language is not None and (weight := _weight(parameters)) > best[0]:
            best = (weight, language)
    return best[1]


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            return float(value) if re.fullmatch(r"[01](\.\d{0,3})?", value.strip()) else 0.0
    return 1.0


def _password(credentials: str) -> str:
    """Of `NAME:PASSWORD` in base64; the name does not matter. Empty where it is something else."""
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _hashed(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]
