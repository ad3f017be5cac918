"""A scatter plot with axes and their names, written as SVG: readable in any browser, and in a difference of versions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from msgspec import Struct

WIDE, HIGH = 720, 440
LEFT, RIGHT, TOP, BOTTOM = 72, 20, 44, 56
INK, GRID, ALL, BEST, LIMIT = "#333", "#e4e4e4", "#b9c3cf", "#1f6fb2", "#c0392b"
TICKS = 6
"""About so many on an axis."""

Point = tuple[float, float]


class Axis(Struct, frozen=True):
    """From values to pixels."""

    name: str
    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        step = _step((self.high - self.low) / TICKS)
        first = math.ceil(self.low / step - 1e-9)
        count = math.floor(self.high / step + 1e-9) - first + 1
        return [(first + number) * step for number in range(count)]


class Chart(Struct, frozen=True, kw_only=True):
    title: str
    across: str
    """What the horizontal axis shows, with its unit."""
    up: str
    points: Sequence[Point]
    """All of them; must not be empty."""
    front: Sequence[Point]
    """Of them the best, from left to right, joined by a line."""
    limit: float
    """A vertical line."""
    limit_name: str
    chosen: Point | None = None

    def svg(self) -> str:
        x, y = self._axes()
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" '
            f'font-family="sans-serif" font-size="12" fill="{INK}">',
            f'<rect width="{WIDE}" height="{HIGH}" fill="white"/>',
            _text(WIDE / 2, 24, self.title, size=15),
            *_grid(x, y),
            *self._limit(x, y),
            *(_dot(x.place(a), y.place(b), 3, ALL) for a, b in self.points),
            *self._front(x, y),
            *self._choice(x, y),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _axes(self) -> tuple[Axis, Axis]:
        lows = [min(column) for column in zip(*self.points, strict=True)]
        highs = [max(column) for column in zip(*self.points, strict=True)]
        right = max(highs[0], self.limit if self.limit < 2 * highs[0] else 0) * 1.04
        bottom = 0.0 if lows[1] < 0.5 * highs[1] else lows[1] - 0.1 * (highs[1] - lows[1])
        top = highs[1] + 0.06 * ((highs[1] - bottom) or 1)
        return (
            Axis(self.across, 0.0, right or 1.0, LEFT, WIDE - RIGHT),
            Axis(self.up, bottom, top, HIGH - BOTTOM, TOP),
        )

    def _limit(self, x: Axis, y: Axis) -> Iterator[str]:
        if self.limit > x.high:
            return
        here = x.place(self.limit)
        yield (
            f'<line x1="{here:.1f}" y1="{y.end}" x2="{here:.1f}" y2="{y.start}" stroke="{LIMIT}" '
            'stroke-dasharray="5 4"/>'
        )
        anchor, aside = ("end", -5) if here > (x.start + x.end) / 2 else ("start", 5)
        yield _text(here + aside, y.end + 12, self.limit_name, anchor=anchor, colour=LIMIT)

    def _front(self, x: Axis, y: Axis) -> Iterator[str]:
        places = [(x.place(a), y.place(b)) for a, b in self.front]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        yield f'<polyline points="{line}" fill="none" stroke="{BEST}" stroke-width="1.5"/>'
        yield from (_dot(a, b, 4, BEST) for a, b in places)

    def _choice(self, x: Axis, y: Axis) -> Iterator[str]:
        if self.chosen is None:
            return
        a, b = x.place(self.chosen[0]), y.place(self.chosen[1])
        yield f'<circle cx="{a:.1f}" cy="{b:.1f}" r="9" fill="none" stroke="{LIMIT}" stroke-width="2"/>'


def _grid(x: Axis, y: Axis) -> Iterator[str]:
    for value in x.ticks():
        here = x.place(value)
        yield f'<line x1="{here:.1f}" y1="{y.start}" x2="{here:.1f}" y2="{y.end}" stroke="{GRID}"/>'
        yield _text(here, y.start + 18, f"{value:g}")
    for value in y.ticks():
        here = y.place(value)
        yield f'<line x1="{x.start}" y1="{here:.1f}" x2="{x.end}" y2="{here:.1f}" stroke="{GRID}"/>'
        yield _text(x.start - 8, here + 4, f"{round(value, 9):g}", anchor="end")
    yield f'<path d="M{x.start} {y.end}V{y.start}H{x.end}" fill="none" stroke="{INK}"/>'
    yield _text((x.start + x.end) / 2, HIGH - 14, x.name)
    middle = (y.start + y.end) / 2
    yield f'<g transform="rotate(-90 18 {middle})">{_text(18, middle, y.name)}</g>'


def _step(rough: float) -> float:
    """1, 2 or 5 times a power of ten, at least `rough`."""
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= rough * (1 - 1e-9))


def _dot(x: float, y: float, radius: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{colour}"/>'


def _text(  # noqa: PLR0913, PLR0917 - a word is its place and its looks
    x: float, y: float, words: str, anchor: str = "middle", size: int = 12, colour: str = INK
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">'
        f"{escape(words)}</text>"
    )
