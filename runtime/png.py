"""PNG files of RGB pixels, some ten times as fast as Pillow writes them, in nearly the same number of bytes.

Pillow tries all five filters on each row. Drawn pictures have flat colours and soft gradients, where the difference to the
row above is nearly always as good, and ISA-L compresses it four times as fast as zlib does: 2 instead of 8 ms for 512x512
where Pillow takes 30, 359 instead of 354 KB.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from runtime.chunks import SIGNATURE, chunk, chunks, text_chunk

_LEVEL = 1
"""Of ISA-L's 0 to 3: 0 takes a tenth less time and an eighth more bytes, the others gain nothing."""
_HEAD = ">IIBBBBB"
_KIND = [8, 2, 0, 0, 0]
"""Eight bits of red, green and blue, not interlaced."""
_UP = 2
"""The filter's number: each byte minus the one above it."""


def encode_png(pixels: NDArray[np.uint8], text: Mapping[str, str]) -> bytes:
    """[H, W, 3] pixels with `text`, whose keywords are Latin-1 and at most 79 characters long."""
    height, width, _ = pixels.shape
    return b"".join(
        [
            SIGNATURE,
            chunk(b"IHDR", struct.pack(_HEAD, width, height, *_KIND)),
            *(text_chunk(keyword, value) for keyword, value in text.items()),
            chunk(b"IDAT", isal_zlib.compress(_filtered(pixels).data, _LEVEL)),
            chunk(b"IEND", b""),
        ]
    )


def decode_png(data: bytes) -> NDArray[np.uint8] | None:
    """[H, W, 3] pixels of a file that `encode_png` wrote, in a third of Pillow's time; None: another kind of PNG.

    Raises ValueError where it is torn.
    """
    found = list(chunks(data))
    if not found or found[0][0] != b"IHDR" or found[-1][0] != b"IEND":
        raise ValueError("a torn PNG")
    width, height, *kind = struct.unpack(_HEAD, found[0][1][8:-4])
    if kind != _KIND:
        return None
    packed = b"".join(each[8:-4] for name, each in found if name == b"IDAT")
    try:
        filtered = np.frombuffer(isal_zlib.decompress(packed), np.uint8)
    except isal_zlib.error as error:  # type: ignore[misc] # its stub calls the class an instance
        raise ValueError("a torn PNG") from error
    rows = filtered.reshape(height, 1 + 3 * width)
    return _unfiltered(rows).reshape(height, width, 3) if (rows[:, 0] == _UP).all() else None


def _filtered(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """[H, 1 + 3 W]: the filter's number before each row; the row above the first counts as zeros."""
    rows = pixels.reshape(len(pixels), -1)
    filtered = np.empty((len(rows), 1 + rows.shape[1]), np.uint8)
    filtered[:, 0] = _UP
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    return filtered


def _unfiltered(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """[H, 3 W] of what `_filtered` gave."""
    pixels = rows[:, 1:].copy()
    for above, row in pairwise(pixels):  # numpy's own sum along this axis takes five times as long
        np.add(above, row, out=row)
    return pixels
