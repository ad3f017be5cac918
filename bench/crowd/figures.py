"""What came of a lesson, in numbers."""

from __future__ import annotations

import re
from collections import Counter
from statistics import mean

from msgspec import Struct

from bench.crowd.notes import eta_errors, jain, middle, percentile
from bench.crowd.scene import Played
from bench.crowd.watch import growth_mb

QUICK_S = 0.05
"""Within which everything that needs no drawing should be answered."""
BUCKET = re.compile(
    r'^edged_http_seconds_bucket\{le="(?P<limit>[^"]+)",method="(?P<method>[^"]+)",'
    r'route="(?P<route>[^"]+)".*\} (?P<count>\S+)$',
    re.MULTILINE,
)


class Figures(Struct, frozen=True, kw_only=True):
    name: str
    pictures: int
    """That came in time."""
    cached: int
    a_minute: float
    p50: float
    """Seconds from the press to the picture, of all but the greedy tablet; so are the next two."""
    p95: float
    p99: float
    greedy_pictures: int
    fair_pictures: float
    """Jain's index of the pictures that each tablet got, the greedy one included."""
    fair_others: float
    """The same without the greedy one."""
    fair_waits: float
    """Jain's index of the tablets' mean waits for drawn pictures, without the greedy one, which has two waiting at once."""
    cpu_s: float
    """Of a picture, server and worker."""
    server_mb: float
    """At the end."""
    server_growth_mb: float
    worker_mb: float
    worker_growth_mb: float
    quick_p99_ms: float
    """Of everything that needs no drawing, at the tablets."""
    quick_routes_ms: dict[str, float]
    """The same of each route."""
    quick_shares: dict[str, float]
    """Of each route's answers, and of `all`: within 50 ms by the server's own clock; empty: it keeps none."""
    lag_p99_ms: float
    """That the tablets' own process was late."""
    eta_first: float
    """Median error of waiting times told at acceptance, as a share of the real ones; NaN where none is told."""
    eta_later: float
    refusals: dict[str, int]
    unfinished: int
    load: float
    """Mean of the machine's."""


def figures(played: Played, quick_shares: dict[str, float]) -> Figures:
    notes, course = played.notes, played.course
    came = notes.came(played.end)
    pupils = [number for number in range(played.tablets) if number != played.greedy]
    got = Counter(one.tablet for one in came)
    waits = notes.waits(pupils)
    drawn = [
        [one.wait for one in came if one.tablet == number and one.wait and not one.cached]
        for number in pupils
    ]
    return Figures(
        name=played.name,
        pictures=len(came),
        cached=sum(one.cached for one in came),
        a_minute=len(came) / (played.end - played.began) * 60,
        p50=percentile(waits, 0.5),
        p95=percentile(waits, 0.95),
        p99=percentile(waits, 0.99),
        greedy_pictures=got[played.greedy] if played.greedy is not None else 0,
        fair_pictures=jain([float(got[number]) for number in range(played.tablets)]),
        fair_others=jain([float(got[number]) for number in pupils]),
        fair_waits=jain([mean(one) for one in drawn if one]),
        cpu_s=played.spent.all / max(1, len(came)),
        server_mb=_last(course.server_mb),
        server_growth_mb=growth_mb(course.server_mb),
        worker_mb=_last(course.worker_mb),
        worker_growth_mb=growth_mb(course.worker_mb),
        quick_p99_ms=percentile(notes.quick(), 0.99) * 1000,
        quick_routes_ms={
            route: percentile(seconds, 0.99) * 1000 for route, seconds in notes.answers.items()
        },
        quick_shares=quick_shares,
        lag_p99_ms=percentile(course.lag_ms, 0.99),
        eta_first=middle(eta_errors(notes.pictures, first=True)),
        eta_later=middle(eta_errors(notes.pictures, first=False)),
        refusals=dict(notes.refusals),
        unfinished=played.unfinished,
        load=mean(course.load or [0.0]),
    )


def within(metrics: str, seconds: float = QUICK_S) -> dict[str, float]:
    """Share of each route's answers that were given within `seconds`, and of `all`, by the box's /metrics; empty without."""
    every: Counter[str] = Counter()
    quick: Counter[str] = Counter()
    for found in BUCKET.finditer(metrics):
        for route in (f"{found['method']} {found['route']}", "all"):
            every[route] += int(float(found["count"])) if found["limit"] == "+Inf" else 0
            quick[route] += int(float(found["count"])) if found["limit"] == f"{seconds:g}" else 0
    return {route: quick[route] / count for route, count in every.items()}


def _last(course: list[float]) -> float:
    return course[-1] if course else 0.0
