"""Does an ONNX file want to read other files? A pack's graphs must not: what they name could lie anywhere.

onnxruntime reads a tensor marked as external from wherever its `location` says, or even from an address in memory. So
each tensor of the file is looked at before onnxruntime sees it. The walk follows the few messages of onnx.proto that
lead to tensors and skips everything else by its length.
"""

from __future__ import annotations

from collections.abc import Iterator

_CHILDREN = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
"""Message -> number of a field -> the message in it (onnx.proto, IR version 13)."""
_EXTERNAL_DATA, _DATA_LOCATION = 13, 14
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


def has_external_data(model: bytes) -> bool:
    """Raises ValueError for bytes that are no protocol buffer."""
    pending = [("model", memoryview(model))]
    while pending:
        kind, message = pending.pop()
        for field, value in _fields(message):
            if kind == "tensor" and _is_external(field, value):
                return True
            child = _CHILDREN[kind].get(field)
            if child and isinstance(value, memoryview):
                pending.append((child, value))
    return False


def _is_external(field: int, value: int | memoryview) -> bool:
    return field == _EXTERNAL_DATA or (field == _DATA_LOCATION and value != 0)


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
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
