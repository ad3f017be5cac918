"""How the machine felt at one moment: every metric is optional, carries its age, and says where it came from."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Metric = Literal[
    "cpu_temperature",
    "gpu_temperature",
    "board_temperature",
    "cpu_limit",
    "gpu_limit",
    "power",
    "gpu_power",
    "gpu_power_limit",
    "cpu_utilisation",
    "gpu_utilisation",
    "cpu_clock",
    "gpu_clock",
    "memory_free",
    "memory_total",
    "memory_pressure",
    "gpu_memory_free",
    "gpu_memory_total",
    "battery",
    "battery_runtime",
]
"""Units stand at the fields of Sample."""

Throttle = Literal["thermal", "power", "undervoltage", "hardware"]
"""Why the hardware itself is slower than it could be."""


class Measured(Struct, frozen=True):
    """One number that a sensor gave."""

    value: float
    at: float
    """Monotonic seconds of its reading."""
    source: str
    """The file, or the call, it came from."""

    def age(self, now: float) -> float:
        """Seconds."""
        return max(0.0, now - self.at)


class Rejected(Struct, frozen=True):
    """One number that nobody should believe."""

    metric: Metric
    source: str
    found: str
    """What the sensor said, cut to 80 characters."""
    why: Literal["unreadable", "not_a_number", "out_of_range", "stale"]


class Sample(Struct, frozen=True, kw_only=True):
    """Nothing here is certain to be there: a virtual machine has no sensor at all."""

    at: float
    """Monotonic seconds."""
    cpu_temperature: Measured | None = None
    """Degrees Celsius, of the hottest part of the processor."""
    gpu_temperature: Measured | None = None
    board_temperature: Measured | None = None
    """Degrees Celsius, of anything else that is watched: the module's junction, memory, the supply."""
    cpu_limit: Measured | None = None
    """Degrees Celsius at which the hardware begins to slow itself down."""
    gpu_limit: Measured | None = None
    power: Measured | None = None
    """Watts of the whole machine, or of as much of it as a sensor sees."""
    gpu_power: Measured | None = None
    gpu_power_limit: Measured | None = None
    cpu_utilisation: Measured | None = None
    """0 to 1, over the time since the Sample before."""
    gpu_utilisation: Measured | None = None
    cpu_clock: Measured | None = None
    """Megahertz."""
    gpu_clock: Measured | None = None
    memory_free: Measured | None = None
    """Megabytes (1024²) that can be had without swapping."""
    memory_total: Measured | None = None
    memory_pressure: Measured | None = None
    """Share of the last 10 s in which something waited for memory, 0 to 1."""
    gpu_memory_free: Measured | None = None
    """Megabytes of the card. Where card and processor share memory this is absent: memory_free counts."""
    gpu_memory_total: Measured | None = None
    battery: Measured | None = None
    """0 to 1; of the emptiest one."""
    battery_runtime: Measured | None = None
    """Seconds it is said to last."""
    on_mains: bool | None = None
    """None: nobody knows, which is taken for yes."""
    throttled: frozenset[Throttle] = frozenset()
    """What the hardware does at this moment, whatever it did before."""
    rejected: tuple[Rejected, ...] = ()

    def get(self, metric: Metric) -> float | None:
        """Its value, where there is one."""
        found: Measured | None = getattr(self, metric)
        return found.value if found else None
