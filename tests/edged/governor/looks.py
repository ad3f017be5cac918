"""Samples with their times, as a governor meets them one after the other."""

from __future__ import annotations

from collections.abc import Callable

from edged.governor.budget import Budget
from edged.governor.demand import Demand
from edged.governor.governor import Governor
from edged.sensors.sample import Measured, Metric, Sample, Throttle
from runtime.profile import Heat, Power, Profile, Provider, Rung, Summary


def profile(**fields: object) -> Profile:
    """Of a machine whose processor draws, held at 80 °C and never above 90."""
    given: dict[str, object] = {
        "name": "test",
        "summary": Summary(en="Test.", zh="测试。"),
        "engine": "onnx",
        "providers": (Provider(name="CPUExecutionProvider"),),
        "pack": "cute-animals",
        "memory_limit_mb": 1000,
        "batch": 4,
        "ladder": (
            Rung(size="512x512", steps=8, effort="full"),
            Rung(size="384x384", steps=6, effort=0.5),
            Rung(size="256x256", steps=4, effort=0.0, batch=2),
        ),
        "heat": Heat(part="cpu", target_c=80, limit_c=90),
        "power": Power(battery_duty=0.5, battery_low=0.15),
    }
    return Profile(**(given | fields))  # type: ignore[arg-type]


def sample(
    at: float,
    *,
    on_mains: bool | None = None,
    throttled: tuple[Throttle, ...] = (),
    age: float = 0.0,
    **metrics: float | None,
) -> Sample:
    """Every metric read `age` seconds before; None: absent."""
    measured = {
        name: Measured(value, at - age, "test")
        for name, value in metrics.items()
        if value is not None
    }
    return Sample(at=at, on_mains=on_mains, throttled=frozenset(throttled), **measured)  # type: ignore[arg-type]


class Story:
    """A governor and the seconds that pass for it. What is not said stays comfortable: cool, idle, on mains."""

    def __init__(self, of: Profile | None = None, *, felt: float | None = 50.0) -> None:
        self.governor = Governor(of or profile())
        self.at = 999.0
        self.live(1, cpu_temperature=felt)  # A first look has no time before it.

    def live(
        self,
        seconds: float,
        *,
        every: float = 1.0,
        waiting: int = 0,
        busy: float = 0.0,
        computed: float | None = None,
        until: Callable[[Budget], bool] = lambda _: False,
        **seen: object,
    ) -> Budget:
        """For `seconds`, with a look `every` so many; `busy` is what the processor shows and, unless `computed` says
        otherwise, what the worker did."""
        budget = self.governor.budget
        given: dict[str, object] = {"cpu_temperature": 50.0, "cpu_utilisation": busy} | seen
        share = busy if computed is None else computed
        for _ in range(round(seconds / every)):
            self.at += every
            demand = Demand(waiting=waiting, drawing=1 if share else 0, computed_s=share * every)
            budget = self.governor.observe(sample(self.at, **given), demand)  # type: ignore[arg-type]
            if until(budget):
                break
        return budget


METRICS: tuple[Metric, ...] = Metric.__args__  # type: ignore[attr-defined]
