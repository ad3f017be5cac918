"""What the governor allows, carried out: how fast the worker draws, how large pictures become, and whether new ones are taken."""

from __future__ import annotations

import asyncio
import logging

from edged.box import Box
from edged.easel import Fitted
from edged.errors import TooWarm
from edged.governor.ambient import Warmth
from edged.governor.budget import Budget, Reason
from edged.governor.demand import Demand
from edged.governor.governor import Governor
from edged.governor.words import WORDS
from edged.health import Health
from edged.pictures import Job, area
from edged.queue import Queue
from edged.refusals import BatteryLow
from edged.sensors.sample import Sample
from edged.studio import Studio
from edged.tuning import OWNER, Tuning
from runtime.messages import Pace
from runtime.pack import Manifest
from runtime.profile import Profile

log = logging.getLogger(__name__)

WARM: frozenset[Reason] = frozenset({"hot", "throttled"})
"""Reasons for which the box calls itself hot."""


class Pacing:
    """`sampled` takes what the sensors say; `run` passes on what follows from it."""

    def __init__(
        self, *, box: Box, queue: Queue, studio: Studio, health: Health, tuning: Tuning
    ) -> None:
        self._box, self._queue, self._studio = box, queue, studio
        self._health, self._tuning = health, tuning
        self.sample: Sample | None = None
        """The last one."""
        self._busy = 0.0
        """The studio's `busy_s` at the last sample."""
        self._warmth: Warmth | None = None
        """What the Issue tells at present."""
        self._stirred = asyncio.Event()
        self._profile = self.profile
        self._governor = Governor(self._profile)

    @property
    def profile(self) -> Profile:
        """The present one, beginning at the rung that this machine was found fast enough for."""
        profile, tuned = self._box.choice.profile, self._tuning.valid
        return profile.beginning_at(tuned.standard) if tuned else profile

    @property
    def budget(self) -> Budget:
        return self._governor.budget

    async def sampled(self, sample: Sample) -> None:
        """One look at the machine. Another profile than at the last one begins with a new governor."""
        self.sample = sample
        if self.profile != self._profile:
            self._profile = self.profile
            self._governor = Governor(self._profile)
        before = self.budget
        demand = self._demand(before)
        after = self._governor.observe(sample, demand)
        self._tell(self._governor.warmth)
        if after != before:
            _say(before, after)
            self._stirred.set()

    def _tell(self, warmth: Warmth | None) -> None:
        """An Issue where the box rests without end because something else heats it."""
        if warmth == self._warmth:
            return
        self._warmth = warmth
        if warmth is None:
            self._health.clear(TooWarm.code)
        else:
            self._health.note(TooWarm(celsius=warmth.celsius, target_c=warmth.target_c))

    def _demand(self, budget: Budget) -> Demand:
        busy = self._studio.busy_s
        worked = (busy - self._busy) * budget.duty
        self._busy = busy
        drawing = self._queue.drawing + self._studio.dreaming
        return Demand(waiting=self._queue.waiting, drawing=drawing, computed_s=worked)

    async def run(self) -> None:
        """Until it is cancelled."""
        while True:
            budget = self.budget
            await self._studio.pace(Pace(batch=budget.batch, duty=budget.duty))
            self._studio.press(budget.reason == "memory")
            self._health.set_hot(budget.reason in WARM)
            await self._stirred.wait()
            self._stirred.clear()

    def check(self) -> None:
        """Raises BatteryLow where nothing new is taken."""
        if not self.budget.accepting:
            raise BatteryLow

    def fit(self, job: Job, decoding: bool) -> Fitted:
        """What this picture gets if it is begun now: never more than it asked for, nor than the budget's rung.

        Pictures that measure the machine are drawn as asked; so are those of which only the decoding is left, which costs
        less than the smallest drawing.
        """
        budget, pack = self.budget, self._box.pack
        if pack is None:
            return Fitted(size=job.size, steps=job.steps)
        manifest = pack.manifest
        asked = _possible(job, manifest)
        if budget.level == 0 or decoding or job.owner == OWNER or job.caption is None:
            return asked
        smaller = budget.rung.size in manifest.sizes and area(budget.rung.size) < area(asked.size)
        size = budget.rung.size if smaller else asked.size
        steps = min(asked.steps, budget.rung.steps_for(job.caption, manifest.steps))
        less = (size, steps) != (asked.size, asked.steps)
        return Fitted(size=size, steps=steps, reason=budget.lowered if less else asked.reason)

    def tighten(self, fitted: Fitted) -> Fitted:
        """The next smaller size of the pack, for what memory was too small for; the same where there is none."""
        pack = self._box.pack
        sizes = pack.manifest.sizes if pack else ()
        smaller = [each for each in sizes if area(each) < area(fitted.size)]
        if not smaller:
            return fitted
        return Fitted(size=max(smaller, key=area), steps=fitted.steps, reason="out_of_memory")


def _possible(job: Job, manifest: Manifest) -> Fitted:
    """What was asked for, or what comes nearest where the box has another pack since."""
    size, least, most = job.size, manifest.steps.min, manifest.steps.max
    if size not in manifest.sizes:
        size = min(manifest.sizes, key=lambda each: abs(area(each) - area(job.size)))
    steps = min(max(job.steps, least), most)
    other = (size, steps) != (job.size, job.steps)
    return Fitted(size=size, steps=steps, reason="other_pack" if other else None)


def _say(before: Budget, after: Budget) -> None:
    """In the log, where rung or reason changed: the duty moves all the time."""
    if (before.level, before.reason) != (after.level, after.reason):
        why = WORDS[after.reason][0] if after.reason else "nothing is held back"
        log.info("%s, %d steps: %s", after.rung.size, after.rung.steps, why)
