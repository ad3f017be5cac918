"""What the machine's sensors say, for the admin."""

from __future__ import annotations

from typing import Literal

from aiohttp import web
from msgspec import Struct

from edged.api.body import number_of
from edged.api.operation import Operation, reply
from edged.refusals import BadField
from edged.sensors.history import COLUMNS, LENGTH_S, STEP_S, Row
from edged.sensors.merge import METRICS
from edged.sensors.sample import Measured, Metric, Rejected, Throttle
from edged.telemetry import Telemetry
from runtime.profile import Heat


class Told(Struct, frozen=True, kw_only=True):
    """One number; `docs/telemetry.md` names the unit of each metric."""

    value: float
    age_s: float
    source: str


class HeatMarks(Struct, frozen=True, kw_only=True):
    """What the present profile wants."""

    part: Literal["cpu", "gpu"]
    target_c: float
    limit_c: float


class Past(Struct, frozen=True, kw_only=True):
    """Means over `step_s`, the oldest first."""

    step_s: float
    metrics: tuple[Metric, ...]
    ages_s: list[float]
    """Of each row."""
    rows: list[list[float | None]]
    """Each with a value per metric; null: nothing believable."""
    throttled: list[list[Throttle]]
    """Per row."""


class TelemetryView(Struct, frozen=True, kw_only=True):
    age_s: float | None
    """Of the newest sample; null: there is none yet."""
    readings: dict[Metric, Told] = {}
    """What is absent, nobody measures here."""
    on_mains: bool | None = None
    throttled: list[Throttle] = []
    rejected: tuple[Rejected, ...] = ()
    heat: HeatMarks
    history: Past | None = None


class TelemetryFace:
    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/admin/telemetry",
                handler=self.telemetry,
                summary="What the machine's sensors say",
                query={"history": "Seconds of the past as well, at most 1800"},
                answers={200: TelemetryView},
                errors=(BadField,),
            )
        ]

    async def telemetry(self, request: web.Request) -> web.Response:
        seconds = number_of(request, "history", default=0, most=LENGTH_S)
        sample, heat = self._telemetry.latest, self._telemetry.heat()
        age = self._telemetry.age
        if sample is None:
            return reply(TelemetryView(age_s=None, heat=_marks(heat)))
        readings: dict[Metric, Told] = {}
        for metric in METRICS:
            found: Measured | None = getattr(sample, metric)
            if found:
                value = round(found.value, 4)
                told = Told(value=value, age_s=round(age(found.at), 2), source=found.source)
                readings[metric] = told
        view = TelemetryView(
            age_s=round(age(sample.at), 2),
            readings=readings,
            on_mains=sample.on_mains,
            throttled=sorted(sample.throttled),
            rejected=sample.rejected,
            heat=_marks(heat),
            history=self._past(seconds) if seconds else None,
        )
        return reply(view)

    def _past(self, seconds: float) -> Past:
        newest = self._telemetry.latest
        rows = self._telemetry.history.since(newest.at - seconds) if newest else []
        return Past(
            step_s=STEP_S,
            metrics=COLUMNS,
            ages_s=[round(self._telemetry.age(row.at), 1) for row in rows],
            rows=[_rounded(row) for row in rows],
            throttled=[sorted(row.throttled) for row in rows],
        )


def _rounded(row: Row) -> list[float | None]:
    return [None if value is None else round(value, 3) for value in row.values]


def _marks(heat: Heat) -> HeatMarks:
    return HeatMarks(part=heat.part, target_c=heat.target_c, limit_c=heat.limit_c)
