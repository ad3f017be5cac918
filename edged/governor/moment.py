"""One look at machine and queue, as every concern gets it."""

from __future__ import annotations

import math

from msgspec import Struct

from edged.governor.demand import Demand
from edged.sensors.sample import Measured, Metric, Sample

LONGEST_S = 5.0
"""Most that the time between two looks counts for: what happened in a longer gap, nobody saw."""
STALE_S = 10.0
"""A reading older than this is none."""


class Moment(Struct, frozen=True, kw_only=True):
    sample: Sample
    demand: Demand
    seconds: float
    """Since the look before, at most LONGEST_S; 0 at the first one and where time ran backwards."""
    share: float | None
    """Of that time the worker computed so much, 0 to 1; None: unknown."""
    duty: float
    """What was allowed in that time."""
    level: int
    """The rung in force in that time."""

    def read(self, metric: Metric, low: float, high: float) -> float | None:
        """Its value, where it is there, fresh, and a number from `low` to `high`."""
        found: Measured | None = getattr(self.sample, metric)
        if found is None or found.age(self.sample.at) > STALE_S:
            return None
        return found.value if math.isfinite(found.value) and low <= found.value <= high else None


def moment(
    sample: Sample, demand: Demand, *, before: float | None, duty: float, level: int
) -> Moment:
    """`before`: monotonic seconds of the look before, None at the first one."""
    passed = max(0.0, sample.at - before) if before is not None else 0.0
    share = None
    if demand.computed_s is not None and math.isfinite(demand.computed_s) and passed > 0:
        share = min(1.0, max(0.0, demand.computed_s / passed))
    return Moment(
        sample=sample,
        demand=demand,
        seconds=min(passed, LONGEST_S),
        share=share,
        duty=duty,
        level=level,
    )
