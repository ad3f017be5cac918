"""A real box on machines that get hot, run out of power, or lose their thermometer."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest

from edged.access.register import Register
from edged.api.pages import PageFace, read_pages
from edged.box import gather
from edged.daemon import House
from edged.disk import Disk
from edged.ledger import Ledger
from edged.lesson import Lesson
from edged.machine.tree import Tree
from edged.queue import Queue
from edged.resizer import Resizer
from edged.sensors.sensors import Sensors, sensors_of
from edged.settings import Settings
from edged.store import Store
from scripts.box import Box
from tests.machines.build import Built, build
from tests.toybox import edgectl, socket_of, toy_box

LIMIT_S = 120
"""The governor wants a while to believe in a change; a busy machine makes it longer."""
HEAT = "sys/devices/platform/coretemp.0/hwmon/hwmon1/temp1_input"
EVERY_S = 5.0
"""Between two looks: the longest time that counts as seen."""
ZONE = "sys/devices/virtual/thermal/thermal_zone1/temp"


@contextmanager
def box_on(name: str, folder: Path, patch: pytest.MonkeyPatch) -> Iterator[tuple[Built, Box]]:
    machine = build(name, folder / "machine")
    patch.setenv("EDGED_SYSROOT", str(machine.root))
    with toy_box(folder) as box:
        yield machine, box


def until(true: Callable[[], bool]) -> bool:
    """Whether it became true in time."""
    deadline = time.monotonic() + LIMIT_S
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def heat(machine: Built, celsius: float) -> None:
    machine.change(HEAT, int(celsius * 1000))
    machine.change(ZONE, int(celsius * 1000))


def test_a_hot_box_says_so_draws_on_and_is_well_again_when_it_has_cooled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with box_on("n100", tmp_path, monkeypatch) as (machine, box):
        assert box.about()["profile"] == "intel-n100"
        assert until(lambda: box.about()["state"] == "ready")
        heat(machine, 88)
        assert until(lambda: box.about()["state"] == "hot")
        assert box.read("/readyz"), "hot is no reason to send anybody away"
        heat(machine, 60)
        assert until(lambda: box.about()["state"] == "ready")
        assert box.draw("bear")["state"] == "done"


def test_a_box_above_its_limit_pauses_and_draws_what_it_accepted_when_it_has_cooled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with box_on("n100", tmp_path, monkeypatch) as (machine, box):
        heat(machine, 97)
        assert until(lambda: box.about()["state"] == "hot")
        picture = box.ask("/v1/pictures", {"prompt": "bear"})
        assert picture["state"] in ("queued", "drawing")
        time.sleep(3)
        heat(machine, 60)
        path = f"/v1/pictures/{picture['id']}"
        assert until(lambda: box.ask(path)["state"] == "done")


def test_an_empty_battery_takes_nothing_new_until_it_is_plugged_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with box_on("laptop-on-battery", tmp_path, monkeypatch) as (machine, box):
        assert until(lambda: _refused(box) == "battery_low")
        machine.later()
        assert until(lambda: _refused(box) is None)


def test_a_lost_thermometer_makes_pictures_smaller_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with box_on("n100", tmp_path, monkeypatch) as (machine, box):
        assert box.draw("bear")["served"] == {
            "size": "512x512",
            "steps": 8,
            "cached": False,
            "reason": None,
        }
        heat(machine, 999)
        assert until(lambda: box.draw("bear")["served"]["size"] == "384x384")
        assert "temperature" in box.draw("bear")["served"]["reason"]
        status = edgectl("--socket", socket_of(tmp_path), "--json", "status")
        assert json.loads(status.stdout)["box"]["state"] == "ready"


def test_a_box_short_of_memory_draws_the_smallest_and_is_still_measured_with_every_rung(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with box_on("n100", tmp_path, monkeypatch) as (machine, box):
        machine.change("proc/pressure/memory", "some avg10=90.00 avg60=90.00 avg300=90.00 total=9")
        assert until(lambda: box.draw("bear")["served"]["size"] == "256x256")
        told = edgectl("--socket", socket_of(tmp_path), "--json", "tune")
        assert told.returncode == 0, told.stderr
        sizes = [rung["size"] for rung in json.loads(told.stdout)["rungs"]]
        assert sizes == ["512x512", "384x384", "256x256"]


async def test_an_idle_box_in_the_sun_is_an_issue_until_it_stands_in_the_shade(
    tmp_path: Path, packs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All parts of a daemon, whose seconds pass as fast as its sensors can be read."""
    machine = build("n100", tmp_path / "machine")
    monkeypatch.setenv("EDGED_SYSROOT", str(machine.root))
    settings = Settings(state=str(tmp_path), packs=str(packs))
    now = [1000.0]
    sensors = Sensors(sensors_of(Tree(machine.root)), lambda: now[-1])
    async with house_of(settings) as house:

        async def issues(celsius: float, seconds: float) -> list[str]:
            """After the box was idle and so warm for so long."""
            await asyncio.to_thread(heat, machine, celsius)
            for _ in range(round(seconds / EVERY_S)):
                now.append(now[-1] + EVERY_S)
                await house.telemetry.take(await asyncio.to_thread(sensors.sample))
            return [issue.text for issue in house.health.issues("en") if issue.code == "too_warm"]

        assert await issues(94, 240) == []
        (text,) = await issues(94, 120)
        assert "94 °C" in text
        assert house.health.grave is None, "it is no reason to send anybody away"
        assert await issues(60, 30) == []
    sensors.close()


@asynccontextmanager
async def house_of(settings: Settings) -> AsyncIterator[House]:
    """A daemon's parts, none of them set going."""
    async with (
        Register(settings.state_folder / "devices.db") as register,
        Ledger(settings.state_folder / "pictures.db") as ledger,
        Queue(ledger, settings.queue) as queue,
        Resizer() as resizer,
    ):
        yield House(
            settings=settings,
            stop=asyncio.Event(),
            box=await asyncio.to_thread(gather, settings),
            pages=PageFace(await asyncio.to_thread(read_pages)),
            sockets=[],
            register=register,
            queue=queue,
            store=Store(settings.state_folder / "pictures"),
            lesson=await asyncio.to_thread(Lesson, settings.state_folder, label=True),
            disk=Disk(settings.state_folder),
            resizer=resizer,
        )


def _refused(box: Box) -> str | None:
    """The code with which a wish is turned away, if it is."""
    try:
        box.ask("/v1/pictures", {"prompt": "bear"})
    except HTTPError as error:
        return str(json.loads(error.read())["error"]["code"])
    return None
