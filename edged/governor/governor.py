"""Samples and the queue go in, a Budget comes out: the most cautious of every concern wins."""

from __future__ import annotations

from edged.governor.ambient import Warmth
from edged.governor.breaker import Breaker
from edged.governor.budget import Budget
from edged.governor.caution import Caution
from edged.governor.demand import Demand
from edged.governor.heat import Heat
from edged.governor.memory import Memory
from edged.governor.moment import Moment, moment
from edged.governor.supply import Supply
from edged.governor.trust import Trust
from edged.sensors.sample import Sample
from runtime.profile import Profile

DIGITS = 2
"""Duties are told in hundredths: less is not worth a message to the worker."""


class Governor:
    """Reads no clock and touches nothing: time is what the samples say it is."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._heat, self._trust = Heat(profile), Trust(profile)
        self._breaker, self._supply = Breaker(profile), Supply(profile)
        self._memory = Memory(profile)
        self._before: float | None = None
        self._budget = self._combine([Caution()])

    @property
    def budget(self) -> Budget:
        """The one in force; before the first sample the profile's best."""
        return self._budget

    @property
    def warmth(self) -> Warmth | None:
        """What something else than drawing has heated the machine to."""
        return self._heat.ambient.found

    def observe(self, sample: Sample, demand: Demand) -> Budget:
        """To be called about once a second; longer and uneven gaps do no harm."""
        now = moment(
            sample,
            demand,
            before=self._before,
            duty=self._budget.duty,
            level=self._budget.level,
        )
        self._before = sample.at
        self._budget = self._combine(self._cautions(now))
        return self._budget

    def _cautions(self, now: Moment) -> list[Caution]:
        """Where two weigh the same, the earlier one is told."""
        temperature = self._heat.temperature(now)
        return [
            self._supply.observe(now),
            self._trust.observe(now, temperature),
            self._heat.observe(now, temperature),
            self._memory.observe(now),
            self._breaker.observe(now),
        ]

    def _combine(self, cautions: list[Caution]) -> Budget:
        deepest = max(cautions, key=lambda caution: caution.level)
        level = deepest.level
        rung = self._profile.ladder[level]
        most = rung.batch or self._profile.batch
        told = [caution for caution in cautions if caution.reason]
        return Budget(
            level=level,
            rung=rung,
            batch=min([most, *(caution.batch for caution in cautions if caution.batch)]),
            duty=round(min(caution.duty for caution in cautions), DIGITS),
            accepting=all(caution.accepting for caution in cautions),
            reason=max(told, key=lambda caution: caution.weight).reason if told else None,
            lowered=deepest.reason if level else None,
        )
