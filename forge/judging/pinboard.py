"""Pictures in rows, each above its sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from forge.latents import Bytes

CELL, COLUMNS = 256, 5
TEXT = 20
"""Pixels from line to line."""
FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    Path("/System/Library/Fonts/PingFang.ttc"),
)
"""With Chinese characters; without any of them the sheet has no words."""


def cell(picture: Bytes) -> Bytes:
    """uint8 [S, S, 3] → about [256, 256, 3], by leaving pixels out."""
    ratio = max(1, len(picture) // CELL)
    return picture[::ratio, ::ratio]


def pinboard(pictures: Sequence[Bytes], words: Sequence[str]) -> Image.Image:
    """uint8 [256, 256, 3] each, five in a row, with words where a font for them is at hand."""
    path = next((font for font in FONTS if font.exists()), None)
    font = ImageFont.truetype(path, TEXT - 3) if path else None
    high = CELL + (2 * TEXT + TEXT // 2 if font else 0)
    rows = -(-len(pictures) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * CELL, rows * high), "white")
    pen = ImageDraw.Draw(page)
    for number, (picture, said) in enumerate(zip(pictures, words, strict=True)):
        left, top = number % COLUMNS * CELL, number // COLUMNS * high
        page.paste(Image.fromarray(np.ascontiguousarray(picture)), (left, top))
        if font:
            for line, words_of_it in enumerate(_lines(said, font)[:2]):
                spot = (left + CELL // 2, top + CELL + line * TEXT)
                pen.text(spot, words_of_it, "black", font, anchor="ma")
    return page


def _lines(words: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Broken at spaces, or anywhere in what has none, to fit below a picture."""
    lines = [""]
    for piece in re.findall(r"[ -~]+?(?: |$)|.", words):
        if lines[-1] and font.getlength((lines[-1] + piece).strip()) > CELL:
            lines.append("")
        lines[-1] += piece
    return lines
