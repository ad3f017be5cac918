"""Other marks in a finished file: its texts and XMP replaced, its pixels left as they are.

Pure Python, because the daemon does it too: what one child wrote must never reach another with a picture that both get.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from runtime.chunks import SIGNATURE, chunks, text_chunk
from runtime.marks import Marks

_TEXTS = {b"tEXt", b"iTXt", b"zTXt", b"eXIf"}
_XMP_APP1 = b"http://ns.adobe.com/xap/1.0/\0"
_APP0, _APP1, _SCAN = 0xE0, 0xE1, 0xDA
_HAS_XMP, _HAS_EXIF = 0x04, 0x08
"""Flags of a WebP's VP8X chunk."""


def remarked(data: bytes, format: str, marks: Marks) -> bytes:
    """The same picture with `marks` and no others. Raises ValueError where it is not a whole file of that format."""
    return _WRITERS[format](data, marks)


def _png(data: bytes, marks: Marks) -> bytes:
    kept = [(kind, chunk) for kind, chunk in chunks(data) if kind not in _TEXTS]
    if len(kept) < 3 or kept[0][0] != b"IHDR" or kept[-1][0] != b"IEND":
        raise ValueError("a torn PNG")
    texts = [text_chunk(keyword, value) for keyword, value in marks.png().items()]
    return b"".join([SIGNATURE, kept[0][1], *texts, *(chunk for _, chunk in kept[1:])])


def _webp(data: bytes, marks: Marks) -> bytes:
    kept = [(kind, body) for kind, body in _riff(data) if kind not in {b"XMP ", b"EXIF"}]
    if not kept or kept[0][0] != b"VP8X":
        raise ValueError("a WebP without room for marks")
    flags = kept[0][1][0] & ~_HAS_EXIF | _HAS_XMP
    kept[0] = (b"VP8X", bytes([flags]) + kept[0][1][1:])
    body = b"WEBP" + b"".join(_riff_chunk(kind, body) for kind, body in kept)
    body += _riff_chunk(b"XMP ", marks.xmp())
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _riff(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(kind, content) of each chunk."""
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP":
        raise ValueError("no WebP")
    if int.from_bytes(data[4:8], "little") != len(data) - 8:
        raise ValueError("a torn WebP")
    at = 12
    while at < len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size
        if end > len(data):
            raise ValueError("a torn WebP")
        yield data[at : at + 4], data[at + 8 : end]
        at = end + size % 2


def _riff_chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def _jpeg(data: bytes, marks: Marks) -> bytes:
    body = _XMP_APP1 + marks.xmp()
    xmp = b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body
    kept, rest = _segments(data)
    first = b"".join(segment for marker, segment in kept if marker == _APP0)
    others = b"".join(segment for marker, segment in kept if marker not in {_APP0, _APP1})
    return b"\xff\xd8" + first + xmp + others + rest


def _segments(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """(marker, segment) up to the scan, and everything from there."""
    if data[:2] != b"\xff\xd8" or data[-2:] != b"\xff\xd9":
        raise ValueError("a torn JPEG")
    found: list[tuple[int, bytes]] = []
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == _SCAN:
            return found, data[at:]
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        found.append((marker, data[at:end]))
        at = end
    raise ValueError("a torn JPEG")


_WRITERS: dict[str, Callable[[bytes, Marks], bytes]] = {"png": _png, "webp": _webp, "jpeg": _jpeg}
