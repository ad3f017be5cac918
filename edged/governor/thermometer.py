"""One temperature out of coarse, noisy, late readings: where it is, and where it will be in a moment."""

from __future__ import annotations

from collections import deque

SMOOTH_S = 2.0
"""Sensors tell whole degrees; between two of them lies a mean over about this time."""
WINDOW_S = 12.0
"""The slope is that of a straight line through so many seconds of readings."""
AHEAD_S = 5.0
"""A rise is acted on so much before it arrives: about what sensor, chip and worker need to answer."""
MOST_AHEAD = 1.0
"""Degrees; a chip that starts to work jumps within seconds, and this jump says nothing of how it goes on."""
FORGET_S = 30.0
"""After a longer gap what was before counts no more."""


class Thermometer:
    """`now` and `soon` are degrees Celsius once `read` was called."""

    def __init__(self) -> None:
        self.now = self.soon = 0.0
        self._readings: deque[tuple[float, float]] = deque()

    def read(self, celsius: float, at: float) -> None:
        """A reading taken at monotonic seconds `at`. One that is not newer than the last begins anew."""
        if not self._readings or not 0 <= at - self._readings[-1][0] <= FORGET_S:
            self._readings.clear()
            self.now = celsius
        elif (passed := at - self._readings[-1][0]) > 0:
            self.now += (celsius - self.now) * min(1.0, passed / SMOOTH_S)
        else:
            return
        self._readings.append((at, celsius))
        while at - self._readings[0][0] > WINDOW_S:
            self._readings.popleft()
        self.soon = self.now + max(-MOST_AHEAD, min(MOST_AHEAD, AHEAD_S * self._slope()))

    def _slope(self) -> float:
        """Degrees per second."""
        count = len(self._readings)
        if count < 5:
            return 0.0
        middle = sum(at for at, _ in self._readings) / count
        mean = sum(celsius for _, celsius in self._readings) / count
        spread = sum((at - middle) ** 2 for at, _ in self._readings)
        return sum((at - middle) * (celsius - mean) for at, celsius in self._readings) / spread
