"""`/openapi.json`: OpenAPI 3.1, made from the operations and the types they name."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from aiohttp import web

from edged import __version__
from edged.access.caller import Need
from edged.access.refusals import HostUnknown, OriginForeign, TeacherOnly
from edged.api.middleware import ErrorAnswer
from edged.api.operation import Operation
from edged.refusals import (
    BadField,
    BadJson,
    BodyTooLarge,
    BodyTooSlow,
    Internal,
    MediaType,
    NotPaired,
)
from runtime.errors import EdgedError

REFERENCE = "#/components/schemas/{name}"
NEEDS: dict[Need, list[type[EdgedError]]] = {
    "anybody": [],
    "device": [NotPaired],
    "teacher": [TeacherOnly],
}
EVERY_ERRORS = (HostUnknown, OriginForeign, Internal)
BODY_ERRORS = (BadJson, BadField, BodyTooLarge, BodyTooSlow, MediaType)


def openapi_operation(operations: list[Operation]) -> Operation:
    """The operation that describes all others, and itself."""
    described: list[Operation] = list(operations)

    async def show(_: web.Request) -> web.Response:
        return web.Response(body=document, content_type="application/json")

    own = Operation(
        method="GET",
        path="/openapi.json",
        need="anybody",
        handler=show,
        summary="This description",
        answers={200: "application/json"},
    )
    document = msgspec.json.encode(describe([*described, own]))
    return own


def describe(operations: list[Operation]) -> dict[str, Any]:
    """The whole document."""
    types = [operation.body for operation in operations if operation.body]
    types += [
        kind for operation in operations for kind in operation.answers.values() if _is_type(kind)
    ]
    types += [operation.manner.kind for operation in operations if operation.manner]
    types.append(ErrorAnswer)
    schemas, components = msgspec.json.schema_components(types, ref_template=REFERENCE)
    named = dict(zip(map(_key, types), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _described(
            operation, named
        )
    return {
        "openapi": "3.1.0",
        "info": {"title": "edged: the picture box for classrooms", "version": __version__},
        "paths": paths,
        "components": {"schemas": components},
    }


def _described(operation: Operation, named: dict[str, Any]) -> dict[str, Any]:
    responses = {str(status): _answer(kind, named) for status, kind in operation.answers.items()}
    responses |= _errors(operation, named)
    text: dict[str, Any] = {
        "operationId": _operation_id(operation),
        "summary": operation.summary,
        "parameters": _parameters(operation),
        "responses": responses,
    }
    if operation.body:
        content = {"application/json": {"schema": named[_key(operation.body)]}}
        text["requestBody"] = {"required": True, "content": content}
    return text


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    string = {"type": "string"}
    in_path = re.findall(r"{(\w+)", operation.path)
    return [
        {"name": name, "in": "path", "required": True, "schema": string} for name in in_path
    ] + [
        {"name": name, "in": "query", "description": text, "schema": string}
        for name, text in (operation.query | {"lang": "zh or en: language of the messages"}).items()
    ]


def _answer(kind: Any, named: dict[str, Any]) -> dict[str, Any]:
    if kind is None:
        return {"description": "Nothing"}
    if isinstance(kind, str):
        return {"description": kind, "content": {kind: {}}}
    content = {"application/json": {"schema": named[_key(kind)]}}
    return {"description": getattr(kind, "__name__", "JSON"), "content": content}


def _errors(operation: Operation, named: dict[str, Any]) -> dict[str, Any]:
    """One answer a status, naming the codes that it may carry."""
    possible: list[type[EdgedError]] = [*operation.errors, *EVERY_ERRORS]
    possible += BODY_ERRORS if operation.body else []
    possible += NEEDS[operation.need]
    codes: dict[str, list[str]] = {}
    for error in possible:
        codes.setdefault(str(int(error.status)), []).append(error.code)
    kind = operation.manner.kind if operation.manner else ErrorAnswer
    content = {"application/json": {"schema": named[_key(kind)]}}
    return {
        status: {"description": ", ".join(sorted(names)), "content": content}
        for status, names in sorted(codes.items())
    }


def _operation_id(operation: Operation) -> str:
    words = re.findall(r"\w+", operation.path) or ["page"]
    return "_".join([operation.method.lower(), *words])


def _is_type(kind: Any) -> bool:
    return kind is not None and not isinstance(kind, str)


def _key(kind: Any) -> str:
    return repr(kind)
