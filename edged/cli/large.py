"""Things to be read from across a room, or by a camera: large digits, QR codes."""

from __future__ import annotations

from collections.abc import Iterator

import segno
from rich.style import Style
from rich.text import Text

GLYPHS = {
    "0": "####/#  #/#  #/#  #/####",
    "1": " ## /  # /  # /  # / ###",
    "2": "####/   #/####/#   /####",
    "3": "####/   #/ ###/   #/####",
    "4": "#  #/#  #/####/   #/   #",
    "5": "####/#   /####/   #/####",
    "6": "####/#   /####/#  #/####",
    "7": "####/   #/  # /  # /  # ",
    "8": "####/#  #/####/#  #/####",
    "9": "####/#  #/####/   #/####",
    " ": "  /  /  /  /  ",
}
QUIET = 2
"""Light modules around a QR code. Four are the rule; cameras are content with two on a light ground."""
PAPER = Style(color="black", bgcolor="bright_white")


def digits(code: str, style: str = "bold") -> Text:
    """Five lines; for programs and pipes the bare number stands below."""
    rows = zip(*(GLYPHS[each].split("/") for each in _spaced(code)), strict=True)
    lines = [" ".join(row).replace("#", "█").rstrip() for row in rows]
    return Text("\n".join(lines), style=style, no_wrap=True)


def qr(link: str, *, coloured: bool) -> Text:
    """Two modules a character. Without colours it is drawn for a dark terminal: light modules are what is printed."""
    modules = [
        [bool(each) for each in row]
        for row in segno.make(link, error="l", micro=False).matrix_iter(border=QUIET)
    ]
    lines = ["".join(_cells(upper, lower, coloured)) for upper, lower in _pairs(modules)]
    return Text("\n".join(lines), style=PAPER if coloured else Style(), no_wrap=True)


def _pairs(rows: list[list[bool]]) -> Iterator[tuple[list[bool], list[bool]]]:
    rows = [*rows, [False] * len(rows[0])]
    return zip(rows[0:-1:2], rows[1::2], strict=True)


def _cells(upper: list[bool], lower: list[bool], dark_ink: bool) -> Iterator[str]:
    for above, below in zip(upper, lower, strict=True):
        yield " ▄▀█"[2 * (above == dark_ink) + (below == dark_ink)]


def _spaced(code: str) -> str:
    return f"{code[:3]} {code[3:]}"
