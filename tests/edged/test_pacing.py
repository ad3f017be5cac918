"""A real box on machines that get hot, run out of power, or lose their thermometer."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError

import pytest

from scripts.box import Box
from tests.machines.build import Built, build
from tests.toybox import edgectl, socket_of, toy_box

LIMIT_S = 60
"""The governor wants a while to believe in a change; a busy machine makes it longer."""
HEAT = "sys/devices/platform/coretemp.0/hwmon/hwmon1/temp1_input"
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


def _refused(box: Box) -> str | None:
    """The code with which a wish is turned away, if it is."""
    try:
        box.ask("/v1/pictures", {"prompt": "bear"})
    except HTTPError as error:
        return str(json.loads(error.read())["error"]["code"])
    return None
