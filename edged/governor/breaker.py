"""Busy: over 80 % utilised for 10 s, whoever causes it, and pictures are 384×384 until it calms."""

from __future__ import annotations

from edged.governor.caution import Caution
from edged.governor.ladder import calm_level, costs
from edged.governor.latch import Latch
from edged.governor.moment import Moment
from edged.sensors.sample import Metric
from runtime.profile import Profile

BUSY, BUSY_S = 0.8, 10.0
CALM = 0.6
"""It calms below this, reckoned as if pictures were of the better rung already."""
CALM_S, LONGEST_CALM_S = 60.0, 900.0
STANDSTILL = 0.05
"""Below this duty the worker's own share says nothing of what it would do."""
SMOOTH_S = 10.0
"""The calm is judged by a mean over about this time: between two pictures every machine is idle."""


class Breaker:
    """Rests that the governor itself orders count as busy: a box that may not work is not one that has nothing to do."""

    def __init__(self, profile: Profile) -> None:
        self._metric: Metric = (
            "gpu_utilisation" if profile.heat.part == "gpu" else "cpu_utilisation"
        )
        self._level = calm_level(profile)
        self._costs = costs(profile)
        self._latch = Latch(rise_s=BUSY_S, fall_s=CALM_S, longest_s=LONGEST_CALM_S)
        self._above = 0.0
        """What the better rung would keep busy, smoothed."""

    def observe(self, moment: Moment) -> Caution:
        if self._level == 0:
            return Caution()
        others, own = self._use(moment)
        wanted = min(1.0, others + _unhindered(own, moment))
        dearer = self._costs[0] / self._costs[moment.level]
        self._smooth(others + (wanted - others) * dearer, moment.seconds)
        on = self._latch.step(
            moment.seconds,
            cause=wanted > BUSY,
            calm=self._above < CALM and moment.demand.waiting == 0,
        )
        return Caution(level=self._level, reason="busy") if on else Caution()

    def _use(self, moment: Moment) -> tuple[float, float]:
        """Utilisation by others and by the box's own worker, 0 to 1. Where no sensor says, the worker's share is all."""
        if (own := moment.share) is None:
            own = moment.duty if moment.demand.drawing else 0.0
        seen = moment.read(self._metric, 0.0, 1.0)
        if seen is None:
            return 0.0, own
        own = min(own, seen)
        return seen - own, own

    def _smooth(self, value: float, seconds: float) -> None:
        self._above += (value - self._above) * min(1.0, seconds / SMOOTH_S)


def _unhindered(own: float, moment: Moment) -> float:
    """What the worker would have used without the rests it was told to take."""
    if moment.duty >= STANDSTILL:
        return own / moment.duty
    return 1.0 if moment.demand.any else 0.0
