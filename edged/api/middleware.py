"""What every answer has in common: errors as JSON in the caller's language, security headers, measured time."""

from __future__ import annotations

import logging
import time

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from msgspec import Struct

from edged.api.caller import CALLER, language_of
from edged.api.gate import Gate
from edged.api.operation import reply
from edged.metrics import Metrics
from edged.pictures import Fault, Problem
from edged.refusals import (
    BadRequest,
    BodyTooLarge,
    Internal,
    MethodNotAllowed,
    NotFound,
)
from runtime.errors import EdgedError

log = logging.getLogger(__name__)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
    "worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class ErrorAnswer(Struct, frozen=True, kw_only=True):
    """What every error looks like."""

    error: Problem


def error_answer(error: EdgedError, request: web.BaseRequest) -> web.Response:
    problem = Fault.of(error).problem(language_of(request))
    later: int | None = getattr(error, "retry_after_s", None)
    headers = {} if later is None else {"Retry-After": str(later)}
    return reply(ErrorAnswer(error=problem), error.status, headers)


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Expected errors become answers; anything else is a bug, whose traceback goes to the journal."""
    try:
        return await handler(request)
    except EdgedError as error:
        return error_answer(error, request)
    except web.HTTPException as error:
        return _of_aiohttp(error, request)
    except (ConnectionError, TimeoutError):
        raise  # Nobody is there to read an answer.
    except Exception:
        log.exception("answering %s %s failed", request.method, _route(request))
        return error_answer(Internal(), request)


def admitting(gate: Gate) -> Middleware:
    """Nobody gets further who takes the box for another one, or asks for another site's page."""

    @web.middleware
    async def admit(request: web.Request, handler: Handler) -> web.StreamResponse:
        request[CALLER] = await gate.admit(request)
        return await handler(request)

    return admit


def measuring(metrics: Metrics) -> Middleware:
    """Seconds per route; event streams and sockets last as long as they last and are left out."""

    @web.middleware
    async def measure(request: web.Request, handler: Handler) -> web.StreamResponse:
        began = time.perf_counter()
        response = await handler(request)
        if response.content_type != "text/event-stream" and response.status != 101:
            labels = (request.method, _route(request), str(response.status))
            metrics.http_seconds.labels(*labels).observe(time.perf_counter() - began)
        return response

    return measure


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Signal: just before an answer begins."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers["Server"] = "edged"


def _of_aiohttp(error: web.HTTPException, request: web.Request) -> web.Response:
    match error:
        case web.HTTPMethodNotAllowed():
            answer = error_answer(MethodNotAllowed(method=request.method), request)
            answer.headers["Allow"] = error.headers.get("Allow", "")
            return answer
        case web.HTTPRequestEntityTooLarge():
            return error_answer(BodyTooLarge(limit=request.client_max_size), request)
        case web.HTTPNotFound():
            return error_answer(NotFound(), request)
        case _ if error.status < 400:
            raise error
        case _:
            return error_answer(BadRequest(detail=error.reason), request)


def _route(request: web.Request) -> str:
    """The route's pattern, never its address: that may hold an id."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"
