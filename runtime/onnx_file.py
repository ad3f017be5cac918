"""What an ONNX file wants besides itself: other files, and operators that no engine of ours has.

The walk follows the few messages of onnx.proto that lead to operators and tensors, and skips everything else by its
length. It is pure Python, since the daemon looks at packs before any engine does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft", "com.microsoft.nchwc"})
"""Of the operators that onnxruntime itself has."""

_CHILDREN = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {13: "entry"},
}
"""Message -> number of a field -> the message in it (onnx.proto, IR version 13)."""
_DOMAIN = {"node": 7, "function": 10}
_DATA_LOCATION = 14
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5

Field = tuple[int, int | memoryview]


class External(Struct, frozen=True):
    """A part of another file."""

    location: str
    """As it stands in the file."""
    end: int
    """Bytes that the other file must have at least."""


class Wants(Struct, frozen=True, kw_only=True):
    domains: frozenset[str]
    """Of its operators."""
    external: frozenset[External]


def wants_of(model: memoryview) -> Wants:
    """Raises ValueError for bytes that are no ONNX file, UnicodeDecodeError (which is one) included."""
    domains: set[str] = set()
    external: set[External] = set()
    graphs = 0
    pending = [("model", model)]
    while pending:
        kind, message = pending.pop()
        fields = list(_fields(message))
        graphs += kind == "graph"
        if kind in _DOMAIN:
            domains.add(_text(fields, _DOMAIN[kind]))
        if kind == "tensor" and (found := _external(fields)):
            external.add(found)
        children = _CHILDREN[kind]
        for field, value in fields:
            child = children.get(field)
            if child in _CHILDREN and isinstance(value, memoryview):
                pending.append((child, value))
    if not graphs:
        raise ValueError("there is no graph")
    return Wants(domains=frozenset(domains), external=frozenset(external))


def beside(path: str, location: str) -> str | None:
    """The file of the pack that the graph at `path` means by `location`; None where that is no plain relative name."""
    parts = location.split("/")
    if set(location) & {"\\", "\0", ":"} or not all(part not in {"", ".", ".."} for part in parts):
        return None
    return str(PurePosixPath(path).parent / location)


def _external(fields: list[Field]) -> External | None:
    """None where the tensor's numbers lie in the file itself."""
    entries = [value for field, value in fields if field == 13 and isinstance(value, memoryview)]
    if not entries and not any(field == _DATA_LOCATION and value for field, value in fields):
        return None
    told: dict[str, str] = {}
    for entry in entries:
        pair = list(_fields(entry))
        told[_text(pair, 1)] = _text(pair, 2)
    offset, length = (int(told.get(key) or 0) for key in ("offset", "length"))
    if min(offset, length) < 0:
        raise ValueError("a place before the file's beginning")
    return External(told.get("location", ""), offset + length)


def _text(fields: list[Field], number: int) -> str:
    """The last of these fields; empty where there is none."""
    found = [bytes(v) for f, v in fields if f == number and isinstance(v, memoryview)]
    return found[-1].decode() if found else ""


def _fields(message: memoryview) -> Iterator[Field]:
    """(number, value) of each field; numbers of fixed width are skipped, since none of interest has it."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield key >> 3, value
        elif kind == _BYTES:
            size, at = _varint(message, at)
            if at + size > len(message):
                raise ValueError("a field is longer than its message")
            yield key >> 3, message[at : at + size]
            at += size
        elif kind in {_FIXED64, _FIXED32}:
            at += 8 if kind == _FIXED64 else 4
        else:
            raise ValueError(f"wire type {kind}")


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise ValueError("a number does not end")
