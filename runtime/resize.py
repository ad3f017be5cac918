"""`python -m runtime.resize`: makes finished pictures smaller, one frame after the other, until its stdin ends.

A process of its own: it needs Pillow, which the daemon never loads, and the worker has better things to do.
"""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any, BinaryIO

import msgspec
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from runtime.chunks import XMP_KEYWORD
from runtime.messages import MAX_HEADER, Resize, Resized

SMALL = 192
"""Pixels of the wider side up to which a picture is a button: there a few kilobytes count more than the last detail."""
_BUTTON: dict[str, Any] = {"quality": 66, "method": 4}
_SAVING: dict[str, dict[str, Any]] = {
    # 8 instead of 35 ms at 256x256, in files that are a sixth larger: a class asks for one with each of its pictures.
    "png": {"compress_level": 1},
    "webp": {"quality": 85, "method": 2},
    "jpeg": {"quality": 88},
}


def smaller(data: bytes, pixels: tuple[int, int], format: str) -> bytes:
    """The picture at `pixels` (width, height) in `format`, with the texts and XMP that mark it as generated."""
    with Image.open(BytesIO(data)) as image:
        image.load()
        resized = image.resize(pixels, Image.Resampling.LANCZOS)
        extra = _marks(image, format)
    file = BytesIO()
    button = format == "webp" and max(pixels) <= SMALL
    resized.save(file, format=format, **(_BUTTON if button else _SAVING[format]), **extra)
    return file.getvalue()


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answers each Resize with a Resized."""
    decoder = msgspec.json.Decoder(Resize)
    while line := source.readline(MAX_HEADER):
        wish = decoder.decode(line)
        answer = smaller(source.read(wish.size), wish.pixels, wish.format)
        sink.write(msgspec.json.encode(Resized(size=len(answer))) + b"\n" + answer)
        sink.flush()


def _marks(image: Image.Image, format: str) -> dict[str, Any]:
    """Pillow's options that write them, whatever format they come from."""
    xmp: bytes | None = image.info.get("xmp")
    if format != "png":
        return {"xmp": xmp} if xmp else {}
    info = PngInfo()
    texts: dict[str, str] = dict(getattr(image, "text", {}))
    if xmp:
        texts[XMP_KEYWORD] = xmp.decode()
    for key, value in texts.items():
        if value.isascii():
            info.add_text(key, value)
        else:
            info.add_itxt(key, value)
    return {"pnginfo": info}


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
