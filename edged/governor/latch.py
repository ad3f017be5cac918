"""A switch that does not flap: slow to go on, slower to go off, and slower still where it came on again too soon."""

from __future__ import annotations


class Latch:
    """On once its cause has lasted `rise_s`; off once the calm has lasted `fall_s`, doubled with every relapse."""

    def __init__(self, *, rise_s: float, fall_s: float, longest_s: float) -> None:
        self.on = False
        self._rise_s, self._shortest_s, self._longest_s = rise_s, fall_s, longest_s
        self._fall_s = fall_s
        self._lasted = 0.0
        """Seconds without a break: of the cause while off, of the calm while on."""
        self._since_off: float | None = None
        """Seconds; None: it never went off."""

    def step(self, seconds: float, *, cause: bool, calm: bool) -> bool:
        """Whether it is on, `seconds` after the step before."""
        if self._since_off is not None:
            self._since_off += seconds
        self._lasted = self._lasted + seconds if (calm if self.on else cause) else 0.0
        if self.on and self._lasted >= self._fall_s:
            self._turn(on=False)
            self._since_off = 0.0
        elif not self.on and self._lasted >= self._rise_s:
            self._learn()
            self._turn(on=True)
        return self.on

    def _turn(self, *, on: bool) -> None:
        self.on, self._lasted = on, 0.0

    def _learn(self) -> None:
        """Twice as patient after a relapse; as at first after a peace of `longest_s`."""
        if self._since_off is None or self._since_off > self._longest_s:
            self._fall_s = self._shortest_s
        else:
            self._fall_s = min(2 * self._fall_s, self._longest_s)
