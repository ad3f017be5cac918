"""What tablets saw: each picture's way, and how long every other answer took."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Asked:
    """A picture that a server accepted. Seconds by the tablet's clock."""

    tablet: int
    at: float
    """When the button was pressed."""
    told: list[tuple[float, float]] = field(default_factory=list)
    """(when, waiting time that was told): the first at its acceptance."""
    preview: float | None = None
    """When the first one came."""
    ended: float | None = None
    """When its end was told."""
    shown: float | None = None
    """When its last byte was there."""
    image: str = ""
    """Its address."""
    size: str = ""
    cached: bool = False

    @property
    def wait(self) -> float | None:
        """Seconds from the press to the picture; None: it has not come."""
        return None if self.shown is None else self.shown - self.at


@dataclass
class Notes:
    """Of one scene with one server."""

    pictures: list[Asked] = field(default_factory=list)
    answers: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Route -> seconds of each answer that needs no drawing."""
    refusals: Counter[str] = field(default_factory=Counter)
    """Code of the error -> how often; `gone`: no answer at all."""

    def waits(self, tablets: Iterable[int] | None = None) -> list[float]:
        """Of these tablets' pictures that came, or of everybody's."""
        wanted = None if tablets is None else set(tablets)
        chosen = [one for one in self.pictures if wanted is None or one.tablet in wanted]
        return [one.wait for one in chosen if one.wait is not None]

    def previews(self) -> list[float]:
        """Seconds from the press to the first preview."""
        return [one.preview - one.at for one in self.pictures if one.preview is not None]

    def quick(self) -> list[float]:
        """Seconds of all answers that need no drawing."""
        return [seconds for route in self.answers.values() for seconds in route]

    def came(self, until: float) -> list[Asked]:
        return [one for one in self.pictures if one.shown is not None and one.shown <= until]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all do not exceed; NaN of nothing."""
    ordered = sorted(values)
    if not ordered:
        return float("nan")
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def jain(values: Sequence[float]) -> float:
    """Jain's fairness index, 1/n to 1: 1 where all are the same. NaN of nothing."""
    squares = sum(value * value for value in values)
    return sum(values) ** 2 / (len(values) * squares) if squares else float("nan")


def eta_errors(pictures: Iterable[Asked], *, first: bool) -> list[float]:
    """|told - real| / real of the waiting times told at acceptance, or of all those told later."""
    errors = []
    for one in pictures:
        if one.ended is None:
            continue
        for number, (when, eta) in enumerate(one.told):
            real = one.ended - when
            if (number == 0) == first and real > 0:
                errors.append(abs(eta - real) / real)
    return errors


def middle(values: Sequence[float]) -> float:
    """Median; NaN of nothing."""
    return median(values) if values else float("nan")
