"""From pixels to a file: resized, labelled, marked as generated, encoded."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from runtime.label import put_label
from runtime.marks import Marks
from runtime.png import encode_png

Pixels = NDArray[np.uint8]

FORMATS = ("png", "webp", "jpeg")
_LOSSY: dict[str, dict[str, int]] = {"webp": {"quality": 85, "method": 0}, "jpeg": {"quality": 90}}


def encode(
    pixels: Pixels, *, size: tuple[int, int], format: str, label: bool, marks: Marks
) -> bytes:
    """The file for [H, W, 3] pixels at `size` (width, height) in one of FORMATS."""
    image = Image.fromarray(pixels)
    if image.size != size:
        image = image.resize(size, Image.Resampling.LANCZOS)
    if label:
        put_label(image)
    if format == "png":
        return encode_png(np.asarray(image), marks.png())
    return _saved(image, format, _LOSSY[format] | {"xmp": marks.xmp()})


def encode_preview(pixels: Pixels, *, label: bool, marks: Marks) -> bytes:
    """A small WebP, about 2.5 KB for 128x128: it shows nearly the picture, so it says that it is generated too."""
    image = Image.fromarray(pixels)
    if label:
        put_label(image)
    return _saved(image, "webp", {"quality": 60, "method": 0, "xmp": marks.brief()})


def _saved(image: Image.Image, format: str, options: dict[str, Any]) -> bytes:
    file = BytesIO()
    image.save(file, format=format, **options)
    return file.getvalue()
