"""Down and up the ladder by what the heat leaves to draw with."""

from __future__ import annotations

from edged.governor.ladder import costs
from edged.governor.latch import Latch
from edged.governor.moment import Moment
from runtime.profile import Profile

FLOOR = 0.5
"""Duty below which the first rung is given up; the next ones stand as long as they serve as many pictures as that."""
RISE = 1.5
"""So many times the floor the duty must be before the better rung is tried again."""
DOWN_S, UP_S, LONGEST_UP_S = 45.0, 300.0, 1800.0


class Descent:
    """A cheaper rung cools nothing while people wait; it lets more of them have a picture from the same heat."""

    def __init__(self, profile: Profile) -> None:
        self._floors = [FLOOR * share for share in costs(profile)[:-1]]
        self._latches = [
            Latch(rise_s=DOWN_S, fall_s=UP_S, longest_s=LONGEST_UP_S) for _ in self._floors
        ]

    def step(self, duty: float, moment: Moment) -> int:
        """The level that this duty, which the heat allows, is enough for."""
        level = 0
        for place, (floor, latch) in enumerate(zip(self._floors, self._latches, strict=True), 1):
            if latch.step(moment.seconds, cause=duty < floor, calm=duty > RISE * floor):
                level = place
        return level
