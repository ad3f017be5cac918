from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from edged.health import Health
from edged.machine.tree import Tree
from edged.metrics import Metrics
from edged.sensors.sample import Measured, Rejected, Sample
from edged.sensors.sensors import Sensors, sensors_of
from edged.telemetry import Telemetry
from runtime.profile import Heat
from tests.machines.build import build

HEAT = Heat(part="cpu", target_c=80, limit_c=90)
BAD = Rejected(metric="cpu_temperature", source="/zone", found="0", why="out_of_range")


def measured(value: float, at: float = 0) -> Measured:
    return Measured(value=value, at=at, source="/x")


class Parts:
    """Telemetry of a machine without any sensor, and what it tells others."""

    def __init__(self, folder: Path, heat: Heat = HEAT) -> None:
        self.health, self.metrics = Health(), Metrics()
        self.now = 0.0
        self.telemetry = Telemetry(
            Sensors(sensors_of(Tree(folder))),
            heat=lambda: heat,
            health=self.health,
            metrics=self.metrics,
            clock=lambda: self.now,
        )

    @property
    def codes(self) -> list[str]:
        return [issue.code for issue in self.health.issues("en")]


async def test_each_sample_is_kept_and_told(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    heard: list[float] = []

    async def listen(sample: Sample) -> None:
        heard.append(sample.at)

    parts.telemetry.on_sample.append(listen)
    for at in range(3):
        await parts.telemetry.take(Sample(at=at))
    assert heard == [0, 1, 2]
    assert parts.telemetry.latest == Sample(at=2)
    assert parts.metrics.sample == Sample(at=2)
    parts.now = 7
    assert parts.telemetry.age(2) == 5
    assert len(parts.telemetry.history.since(0)) == 1


async def test_a_listener_that_fails_or_hangs_does_not_hold_up_the_samples(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    parts = Parts(tmp_path)
    heard: list[float] = []

    async def fail(_: Sample) -> None:
        raise ZeroDivisionError

    async def hang(_: Sample) -> None:
        await asyncio.Event().wait()

    async def listen(sample: Sample) -> None:
        heard.append(sample.at)

    parts.telemetry.on_sample += [fail, hang, listen]
    await parts.telemetry.take(Sample(at=1))
    assert heard == [1]
    assert len(caplog.records) == 2


async def test_a_temperature_nobody_can_believe_is_an_issue_after_a_minute(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    for at in range(61):
        await parts.telemetry.take(Sample(at=at, rejected=(BAD,)))
    assert parts.codes == []
    await parts.telemetry.take(Sample(at=61, rejected=(BAD,)))
    assert parts.codes == ["sensor_odd"]
    (issue,) = parts.health.issues("zh")
    assert "/zone" in issue.text
    assert "edgectl top" in (issue.fix or "")
    await parts.telemetry.take(Sample(at=62, cpu_temperature=measured(50), rejected=(BAD,)))
    assert parts.codes == []


async def test_what_the_profile_does_not_need_is_no_issue(tmp_path: Path) -> None:
    parts = Parts(tmp_path, Heat(part="gpu", target_c=75, limit_c=84))
    for at in range(0, 300, 5):
        await parts.telemetry.take(Sample(at=at, rejected=(BAD,)))
    assert parts.codes == []


async def test_another_sensor_in_its_place_is_no_issue(tmp_path: Path) -> None:
    parts = Parts(tmp_path)
    for at in range(0, 300, 5):
        well = Sample(at=at, cpu_temperature=measured(50, at), rejected=(BAD,))
        await parts.telemetry.take(well)
    assert parts.codes == []


async def test_it_samples_a_machine_until_it_is_cancelled(tmp_path: Path) -> None:
    built = build("raspberry-pi-5", tmp_path / "machine")
    telemetry = Telemetry(
        Sensors(sensors_of(Tree(built.root))),
        heat=lambda: HEAT,
        health=Health(),
        metrics=Metrics(),
        every_s=0.01,
    )
    came, count = asyncio.Event(), 0

    async def listen(_: Sample) -> None:
        nonlocal count
        count += 1
        if count == 3:
            came.set()

    telemetry.on_sample.append(listen)
    task = asyncio.create_task(telemetry.run())
    await asyncio.wait_for(came.wait(), 30)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert telemetry.latest
    assert telemetry.latest.get("cpu_temperature") == 63.35
    assert telemetry.latest.throttled == {"undervoltage"}
