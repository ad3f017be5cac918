"""Tells the hooks what became of the box: each event once, when it begins."""

from __future__ import annotations

import asyncio

from msgspec import Struct

from edged.box import Box
from edged.health import Health
from edged.hooks.caller import Hooks
from edged.hooks.events import Value, profile_facts
from edged.pacing import Pacing
from edged.queue import Queue
from edged.sensors.sample import Metric

LOOK_S = 1.0
"""Seconds between two looks. Shorter moments are nobody's business: lamps and clocks are slower."""


class Seen(Struct, frozen=True, kw_only=True):
    """How the box was at the last look."""

    profile: str
    ready: bool = False
    drawing: bool = False
    hot: bool = False
    on_battery: bool = False
    battery_low: bool = False
    issues: frozenset[str] = frozenset()


class Herald:
    def __init__(
        self, *, hooks: Hooks, box: Box, health: Health, queue: Queue, pacing: Pacing
    ) -> None:
        self._hooks, self._box, self._health = hooks, box, health
        self._queue, self._pacing = queue, pacing
        self._seen = Seen(profile=box.choice.profile.name)

    async def run(self) -> None:
        """Until it is cancelled."""
        self._hooks.tell("boot", **self._profile())
        while True:
            self.look()
            await asyncio.sleep(LOOK_S)

    def look(self) -> None:
        """Tells what has changed since the last look."""
        before, now = self._seen, self._now()
        self._seen = now
        if now.profile != before.profile:
            self._hooks.tell("profile-changed", **self._profile())
        if now.ready and not before.ready:
            self._hooks.tell("ready", **self._profile())
        if now.drawing != before.drawing:
            self._hooks.tell("drawing" if now.drawing else "idle")
        self._look_at_heat(before, now)
        self._look_at_supply(before, now)
        for issue in self._health.issues("en"):
            if issue.code not in before.issues:
                self._hooks.tell("issue", code=issue.code, text=issue.text[:1000])

    def _look_at_heat(self, before: Seen, now: Seen) -> None:
        if now.hot == before.hot:
            return
        heat = self._box.choice.profile.heat
        part: Metric = "gpu_temperature" if heat.part == "gpu" else "cpu_temperature"
        felt = self._felt(part)
        if now.hot:
            self._hooks.tell("hot", temperature_c=felt, limit_c=heat.limit_c)
        else:
            self._hooks.tell("cool", temperature_c=felt)

    def _look_at_supply(self, before: Seen, now: Seen) -> None:
        battery = self._felt("battery")
        if now.on_battery != before.on_battery:
            self._hooks.tell("on-battery" if now.on_battery else "on-mains", battery=battery)
        if now.battery_low and not before.battery_low:
            left = self._felt("battery_runtime")
            self._hooks.tell("battery-low", battery=battery, runtime_s=left)

    def _now(self) -> Seen:
        sample, budget = self._pacing.sample, self._pacing.budget
        return Seen(
            profile=self._box.choice.profile.name,
            ready=self._health.warm,
            drawing=self._queue.drawing > 0,
            hot=self._health.hot,
            on_battery=sample is not None and sample.on_mains is False,
            battery_low=budget.reason == "battery_low",
            issues=frozenset(issue.code for issue in self._health.issues("en")),
        )

    def _felt(self, metric: Metric) -> float | None:
        return self._pacing.sample.get(metric) if self._pacing.sample else None

    def _profile(self) -> dict[str, Value | list[Value]]:
        return profile_facts(self._box.choice.profile)
