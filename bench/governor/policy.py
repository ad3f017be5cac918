"""What may decide how fast and how well is drawn: nothing, a plain rule, the governor, and one that knows the plant."""

from __future__ import annotations

from typing import Protocol

from bench.governor.plant import Plant
from edged.governor.demand import Demand
from edged.governor.governor import Governor
from edged.sensors.sample import Measured, Sample
from runtime.profile import Heat, Profile


class Policy(Protocol):
    level: int

    def observe(self, sample: Sample, demand: Demand) -> None:
        """Once a second."""

    def duty(self, plant: Plant, seconds: float) -> float:
        """For the next moment. Only the oracle looks at the plant."""


class Free:
    """No governor: full speed, best pictures; the hardware defends itself."""

    level = 0

    def observe(self, sample: Sample, demand: Demand) -> None:
        pass

    def duty(self, plant: Plant, seconds: float) -> float:
        return 1.0


class OnOff:
    """Stops at the target and goes on when it is 8 degrees cooler."""

    level = 0

    def __init__(self, heat: Heat) -> None:
        self._heat = heat
        self._on = True

    def observe(self, sample: Sample, demand: Demand) -> None:
        temperature = sample.get("gpu_temperature") or sample.get("cpu_temperature") or 0.0
        if temperature >= self._heat.target_c:
            self._on = False
        elif temperature <= self._heat.target_c - 8:
            self._on = True

    def duty(self, plant: Plant, seconds: float) -> float:
        return 1.0 if self._on else 0.0


class Ours:
    def __init__(self, profile: Profile) -> None:
        self.governor = Governor(profile)
        self.level = 0

    def observe(self, sample: Sample, demand: Demand) -> None:
        self.level = self.governor.observe(sample, demand).level

    def duty(self, plant: Plant, seconds: float) -> float:
        return self.governor.budget.duty


class Oracle:
    """Reads the die itself and all of the plant's numbers: draws so much that the die is at the limit and never above."""

    def __init__(self, limit: float, level: int, most: float = 1.0) -> None:
        self.level, self._limit, self._most = level, limit, most

    def observe(self, sample: Sample, demand: Demand) -> None:
        pass

    def duty(self, plant: Plant, seconds: float) -> float:
        return min(self._most, plant.most_busy(seconds, self._limit))


def sample_of(heat: Heat, at: float, celsius: float, busy: float) -> Sample:
    """What the sensors say: temperature and utilisation of the part that draws, nothing else."""
    temperature, use = Measured(celsius, at, "plant"), Measured(busy, at, "plant")
    if heat.part == "gpu":
        return Sample(at=at, gpu_temperature=temperature, gpu_utilisation=use)
    return Sample(at=at, cpu_temperature=temperature, cpu_utilisation=use)
