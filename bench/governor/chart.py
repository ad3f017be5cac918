"""A lesson's curves above each other: temperature, duty, rung and queue over the minutes, as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from forge.searching.chart import GRID, INK, Axis

WIDE, LEFT, RIGHT, TOP, GAP, BOTTOM = 860, 64, 130, 44, 36, 44
EVERY_S = 10
"""One point of a curve stands for the mean of so many seconds."""
GREY, ORANGE, BLUE, GREEN, RED = "#9aa4ae", "#d9822b", "#1f6fb2", "#3a9a57", "#c0392b"


@dataclass(frozen=True)
class Curve:
    name: str
    colour: str
    values: Sequence[float]
    """One each second."""
    stepped: bool = False


@dataclass(frozen=True)
class Panel:
    name: str
    high: int
    """Pixels."""
    low: float
    top: float
    curves: tuple[Curve, ...]
    marks: tuple[tuple[str, float], ...] = ()
    """(what it is, where): lines straight across."""


def draw(title: str, panels: Sequence[Panel]) -> str:
    """SVG."""
    high = TOP + sum(panel.high + GAP for panel in panels) + BOTTOM - GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" '
        f'font-family="sans-serif" font-size="12" fill="{INK}">',
        f'<rect width="{WIDE}" height="{high}" fill="white"/>',
        _text(LEFT, 22, title, size=15),
    ]
    top = TOP
    minutes = max(len(curve.values) for panel in panels for curve in panel.curves) / 60
    x = Axis("minutes", 0.0, minutes, LEFT, WIDE - RIGHT)
    for panel in panels:
        y = Axis(panel.name, panel.low, panel.top, top + panel.high, top)
        parts += [*_frame(x, y), *_lines(panel, x, y)]
        top += panel.high + GAP
    parts += [_text(x.place(minutes / 2), high - 8, "minutes", "middle"), "</svg>"]
    return "\n".join(parts) + "\n"


def _frame(x: Axis, y: Axis) -> Iterator[str]:
    yield _text(LEFT, y.end - 6, y.name, size=11)
    for value in x.ticks():
        here = x.place(value)
        yield f'<line x1="{here:.1f}" y1="{y.start}" x2="{here:.1f}" y2="{y.end}" stroke="{GRID}"/>'
        yield _text(here, y.start + 14, f"{value:g}", "middle", size=10)
    for value in _ticks(y):
        here = y.place(value)
        yield f'<line x1="{x.start}" y1="{here:.1f}" x2="{x.end}" y2="{here:.1f}" stroke="{GRID}"/>'
        yield _text(x.start - 6, here + 4, f"{round(value, 6):g}", "end", size=10)


def _ticks(y: Axis) -> list[float]:
    """Fewer on a low panel."""
    found = y.ticks()
    return found if len(found) * 14 < y.start - y.end else found[:: len(found) // 3]


def _lines(panel: Panel, x: Axis, y: Axis) -> Iterator[str]:
    for number, curve in enumerate(panel.curves):
        points = " ".join(_points(curve, x, y))
        yield f'<polyline points="{points}" fill="none" stroke="{curve.colour}" stroke-width="1.4"/>'
        yield _text(x.end + 8, y.end + 10 + 15 * number, curve.name, colour=curve.colour)
    for name, value in panel.marks:
        here = y.place(value)
        yield (
            f'<line x1="{x.start}" y1="{here:.1f}" x2="{x.end}" y2="{here:.1f}" stroke="{RED}" '
            'stroke-dasharray="5 4"/>'
        )
        yield _text(x.start + 4, here - 4, name, colour=RED, size=10)


def _points(curve: Curve, x: Axis, y: Axis) -> Iterator[str]:
    before = None
    for begin in range(0, len(curve.values), EVERY_S):
        part = curve.values[begin : begin + EVERY_S]
        value = part[0] if curve.stepped else sum(part) / len(part)
        here = x.place((begin if curve.stepped else begin + len(part) / 2) / 60)
        if curve.stepped and before is not None and before != value:
            yield f"{here:.1f},{y.place(before):.1f}"
        yield f"{here:.1f},{y.place(value):.1f}"
        before = value


def _text(  # noqa: PLR0913, PLR0917 - a word is its place and its looks
    x: float, y: float, words: str, anchor: str = "start", size: int = 12, colour: str = INK
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">'
        f"{escape(words)}</text>"
    )
