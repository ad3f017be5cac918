"""What ComfyUI's routes have in common: the shape of their errors, and their second address under `/api`."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from msgspec import Struct

from edged.api.caller import language_of
from edged.api.comfy_graph import GraphWrong, trouble
from edged.api.operation import Handler, Manner, Operation, reply
from runtime.errors import EdgedError

JSON = dict[str, Any]


class GraphError(Struct, frozen=True, kw_only=True):
    error: JSON
    node_errors: JSON


def error_answer(error: EdgedError, request: web.Request) -> web.Response:
    if isinstance(error, GraphWrong):
        return reply(GraphError(error=error.error, node_errors=error.node_errors), error.status)
    language = language_of(request)
    said = trouble(error.code, error.message(language), error.fix(language) or "")
    later: int | None = getattr(error, "retry_after_s", None)
    headers = {} if later is None else {"Retry-After": str(later)}
    return reply(GraphError(error=said, node_errors={}), error.status, headers)


MANNER = Manner(kind=GraphError, answer=error_answer)


def get(  # noqa: PLR0913, PLR0917 - a line each
    path: str,
    handler: Handler,
    summary: str,
    answer: Any = JSON,
    query: dict[str, str] | None = None,
    errors: tuple[type[EdgedError], ...] = (),
) -> Operation:
    return Operation(
        method="GET",
        path=path,
        aliases=(f"/api{path}",),
        handler=handler,
        summary=summary,
        query=query or {},
        answers={200: answer},
        errors=errors,
        manner=MANNER,
    )


def post(  # noqa: PLR0913, PLR0917
    path: str,
    handler: Handler,
    summary: str,
    body: Any = None,
    answer: Any = JSON,
    errors: tuple[type[EdgedError], ...] = (),
) -> Operation:
    return Operation(
        method="POST",
        path=path,
        aliases=(f"/api{path}",),
        handler=handler,
        summary=summary,
        body=body,
        answers={200: answer},
        errors=errors,
        manner=MANNER,
    )
