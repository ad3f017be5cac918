"""Whether the box still feels its own temperature, and what it dares while it does not."""

from __future__ import annotations

from edged.governor.caution import Caution
from edged.governor.ladder import calm_level
from edged.governor.moment import Moment
from runtime.profile import Profile

LOST_S = 10.0
"""So long a temperature may be missing before it counts as lost."""
BACK_S = 30.0
"""So long it must be there again before it is trusted."""
SAFE_DUTY, LEAST_DUTY = 0.5, 0.1
"""While lost: at most the first, or what was allowed last where that was less, yet never less than the second."""
GRACE_DUTY = 0.95
"""Before that it goes on as it did, and never at full power."""
BLIND_S = 300.0
"""About as long as a small machine needs to get warm through and through."""
BLIND_FREE, BLIND_STEEP = 0.7, 2.0
"""Work beyond this share of the last BLIND_S costs rest; drawing without end settles at a duty of 0.8."""
BLIND_THROTTLED = 0.5
"""Where the hardware says that it slows itself down."""


class Trust:
    """Lost: a safe rung and half the time. Never had one (a virtual machine): full speed, but not without end."""

    def __init__(self, profile: Profile) -> None:
        self._level = calm_level(profile)
        self._had = False
        self._missing_s = 0.0
        self._back_s = 0.0
        self._lost = False
        self._held = 1.0
        """The duty that was allowed when the temperature went missing."""
        self._load = 0.0
        """Mean share of the time in which the worker computed."""

    def observe(self, moment: Moment, temperature: float | None) -> Caution:
        if temperature is not None and not self._lost:
            self._held = moment.duty
        self._count(moment.seconds, there=temperature is not None)
        self._weigh(moment)
        if self._lost:
            duty = max(LEAST_DUTY, min(SAFE_DUTY, self._held))
            return Caution(level=self._level, duty=duty, reason="sensors")
        if self._missing_s > 0 and self._had:
            return Caution(duty=min(self._held, GRACE_DUTY))
        return Caution() if self._had else self._blind(moment)

    def _count(self, seconds: float, *, there: bool) -> None:
        self._had = self._had or there
        self._missing_s = 0.0 if there else self._missing_s + max(seconds, 1e-3)
        self._back_s = self._back_s + seconds if there else 0.0
        if self._had and self._missing_s >= LOST_S:
            self._lost = True
        elif self._back_s >= BACK_S:
            self._lost = False

    def _weigh(self, moment: Moment) -> None:
        share = moment.share
        if share is None:
            share = moment.duty if moment.demand.drawing else 0.0
        self._load += (share - self._load) * min(1.0, moment.seconds / BLIND_S)

    def _blind(self, moment: Moment) -> Caution:
        duty = min(1.0, 1.0 - BLIND_STEEP * (self._load - BLIND_FREE))
        if {"thermal", "hardware"} & moment.sample.throttled:
            duty = min(duty, BLIND_THROTTLED)
        return Caution(duty=duty, reason="sensors") if duty < 1 else Caution()
