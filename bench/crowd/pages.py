"""Figures as a table, and courses as curves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isnan

from bench.crowd.figures import Figures
from bench.crowd.scene import Played
from bench.governor.chart import BLUE, GREEN, ORANGE, Curve, Panel, draw
from bench.table import Row

COLOURS = (BLUE, GREEN, ORANGE)
LINES: tuple[tuple[str, Callable[[Figures], str]], ...] = (
    ("pictures a minute", lambda one: f"{one.a_minute:.1f}"),
    ("of them from a cache", lambda one: f"{one.cached / max(1, one.pictures):.0%}"),
    ("wait p50 / p95 / p99, s", lambda one: f"{one.p50:.1f} / {one.p95:.1f} / {one.p99:.1f}"),
    ("fairness of pictures (Jain)", lambda one: f"{one.fair_pictures:.3f}"),
    ("fairness, all but the greedy one", lambda one: f"{one.fair_others:.3f}"),
    ("fairness of waits (Jain)", lambda one: f"{one.fair_waits:.3f}"),
    ("pictures of the greedy tablet", lambda one: f"{one.greedy_pictures}"),
    ("told to wait (429)", lambda one: f"{one.refusals.get('too_many_waiting', 0)}"),
    ("CPU s a picture", lambda one: f"{one.cpu_s:.3f}"),
    ("server's memory, MB (growth)", lambda one: _memory(one.server_mb, one.server_growth_mb)),
    ("worker's memory, MB (growth)", lambda one: _memory(one.worker_mb, one.worker_growth_mb)),
    ("p99 of what needs no drawing, ms", lambda one: f"{one.quick_p99_ms:.0f}"),
    ("  within 50 ms by the box's clock", lambda one: _share(one.quick_shares.get("all"))),
    ("  tablets' own lateness p99, ms", lambda one: f"{one.lag_p99_ms:.0f}"),
    ("waiting time told at once, error", lambda one: _share(one.eta_first)),
    ("waiting time told later, error", lambda one: _share(one.eta_later)),
    ("load of the machine", lambda one: f"{one.load:.1f}"),
)


def table(found: Sequence[Figures]) -> Iterator[str]:
    """Markdown."""
    yield "| | " + " | ".join(one.name for one in found) + " |"
    yield "|---" * (len(found) + 1) + "|"
    for name, say in LINES:
        yield f"| {name.strip()} | " + " | ".join(say(one) for one in found) + " |"


def rows(full: Figures) -> list[Row]:
    """Of the box as it is, beside what was to be reached."""
    return [
        Row("fairness, all but the greedy", full.fair_others, "", 0.98, at_least=True),
        Row("fairness of waits (Jain)", full.fair_waits, "", 0.98, at_least=True),
        Row("p99 of what needs no drawing", full.quick_p99_ms, "ms", 50),
        Row("waiting time told at once, error", 100 * full.eta_first, "%", 25),
        Row("waiting time told later, error", 100 * full.eta_later, "%", 25),
        Row("daemon's growth", full.server_growth_mb, "MB", 2),
        Row("worker's growth", full.worker_growth_mb, "MB", 5),
    ]


def curves(played: Sequence[Played]) -> str:
    """SVG: who waits, and what the servers hold in memory."""
    waiting = [_curve(one.name, number, one.course.waiting) for number, one in enumerate(played)]
    memory = [
        _curve(one.name, number, _sum(one.course.server_mb, one.course.worker_mb))
        for number, one in enumerate(played)
    ]
    return draw(
        f"A class of {played[0].tablets} tablets",
        [
            _panel("pictures that are waited for", 150, waiting),
            _panel("memory of server and worker, MB", 120, memory),
        ],
    )


def _panel(name: str, high: int, each: list[Curve]) -> Panel:
    top = max((value for curve in each for value in curve.values), default=1.0)
    return Panel(name, high, 0.0, top * 1.05 + 1, tuple(each))


def _curve(name: str, number: int, values: Sequence[float]) -> Curve:
    return Curve(name, COLOURS[number % len(COLOURS)], list(values) or [0.0])


def _sum(first: Sequence[float], second: Sequence[float]) -> list[float]:
    return [one + other for one, other in zip(first, second, strict=False)]


def _memory(megabytes: float, growth: float) -> str:
    return f"{megabytes:.0f} ({growth:+.1f})"


def _share(value: float | None) -> str:
    return "–" if value is None or isnan(value) else f"{value:.1%}"
