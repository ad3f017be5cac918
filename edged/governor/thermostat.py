"""Holds a temperature by the share of the time in which the worker computes, knowing nothing of the machine."""

from __future__ import annotations

STRONG, STRONGER = 0.06, 0.1
"""Duty per degree below the target, and above it. Full power heats a box by 40 to 80 degrees in the end, and by
5 to 12 within seconds; with these the first is held to within a degree, and the second cannot swing up."""
LEARN = STRONG / 60
"""Duty per degree and second: what the proportional part has to add for a minute is learnt."""
HIGHEST, START = 0.8, 0.5
"""Of what is learnt. The proportional part adds the rest well below the target; more would only overshoot it."""
FORGET_S = 900.0
"""A box that has long had nothing to do has cooled through and through."""


class Thermostat:
    """Proportional and integral; the integral stands still where the duty is at an end, or where nobody uses it."""

    def __init__(self) -> None:
        self._learnt = START

    def step(self, error: float, seconds: float, *, used: bool) -> float:
        """The duty, 0 to 1. `error`: degrees below the target; `used`: whether the last duty was what held work back."""
        duty = self._learnt + error * (STRONG if error > 0 else STRONGER)
        if error < 0 or (used and duty < 1):
            if duty > 0 or error > 0:
                self._learnt += LEARN * error * seconds
        elif not used:
            self._learnt += (HIGHEST - self._learnt) * min(1.0, seconds / FORGET_S)
        self._learnt = min(HIGHEST, max(0.0, self._learnt))
        return min(1.0, max(0.0, duty))
