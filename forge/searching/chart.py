"""A scatter plot with axes and their names, written as SVG: readable in any browser, and in a difference of versions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from msgspec import Struct

WIDE, LEFT, RIGHT, TOP = 760, 72, 20, 44
PLOT, UNDER, ROW = 360, 52, 18
"""Pixels of the plot's height, of the axis below it, and of each row of the legend."""
INK, GRID, ALL, BEST, LIMIT = "#333", "#e4e4e4", "#b9c3cf", "#1f6fb2", "#c0392b"
OTHERS = ("#7a4fa3", "#d9772b", "#2e8b57", "#8c6d1f")
"""Of marks, in turn."""
TICKS = 6
"""About so many on an axis."""
DECADES = 8.0
"""An axis whose largest value is so many times its smallest one counts in powers."""

EMPTY = 0.3
"""Share of an axis that may be empty between 0 and the first point; otherwise it does not begin at 0."""

Point = tuple[float, float]


class Axis(Struct, frozen=True):
    """From values to pixels."""

    name: str
    low: float
    high: float
    start: float
    end: float
    powers: bool = False

    def place(self, value: float) -> float:
        low, high, here = self.low, self.high, max(value, self.low) if self.powers else value
        if self.powers:
            low, high, here = math.log(low), math.log(high), math.log(here)
        return self.start + (here - low) / (high - low) * (self.end - self.start)

    def ticks(self) -> list[float]:
        if self.powers:
            powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)))
            found = (times * 10.0**power for power in powers for times in (1, 2, 5))
            return [value for value in found if self.low <= value <= self.high]
        step = _step((self.high - self.low) / TICKS)
        first = math.ceil(self.low / step - 1e-9)
        count = math.floor(self.high / step + 1e-9) - first + 1
        return [(first + number) * step for number in range(count)]


class Mark(Struct, frozen=True):
    """A point of another kind."""

    name: str
    point: Point


class Chart(Struct, frozen=True, kw_only=True):
    title: str
    across: str
    """What the horizontal axis shows, with its unit."""
    up: str
    points: Sequence[Point]
    """All of them; must not be empty."""
    points_name: str
    front: Sequence[Point]
    """Of them the best, from left to right, joined by a line."""
    front_name: str
    numbered: Sequence[Point]
    """Of these some, which get numbers from 1 on."""
    limit: float
    """A vertical line."""
    limit_name: str
    chosen: Point
    chosen_name: str
    marks: Sequence[Mark] = ()

    def svg(self) -> str:
        x, y = self._axes()
        legend = self._legend()
        high = TOP + PLOT + UNDER + ROW * math.ceil(len(legend) / 2) + 8
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" '
            f'font-family="sans-serif" font-size="12" fill="{INK}">',
            f'<rect width="{WIDE}" height="{high}" fill="white"/>',
            _text(WIDE / 2, 24, self.title, size=15),
            *_grid(x, y),
            *self._limit(x, y),
            *(_dot(x.place(a), y.place(b), 3, ALL) for a, b in self.points),
            *self._marks(x, y),
            *self._front(x, y),
            _ring(x.place(self.chosen[0]), y.place(self.chosen[1])),
            *_places(legend),
            "</svg>",
        ]
        return "\n".join(parts) + "\n"

    def _axes(self) -> tuple[Axis, Axis]:
        """The upward one counts in powers where errors differ by far: small ones are what matters."""
        every = [*self.points, *(mark.point for mark in self.marks)]
        lows = [min(column) for column in zip(*every, strict=True)]
        highs = [max(column) for column in zip(*every, strict=True)]
        right = max(highs[0], self.limit if self.limit < 2 * highs[0] else 0) * 1.04
        left = min(lows[0], self.limit if self.limit > lows[0] / 2 else lows[0])
        left = left - 0.08 * (right - left) if left > EMPTY * right else 0.0
        across = Axis(self.across, left, right or 1.0, LEFT, WIDE - RIGHT)
        least = min((up for _, up in every if up > 0), default=1.0)
        if highs[1] > DECADES * least:
            return across, Axis(self.up, least / 1.3, highs[1] * 1.3, TOP + PLOT, TOP, powers=True)
        bottom = 0.0 if lows[1] < 0.5 * highs[1] else lows[1] - 0.1 * (highs[1] - lows[1])
        top = highs[1] + 0.06 * ((highs[1] - bottom) or 1)
        return across, Axis(self.up, bottom, top, TOP + PLOT, TOP)

    def _legend(self) -> list[tuple[str, str]]:
        """(a sign around 0, 0, what it stands for)"""
        line = f'<path d="M-11 0H11" stroke="{BEST}" stroke-width="1.5"/>'
        return [
            (_dot(0, 0, 3, ALL), self.points_name),
            (line + _dot(0, 0, 4, BEST), self.front_name),
            (_dot(0, 0, 4, BEST) + _ring(0, 0, 7), self.chosen_name),
            *(
                (_square(0, 0, OTHERS[number % len(OTHERS)]), mark.name)
                for number, mark in enumerate(self.marks)
            ),
        ]

    def _marks(self, x: Axis, y: Axis) -> Iterator[str]:
        for number, mark in enumerate(self.marks):
            a, b = mark.point
            yield _square(x.place(a), y.place(b), OTHERS[number % len(OTHERS)])

    def _limit(self, x: Axis, y: Axis) -> Iterator[str]:
        if not x.low <= self.limit <= x.high:
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
        yield _line(places, BEST)
        yield from (_dot(a, b, 4, BEST) for a, b in places)
        for number, (a, b) in enumerate(self.numbered, 1):
            place = x.place(a) + 6, y.place(b) - 6
            yield _text(*place, str(number), size=10, anchor="start", colour=BEST)


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
    yield _text((x.start + x.end) / 2, y.start + 38, x.name)
    middle = (y.start + y.end) / 2
    yield f'<g transform="rotate(-90 18 {middle})">{_text(18, middle, y.name)}</g>'


def _step(rough: float) -> float:
    """1, 2 or 5 times a power of ten, at least `rough`."""
    power: float = 10.0 ** math.floor(math.log10(rough))
    return next(power * times for times in (1, 2, 5, 10) if power * times >= rough * (1 - 1e-9))


def _places(legend: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Below the plot, in two columns."""
    for number, (sign, name) in enumerate(legend):
        left = LEFT + 12 + number % 2 * (WIDE - LEFT) / 2
        top = TOP + PLOT + UNDER + 8 + number // 2 * ROW
        yield f'<g transform="translate({left:.0f} {top})">{sign}</g>'
        yield _text(left + 18, top + 4, name, anchor="start")


def _line(places: Sequence[Point], colour: str) -> str:
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>'


def _square(x: float, y: float, colour: str) -> str:
    return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'


def _ring(x: float, y: float, radius: float = 9) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="none" stroke="{LIMIT}" '
        'stroke-width="2"/>'
    )


def _dot(x: float, y: float, radius: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}" fill="{colour}"/>'


def _text(  # noqa: PLR0913, PLR0917 - a word is its place and its looks
    x: float, y: float, words: str, anchor: str = "middle", size: int = 12, colour: str = INK
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">'
        f"{escape(words)}</text>"
    )
