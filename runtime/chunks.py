"""PNG's chunks: texts as bytes, without a pixel in sight."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
XMP_KEYWORD = "XML:com.adobe.xmp"
"""Of the text that holds a PNG's XMP."""


def chunk(kind: bytes, data: bytes) -> bytes:
    return (
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
    )


def text_chunk(keyword: str, value: str) -> bytes:
    """tEXt for ASCII, which every program reads; iTXt for everything else. Keywords: Latin-1, at most 79 characters."""
    if value.isascii():
        return chunk(b"tEXt", keyword.encode("latin-1") + b"\0" + value.encode())
    uncompressed_no_language = b"\0\0\0\0\0"
    return chunk(b"iTXt", keyword.encode("latin-1") + uncompressed_no_language + value.encode())


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, the whole chunk with its length and checksum) after the signature. Raises ValueError for a torn file."""
    at = len(SIGNATURE)
    if data[:at] != SIGNATURE:
        raise ValueError("no PNG")
    while at < len(data):
        head = data[at : at + 8]
        end = at + 12 + int.from_bytes(head[:4])
        if len(head) < 8 or end > len(data):
            raise ValueError("a torn PNG")
        yield head[4:], data[at:end]
        at = end
