"""Where the power comes from: less on a battery or a weak supply, nothing new on an empty one."""

from __future__ import annotations

from edged.governor.caution import Caution
from edged.governor.moment import Moment
from runtime.profile import Profile

STEADY_S = 10.0
"""Mains must have been there for so long before the box draws at full speed again."""
WEAK_S = 120.0
"""After the last undervoltage: a supply that gave way once will do so again under the same load."""
FULLER = 0.05
"""So much above the low mark a battery must be before the box accepts again."""
RUNTIME_S = 180.0
"""A battery that is said to last less is low, whatever its charge."""


class Supply:
    def __init__(self, profile: Profile) -> None:
        self._power = profile.power
        self._battery_left = 0.0
        """Seconds for which the box still behaves as on battery."""
        self._weak_left = 0.0
        self._low = False

    def observe(self, moment: Moment) -> Caution:
        self._battery_left = max(0.0, self._battery_left - moment.seconds)
        self._weak_left = max(0.0, self._weak_left - moment.seconds)
        on_battery = moment.sample.on_mains is False
        if on_battery:
            self._battery_left = STEADY_S
        if "undervoltage" in moment.sample.throttled:
            self._weak_left = WEAK_S
        self._low = on_battery and self._is_low(moment)
        duty = self._power.battery_duty
        if self._low:
            return Caution(duty=duty, accepting=False, reason="battery_low")
        if self._weak_left > 0:
            return Caution(duty=duty, reason="weak_supply")
        if self._battery_left > 0:
            return Caution(duty=duty, reason="battery")
        return Caution()

    def _is_low(self, moment: Moment) -> bool:
        more = FULLER if self._low else 0.0
        charge = moment.read("battery", 0.0, 1.0)
        runtime = moment.read("battery_runtime", 0.0, 1e7)
        if charge is None and runtime is None:
            return self._low
        empty = charge is not None and charge <= self._power.battery_low + more
        short = runtime is not None and runtime < RUNTIME_S * (1 + 10 * more)
        return empty or short
