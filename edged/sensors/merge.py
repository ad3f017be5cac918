"""Many readings become one Sample: of what can be believed, the better source wins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, get_args

from edged.sensors.check import FRESH_S, Check
from edged.sensors.reading import Kind, Reading, Report
from edged.sensors.sample import Measured, Metric, Rejected, Sample, Throttle

METRICS: tuple[Metric, ...] = get_args(Metric)
ORDER: Final[dict[Metric, tuple[Kind, ...]]] = {
    # A processor's own chip tells more, and its limit, than the zone that the kernel makes of it.
    "cpu_temperature": ("chip", "zone", "soc"),
    "cpu_limit": ("chip", "zone", "soc"),
    # Where graphics share the memory, NVML answers zeros and worse: the kernel's own files come first.
    "gpu_temperature": ("card", "zone", "shared_card"),
    "gpu_limit": ("card", "zone", "shared_card"),
    "gpu_utilisation": ("card", "devfreq", "shared_card"),
    "gpu_clock": ("card", "devfreq", "shared_card"),
    # What sees more of the machine comes first.
    "power": ("rails", "battery", "platform", "energy"),
    # Firmware's word on the air inside is often a constant.
    "board_temperature": ("zone", "acpi"),
}
"""From the best to the last; a metric that is not here has one source."""
HIGHEST: frozenset[Metric] = frozenset(
    {"cpu_temperature", "gpu_temperature", "board_temperature", "cpu_clock"}
)
LOWEST: frozenset[Metric] = frozenset({"cpu_limit", "gpu_limit", "battery"})
"""Of several readings of one kind the highest or the lowest counts, else the first."""
FREE_OF: dict[Metric, Metric] = {
    "memory_free": "memory_total",
    "gpu_memory_free": "gpu_memory_total",
}
LOADS: dict[Metric, Metric] = {
    "cpu_temperature": "cpu_utilisation",
    "gpu_temperature": "gpu_utilisation",
}
MISSED: tuple[Metric, ...] = ("cpu_temperature", "gpu_temperature", "board_temperature")
"""A sensor of these does not go away in peace."""
MOST_REJECTED = 48


class Merger:
    """Remembers between samples what tells that a sensor is stuck or has vanished."""

    def __init__(self) -> None:
        self._check = Check()
        self._had: dict[Metric, str] = {}
        """Temperatures that were there once, and where."""

    def merge(self, reports: Sequence[tuple[float, Report]], now: float) -> Sample:
        """`reports`: each with the monotonic seconds at which it was taken."""
        said: dict[Metric, list[tuple[float, Reading]]] = {metric: [] for metric in METRICS}
        for at, report in reports:
            for reading in report.readings:
                said[reading.metric].append((at, reading))
        found: dict[Metric, Measured] = {}
        refused: list[Rejected] = []
        # Loads first: they tell whether a temperature that never changes should.
        for metric in sorted(METRICS, key=lambda each: each in LOADS):
            load = found.get(LOADS[metric]) if metric in LOADS else None
            best, bad = self._settle(said[metric], now, load.value if load else None)
            refused += bad
            if best:
                found[metric] = best
        refused += _impossible(found)
        refused += self._vanished(found, refused)
        _add_card(found, said["power"])
        fresh = [report for at, report in reports if now - at <= FRESH_S]
        fields: dict[str, Any] = {str(metric): best for metric, best in found.items()}
        return Sample(
            at=now,
            on_mains=_on_mains(fresh),
            throttled=_throttled(fresh),
            rejected=tuple(refused[:MOST_REJECTED]),
            **fields,
        )

    def _settle(
        self, said: list[tuple[float, Reading]], now: float, load: float | None
    ) -> tuple[Measured | None, list[Rejected]]:
        """What is believed of one metric, and what is not."""
        believed: dict[Kind, list[Measured]] = {}
        refused: list[Rejected] = []
        for at, reading in said:
            judged = self._check.judge(reading, at=at, now=now, load=load)
            if isinstance(judged, Rejected):
                refused.append(judged)
            else:
                believed.setdefault(reading.kind, []).append(judged)
        if not believed:
            return None, refused
        metric = said[0][1].metric
        order = ORDER.get(metric, ())
        kind = next((each for each in order if each in believed), next(iter(believed)))
        return _pick(metric, believed[kind]), refused

    def _vanished(self, found: dict[Metric, Measured], refused: list[Rejected]) -> list[Rejected]:
        said = {each.metric for each in refused}
        for metric in MISSED:
            if metric in found:
                self._had[metric] = found[metric].source
        return [
            Rejected(metric=metric, source=source, found="", why="unreadable")
            for metric, source in self._had.items()
            if metric not in found and metric not in said
        ]


def _pick(metric: Metric, believed: list[Measured]) -> Measured:
    if metric in HIGHEST:
        return max(believed, key=lambda each: each.value)
    if metric in LOWEST:
        return min(believed, key=lambda each: each.value)
    return believed[0]


def _impossible(found: dict[Metric, Measured]) -> list[Rejected]:
    """More free memory than there is."""
    bad = []
    for free, whole in FREE_OF.items():
        if free in found and whole in found and found[free].value > found[whole].value:
            each = found.pop(free)
            bad.append(
                Rejected(
                    metric=free,
                    source=each.source,
                    found=f"{each.value:g} of {found[whole].value:g} MB",
                    why="out_of_range",
                )
            )
    return bad


def _add_card(found: dict[Metric, Measured], said: list[tuple[float, Reading]]) -> None:
    """A processor's counter does not see the card: together they are what is known of the machine's power."""
    power, card = found.get("power"), found.get("gpu_power")
    narrow = {reading.source for _, reading in said if reading.kind == "energy"}
    if power and card and power.source in narrow:
        found["power"] = Measured(
            value=power.value + card.value,
            at=min(power.at, card.at),
            source=f"{power.source} + {card.source}",
        )


def _on_mains(reports: list[Report]) -> bool | None:
    return next((r.on_mains for r in reports if r.on_mains is not None), None)


def _throttled(reports: list[Report]) -> frozenset[Throttle]:
    return frozenset(reason for report in reports for reason in report.throttled)
