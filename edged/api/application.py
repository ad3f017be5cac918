"""From operations to an application: routes, middleware, limits."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from edged.api.caller import caller_of
from edged.api.gate import Gate
from edged.api.middleware import add_headers, admitting, errors, measuring
from edged.api.openapi import openapi_operation
from edged.api.operation import Handler, Operation
from edged.metrics import Metrics
from edged.settings import Settings
from runtime.errors import EdgedError


def build_application(
    operations: Iterable[Operation], settings: Settings, metrics: Metrics, gate: Gate
) -> web.Application:
    """For everybody, or for the Unix socket: the gate knows whom it lets in."""
    listed = list(operations)
    listed.append(openapi_operation(listed))
    app = web.Application(
        middlewares=[measuring(metrics), errors, admitting(gate)],
        client_max_size=settings.http.max_body_bytes,
    )
    app.on_response_prepare.append(add_headers)
    for operation in listed:
        for path in (operation.path, *operation.aliases):
            _add(app, operation, path)
    return app


def _add(app: web.Application, operation: Operation, path: str) -> None:
    # A name may hold slashes only where files of a folder are meant.
    path = path.replace("{path}", "{path:.+}")
    if operation.method == "GET":
        app.router.add_get(path, _guarded(operation), allow_head=True)
    else:
        app.router.add_route(operation.method, path, _guarded(operation))


def _guarded(operation: Operation) -> Handler:
    """The handler, for those who may ask."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            caller_of(request).check(operation.need)
            return await operation.handler(request)
        except EdgedError as error:
            if operation.manner is None:
                raise
            return operation.manner.answer(error, request)

    return handle
