"""Whether the box has nothing better to do, and what it draws then: for nobody yet, and gone when somebody asks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Literal

from edged.cache.asked import Asked
from edged.dreams import Outcome
from edged.health import Health
from edged.pacing import Pacing
from edged.queue import Queue
from edged.studio import Studio
from runtime.messages import Draw

LOOK_S = 1.0
"""Seconds between two looks at whether it may."""
SHARE = 0.5
"""Of the time in which it draws: who draws ahead without a rest makes the machine so busy that children's pictures become
smaller."""
LONGEST_REST_S = 5.0

Hindrance = Literal["", "off", "no_room", "not_ready", "drawing", "held_back", "battery", "quiet"]
"""Why it does not draw ahead now; empty: nothing is in the way."""


class Idleness:
    """It needs a cool box on mains, and nobody who waits."""

    def __init__(
        self, *, queue: Queue, studio: Studio, pacing: Pacing, health: Health, asked: Asked
    ) -> None:
        self._queue, self._studio, self._pacing = queue, studio, pacing
        self._health, self._asked = health, asked
        self._quiet_since = time.monotonic()
        """Monotonic seconds since when nothing is drawn."""

    def hindrance(self, quiet_s: float) -> Hindrance:
        """The first thing that is in the way; `quiet_s`: seconds for which nobody may have wished for anything."""
        now, budget, sample = time.monotonic(), self._pacing.budget, self._pacing.sample
        asked_for = bool(self._queue.waiting or self._queue.drawing)
        if asked_for:
            self._quiet_since = now
        quiet = now - max(self._quiet_since, self._asked.last) >= quiet_s
        found: tuple[tuple[Hindrance, bool], ...] = (
            ("not_ready", sample is None or not self._health.draws),
            ("drawing", asked_for),
            ("battery", sample is not None and sample.on_mains is False),
            ("held_back", bool(budget.level or budget.duty < 1 or budget.reason)),
            ("quiet", not quiet),
        )
        return next((name for name, there in found if there), "")

    async def draw(self, draw: Draw, hindrance: Callable[[], Hindrance]) -> Outcome:
        """Until its end; gives way to pictures at its next step, and soon where `hindrance` is not empty any more."""
        dreamt = await self._studio.dream(draw)
        if dreamt is None:
            await asyncio.sleep(LOOK_S)  # It is changing its task, and will be ready again.
            return "gave way"
        began = time.monotonic()
        while not dreamt.done():
            await asyncio.wait({dreamt}, timeout=LOOK_S)
            if not dreamt.done() and hindrance():
                await self._studio.wake()
        rest_s = (time.monotonic() - began) * (1 / SHARE - 1)
        await asyncio.sleep(min(rest_s, LONGEST_REST_S))
        return dreamt.result()

    async def wake(self) -> None:
        """Ends what is being drawn for nobody."""
        await self._studio.wake()
