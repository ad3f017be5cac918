"""PNG files of RGB pixels, some ten times as fast as Pillow writes them, in nearly the same number of bytes.

Pillow tries all five filters on each row. Drawn pictures have flat colours and soft gradients, where the difference to the
row above is nearly always as good, and ISA-L compresses it four times as fast as zlib does: 2 instead of 8 ms for 512x512
where Pillow takes 30, 359 instead of 354 KB.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping

import numpy as np
from isal import isal_zlib
from numpy.typing import NDArray

from runtime.chunks import SIGNATURE, chunk, text_chunk

_LEVEL = 1
"""Of ISA-L's 0 to 3: 0 takes a tenth less time and an eighth more bytes, the others gain nothing."""
_UP = 2
"""The filter's number: each byte minus the one above it."""


def encode_png(pixels: NDArray[np.uint8], text: Mapping[str, str]) -> bytes:
    """[H, W, 3] pixels with `text`, whose keywords are Latin-1 and at most 79 characters long."""
    height, width, _ = pixels.shape
    return b"".join(
        [
            SIGNATURE,
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            *(text_chunk(keyword, value) for keyword, value in text.items()),
            chunk(b"IDAT", isal_zlib.compress(_filtered(pixels).data, _LEVEL)),
            chunk(b"IEND", b""),
        ]
    )


def _filtered(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """[H, 1 + 3 W]: the filter's number before each row; the row above the first counts as zeros."""
    rows = pixels.reshape(len(pixels), -1)
    filtered = np.empty((len(rows), 1 + rows.shape[1]), np.uint8)
    filtered[:, 0] = _UP
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    return filtered
