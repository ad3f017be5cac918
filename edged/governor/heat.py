"""Heat: holds the target by pausing between steps, then by cheaper rungs, and never by refusing."""

from __future__ import annotations

from edged.governor.ambient import Ambient
from edged.governor.budget import Reason
from edged.governor.caution import Caution
from edged.governor.descent import Descent
from edged.governor.moment import Moment
from edged.governor.thermometer import Thermometer
from edged.governor.thermostat import Thermostat
from edged.sensors.sample import Metric
from runtime.profile import Profile

MARGIN = 1.0
"""Degrees that the limit stays below what the hardware names as its own."""
GAP = 1.5
"""Degrees that the target stays below a limit which the hardware has lowered."""
LOWEST_LIMIT = 50.0
"""A limit below this is a mistake of the sensor; a box in a hot room is warmer than that when it does nothing."""
SURE = 1.0
"""A single reading so much above the limit is no noise."""
TRIM, TRIM_EVERY_S, MOST_TRIM = 2.0, 30.0, 15.0
"""Where the hardware slows itself down all the same, it knows of a hotter place: so many degrees less, so often."""
TRIM_BACK_S = 300.0
"""Seconds after which one degree of it is tried again."""
HELD, FREE = 0.95, 0.995
"""Below this duty the box says that it is hot, until it is above that one for CALM_S."""
CALM_S = 30.0
COLDEST, HOTTEST = -40.0, 150.0


class Heat:
    """Knows no property of the machine: what it needs to know the temperature teaches it."""

    def __init__(self, profile: Profile) -> None:
        gpu = profile.heat.part == "gpu"
        self._metric: Metric = "gpu_temperature" if gpu else "cpu_temperature"
        self._limit_metric: Metric = "gpu_limit" if gpu else "cpu_limit"
        self._heat = profile.heat
        self.ambient = Ambient()
        self._thermometer = Thermometer()
        self._thermostat = Thermostat()
        self._descent = Descent(profile)
        self._trim = 0.0
        self._since_trim = TRIM_EVERY_S
        self._stopped = False
        self._hot = False
        self._cool_s = CALM_S

    def temperature(self, moment: Moment) -> float | None:
        """Degrees Celsius of the part that draws, where a sensor tells a believable one."""
        return moment.read(self._metric, COLDEST, HOTTEST)

    def observe(self, moment: Moment, temperature: float | None) -> Caution:
        """Without a temperature nothing is asked for here: that is Trust's to judge."""
        self._learn_from_hardware(moment)
        if temperature is None:
            return Caution()
        self._thermometer.read(temperature, moment.sample.at)
        target, limit = self._marks(moment)
        self.ambient.observe(moment, self._thermometer.now, target)
        duty = 0.0
        if not self._stop(temperature, target, limit):
            error = target - self._thermometer.soon
            duty = self._thermostat.step(error, moment.seconds, used=_used(moment))
        level = self._descent.step(duty, moment)
        self._name(duty, moment.seconds)
        reason: Reason | None = "hot" if self._hot or level else None
        if self._since_trim < TRIM_EVERY_S:
            reason = "throttled"
        return Caution(level=level, duty=duty, reason=reason)

    def _marks(self, moment: Moment) -> tuple[float, float]:
        """Target and limit in force."""
        limit, target = self._heat.limit_c, self._heat.target_c
        own = moment.read(self._limit_metric, LOWEST_LIMIT + MARGIN, HOTTEST)
        if own is not None and own - MARGIN < limit:
            limit = own - MARGIN
            target = min(target, limit - GAP)
        return target - self._trim, limit - self._trim

    def _learn_from_hardware(self, moment: Moment) -> None:
        self._since_trim += moment.seconds
        if {"thermal", "hardware"} & moment.sample.throttled:
            if self._since_trim >= TRIM_EVERY_S:
                self._trim, self._since_trim = min(MOST_TRIM, self._trim + TRIM), 0.0
        else:
            self._trim = max(0.0, self._trim - moment.seconds / TRIM_BACK_S)

    def _stop(self, temperature: float, target: float, limit: float) -> bool:
        """The last resort: at the limit nothing is drawn until the target is reached again."""
        if self._thermometer.now >= limit or temperature >= limit + SURE:
            self._stopped = True
        elif self._thermometer.now <= target:
            self._stopped = False
        return self._stopped

    def _name(self, duty: float, seconds: float) -> None:
        self._cool_s = self._cool_s + seconds if duty > FREE else 0.0
        if duty < HELD:
            self._hot = True
        elif self._cool_s >= CALM_S:
            self._hot = False


def _used(moment: Moment) -> bool:
    """Whether the worker computed as much as it might, or somebody waits for it."""
    if moment.demand.waiting > 0:
        return True
    if moment.share is None:
        return moment.demand.drawing > 0
    return moment.share > 0.9 * moment.duty
