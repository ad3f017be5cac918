from __future__ import annotations

import asyncio
from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from edged.pictures import FORMATS, Format
from edged.refusals import ResizeFailed
from edged.resizer import Resizer


def picture(format: Format) -> bytes:
    marks = PngInfo()
    marks.add_text("AIGC", "yes")
    marks.add_itxt("Description", "小熊")
    extra = {"pnginfo": marks} if format == "png" else {"xmp": b"<x/>"}
    file = BytesIO()
    Image.new("RGB", (512, 512), "red").save(file, format, **extra)
    return file.getvalue()


async def test_a_smaller_picture_keeps_format_and_marks() -> None:
    async with Resizer() as resizer:
        for format in FORMATS:
            data = await asyncio.to_thread(picture, format)
            with Image.open(BytesIO(await resizer.smaller(data, (256, 256), format))) as image:
                assert image.size == (256, 256)
                assert (image.format or "").lower() == format
                image.load()
                marks = image.info
            assert marks.get("AIGC") == "yes" or marks.get("xmp") == b"<x/>"
            assert format != "png" or marks["Description"] == "小熊"


async def test_a_picture_that_cannot_be_read_is_an_error_and_the_next_one_works() -> None:
    async with Resizer() as resizer:
        with pytest.raises(ResizeFailed):
            await resizer.smaller(b"not a picture", (256, 256), "png")
        data = await asyncio.to_thread(picture, "png")
        assert (await resizer.smaller(data, (64, 64), "png")).startswith(b"\x89PNG")
