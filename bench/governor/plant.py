"""The plant: two masses, a fan with steps, leakage that grows with heat, and hardware that halves its own clock."""

from __future__ import annotations

import math
from random import Random

from bench.governor.machine import Machine

LEAK_C = 35.0
FAN_BACK_C, TRIP_BACK_C = 4.0, 3.0
"""Degrees cooler before the fan steps down, and before the clock comes back."""


class Plant:
    """Starts after an hour of idling in a room of `room` °C."""

    def __init__(self, machine: Machine, room: float) -> None:
        self.machine = machine
        self.clock = 1.0
        self.throttled = False
        self.throttles = 0
        """Times that the hardware began to slow itself down."""
        self.watts = 0.0
        self.load = 1.0
        """Share of the work's full power that the picture in hand takes."""
        self._fan = 0
        self.die = self.case = room
        for _ in range(3600):
            self.step(1.0, room, 0.0)
        self.throttles = 0

    def step(self, seconds: float, room: float, busy: float) -> None:
        """Euler; `busy`: share of this time in which it computed."""
        machine = self.machine
        slow = self.clock**machine.slow_power
        self.watts = machine.idle_w + self.leak() + machine.work_w * self.load * busy * slow
        inward = (self.die - self.case) / machine.die_k
        outward = (self.case - room) / machine.case_k[self._blow()][1]
        self.die += seconds * (self.watts - inward) / machine.die_j
        self.case += seconds * (inward - outward) / machine.case_j
        self._defend()

    def leak(self) -> float:
        """Watts."""
        return self.machine.leak_w * math.exp((self.die - 60) / LEAK_C)

    def most_busy(self, seconds: float, limit: float) -> float:
        """The share of the next `seconds` that brings the die exactly to `limit` °C: what only the plant can know."""
        machine = self.machine
        watts = (limit - self.die) / seconds * machine.die_j + (
            self.die - self.case
        ) / machine.die_k
        spare = watts - machine.idle_w - self.leak()
        return min(1.0, max(0.0, spare / (machine.work_w * self.load)))

    def _blow(self) -> int:
        """The fan's step."""
        steps = self.machine.case_k
        while self._fan + 1 < len(steps) and self.die >= steps[self._fan + 1][0]:
            self._fan += 1
        while self._fan and self.die < steps[self._fan][0] - FAN_BACK_C:
            self._fan -= 1
        return self._fan

    def _defend(self) -> None:
        machine = self.machine
        back = machine.trip_c - TRIP_BACK_C
        if self.die >= machine.trip_c and not self.throttled:
            self.throttled, self.throttles = True, self.throttles + 1
        elif self.die < back:
            self.throttled = False
        if not self.throttled:
            self.clock = 1.0
        elif machine.half_c <= machine.trip_c:
            self.clock = 0.5
        else:
            share = (self.die - back) / (machine.half_c - back)
            self.clock = 1.0 - 0.5 * min(1.0, max(0.0, share))


class Sensor:
    """Late, noisy, in whole degrees."""

    def __init__(self, celsius: float, lag_s: float, chance: Random) -> None:
        self._felt, self._lag_s, self._chance = celsius, lag_s, chance

    def step(self, seconds: float, celsius: float) -> None:
        self._felt += (celsius - self._felt) * min(1.0, seconds / self._lag_s)

    def read(self) -> float:
        return float(round(self._felt + self._chance.gauss(0.0, 0.4)))
