"""The head of a safetensors file: whether what it promises lies inside the file. Numbers themselves are not looked at."""

from __future__ import annotations

from math import prod
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

MAX_HEAD = 100_000_000
"""Bytes; the format's own limit."""
BYTES = {
    "BOOL": 1, "U8": 1, "I8": 1, "F8_E5M2": 1, "F8_E4M3": 1, "F8_E8M0": 1, "I16": 2, "U16": 2,
    "F16": 2, "BF16": 2, "I32": 4, "U32": 4, "F32": 4, "F64": 8, "I64": 8, "U64": 8, "C64": 8,
}  # fmt: skip
"""Of one number. Kinds that are not here are left to whoever loads them."""
METADATA = "__metadata__"

Count = Annotated[int, Meta(ge=0)]


class Tensor(Struct, frozen=True, forbid_unknown_fields=True):
    dtype: str
    shape: tuple[Count, ...]
    data_offsets: tuple[Count, Count]


def check_tensors(data: memoryview) -> None:
    """Raises ValueError with two texts for people, English and Chinese."""
    if len(data) < 8:
        raise _wrong("the length of its head is missing", "缺少文件头长度")
    size = int.from_bytes(data[:8], "little")
    if size > min(MAX_HEAD, len(data) - 8):
        raise _wrong("the head is longer than the file", "文件头比文件还长")
    try:
        head = msgspec.json.decode(bytes(data[8 : 8 + size]), type=dict[str, msgspec.Raw])
        head.pop(METADATA, None)
        tensors = {name: msgspec.json.decode(raw, type=Tensor) for name, raw in head.items()}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _wrong("the head cannot be read", "文件头无法读取") from error
    _check_places(tensors, len(data) - 8 - size)


def _check_places(tensors: dict[str, Tensor], room: int) -> None:
    """One tensor follows another without gaps or overlaps, and the last one ends where the file does."""
    at = 0
    for name, tensor in sorted(tensors.items(), key=lambda item: item[1].data_offsets):
        begin, end = tensor.data_offsets
        wide = BYTES.get(tensor.dtype)
        if begin != at or end < begin:
            raise _wrong(
                f"{name} overlaps another one or leaves a gap", f"{name} 的位置重叠或有空隙"
            )
        if wide is not None and prod(tensor.shape) * wide != end - begin:
            raise _wrong(f"{name} is not as large as its shape says", f"{name} 的大小与形状不符")
        at = end
    if at != room:
        raise _wrong(
            f"the numbers take {at} bytes and the file has {room}",
            f"数据应有 {at} 字节，文件里有 {room} 字节",
        )


def _wrong(en: str, zh: str) -> ValueError:
    return ValueError(en, zh)
