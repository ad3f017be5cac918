"""Which numbers nobody should believe."""

from __future__ import annotations

from edged.sensors.frozen import Frozen
from edged.sensors.reading import FOUND_LIMIT, Reading, Why
from edged.sensors.sample import Measured, Metric, Rejected

FRESH_S = 10.0
"""Seconds after which a reading is none any more: whoever gave it hangs."""
WEEK_S = 7 * 24 * 3600.0

RANGES: dict[Metric, tuple[float, float]] = {
    "cpu_temperature": (-40.0, 125.0),
    "gpu_temperature": (-40.0, 125.0),
    "board_temperature": (-40.0, 125.0),
    "cpu_limit": (40.0, 130.0),
    "gpu_limit": (40.0, 130.0),
    "power": (0.05, 5000.0),
    "gpu_power": (0.2, 2000.0),
    "gpu_power_limit": (1.0, 2000.0),
    "cpu_utilisation": (0.0, 1.0),
    "gpu_utilisation": (0.0, 1.0),
    "cpu_clock": (10.0, 10_000.0),
    "gpu_clock": (1.0, 10_000.0),
    "memory_free": (0.0, 16e6),
    "memory_total": (16.0, 16e6),
    "memory_pressure": (0.0, 1.0),
    "gpu_memory_free": (0.0, 4e6),
    "gpu_memory_total": (128.0, 4e6),
    "battery": (0.0, 1.0),
    "battery_runtime": (0.0, WEEK_S),
}
"""Lowest and highest that a machine in a room can have, in the units of Sample."""
NEVER_ZERO: frozenset[Metric] = frozenset(
    {"cpu_temperature", "gpu_temperature", "board_temperature"}
)
"""Exactly 0.0 °C is what a block without power answers, and a library that has no answer."""
FULL_WORDS = frozenset(str(2**bits - 1) for bits in (15, 16, 31, 32, 63, 64))
"""All bits set: what a bus reads where nobody answers. 65535 would pass for 65.5 °C."""


class Check:
    """Judges reading after reading; remembers only what tells a frozen sensor from a steady one."""

    def __init__(self) -> None:
        self._frozen = Frozen()

    def judge(
        self, reading: Reading, *, at: float, now: float, load: float | None
    ) -> Measured | Rejected:
        """`load`: 0 to 1, of the part whose temperature this is; None: unknown, or it has none."""
        why = reading.why or _why(reading)
        if why is None and reading.metric in NEVER_ZERO and reading.value is not None:
            stuck = self._frozen.observe(reading.source, reading.value, load, at)
            why = "stale" if stuck else None
        if why is None and now - at > FRESH_S:
            return rejected(reading, "stale", f"{now - at:.0f} s old")
        if why is not None or reading.value is None:
            return rejected(reading, why or "unreadable")
        return Measured(value=reading.value, at=at, source=reading.source)


def rejected(reading: Reading, why: Why, found: str | None = None) -> Rejected:
    said = reading.found if found is None else found
    return Rejected(metric=reading.metric, source=reading.source, found=said[:FOUND_LIMIT], why=why)


def _why(reading: Reading) -> Why | None:
    if reading.value is None:
        return "not_a_number" if reading.found else "unreadable"
    low, high = RANGES[reading.metric]
    zero = reading.metric in NEVER_ZERO and reading.value == 0
    # NaN is in no range.
    inside = low <= reading.value <= high
    return None if inside and not zero and reading.found not in FULL_WORDS else "out_of_range"
