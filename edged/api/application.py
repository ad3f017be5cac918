"""From operations to an application: routes, middleware, limits."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web

from edged.api.caller import ADMIN
from edged.api.middleware import add_headers, errors, guarding, measuring
from edged.api.openapi import openapi_operation
from edged.api.operation import Operation
from edged.metrics import Metrics
from edged.settings import Settings


def build_application(
    operations: Iterable[Operation], settings: Settings, metrics: Metrics, *, admin: bool
) -> web.Application:
    """`admin`: for the Unix socket, whose callers may do everything."""
    listed = list(operations)
    listed.append(openapi_operation(listed))
    app = web.Application(
        middlewares=[measuring(metrics), errors, guarding(settings)],
        client_max_size=settings.http.max_body_bytes,
    )
    app[ADMIN] = admin
    app.on_response_prepare.append(add_headers)
    for operation in listed:
        # A name may hold slashes only where files of a folder are meant.
        path = operation.path.replace("{path}", "{path:.+}")
        if operation.method == "GET":
            app.router.add_get(path, operation.handler, allow_head=True)
        else:
            app.router.add_route(operation.method, path, operation.handler)
    return app
