"""What a person would expect of each machine, and what happens when its sensors misbehave."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from edged.sensors.merge import METRICS
from edged.sensors.reading import Reading, Report
from edged.sensors.sample import Sample
from edged.sensors.sensors import Sensors, own_sensors
from tests.edged.sensors.conftest import RAPL, Clock, Watch, Watched
from tests.machines.build import machines

ANY = {"cpu_utilisation": 0.3}
EXPECTED: dict[str, dict[str, Any]] = {
    "agx-orin": ANY | {
        "cpu_temperature": 44.531, "gpu_temperature": 40.906, "board_temperature": 44.531,
        "cpu_limit": 99, "gpu_limit": 99, "power": 7.815, "gpu_utilisation": 0,
        "cpu_clock": 1728, "gpu_clock": 306, "memory_free": 58012, "memory_total": 62841, "memory_pressure": 0,
    },
    "desktop-1660": ANY | {
        "cpu_temperature": 57, "gpu_temperature": 63, "cpu_limit": 100, "gpu_limit": 90, "gpu_power": 87,
        "gpu_power_limit": 120, "gpu_utilisation": 0.55, "cpu_clock": 3900, "gpu_clock": 1785,
        "memory_free": 5530, "memory_total": 7876, "memory_pressure": 0,
        "gpu_memory_free": 5533, "gpu_memory_total": 6144,
    },
    # Its counter of energy wraps in this very second; its sum with the card is all that is known of the power.
    "desktop-3060": ANY | {
        "cpu_temperature": 51.875, "gpu_temperature": 46, "gpu_limit": 93, "power": 12.5 + 14.87, "gpu_power": 14.87,
        "gpu_power_limit": 170, "gpu_utilisation": 0, "cpu_clock": 2200, "gpu_clock": 210,
        "memory_free": 28764, "memory_total": 31994, "memory_pressure": 0,
        "gpu_memory_free": 11987, "gpu_memory_total": 12288,
    },
    "desktop-4060": ANY | {
        "cpu_temperature": 61, "gpu_temperature": 58, "cpu_limit": 105, "gpu_power": 112.3, "gpu_power_limit": 115,
        "gpu_utilisation": 0.91, "cpu_clock": 4000, "gpu_clock": 2730,
        "memory_free": 12650, "memory_total": 15843, "memory_pressure": 0.0012,
        "gpu_memory_free": 7668, "gpu_memory_total": 8188, "throttled": {"power"},
    },
    "empty": {},
    "jetson-nano": ANY | {
        "cpu_temperature": 38.5, "gpu_temperature": 36, "board_temperature": 45.5, "gpu_utilisation": 0,
        "cpu_clock": 1224, "gpu_clock": 76.8, "memory_free": 2704, "memory_total": 3956,
    },
    "laptop-3050": ANY | {
        "cpu_temperature": 52, "gpu_temperature": 49, "gpu_power": 9.12, "gpu_utilisation": 0.03,
        "cpu_clock": 2100, "gpu_clock": 210, "memory_free": 12011, "memory_total": 15702, "memory_pressure": 0,
        "gpu_memory_free": 6136, "gpu_memory_total": 6144, "battery": 0.63, "on_mains": True,
    },
    "laptop-3060": ANY | {
        "cpu_temperature": 68, "gpu_temperature": 71, "board_temperature": 27.8, "cpu_limit": 100, "gpu_limit": 87,
        "gpu_power": 61.25, "gpu_power_limit": 76, "gpu_utilisation": 0.34, "cpu_clock": 3900, "gpu_clock": 1530,
        "memory_free": 11800, "memory_total": 15763, "memory_pressure": 0,
        "gpu_memory_free": 5582, "gpu_memory_total": 5994, "battery": 0.98, "on_mains": True, "throttled": {"power"},
    },
    "laptop-4gb": ANY | {
        "cpu_temperature": 71.25, "gpu_temperature": 60, "gpu_limit": 57, "power": 38.1, "gpu_power": 24,
        "gpu_utilisation": 0.2, "cpu_clock": 3000, "gpu_clock": 1200,
        "memory_free": 3150, "memory_total": 7287, "memory_pressure": 0.041,
        "gpu_memory_free": 3406, "gpu_memory_total": 4096,
        "battery": 0.81, "on_mains": False, "throttled": {"thermal"},
    },
    # The mouse's battery, at 5 %, is none of the box's.
    "laptop-on-battery": ANY | {
        "cpu_temperature": 48, "cpu_limit": 100, "power": 0.912 * 10.98, "cpu_clock": 900,
        "memory_free": 4300, "memory_total": 7725, "memory_pressure": 0,
        "battery": 0.12, "battery_runtime": 421 / 912 * 3600, "on_mains": False,
    },
    "late-card": ANY | {
        "cpu_temperature": 41, "gpu_temperature": 38, "cpu_limit": 100, "gpu_limit": 95, "gpu_power": 12,
        "gpu_power_limit": 170, "gpu_utilisation": 0, "cpu_clock": 4000, "gpu_clock": 210,
        "memory_free": 14100, "memory_total": 15900, "memory_pressure": 0,
        "gpu_memory_free": 12283, "gpu_memory_total": 12288,
    },
    "late-driver": ANY | {
        "cpu_temperature": 41, "cpu_limit": 100, "cpu_clock": 4000,
        "memory_free": 14100, "memory_total": 15900, "memory_pressure": 0,
    },
    "n100": ANY | {
        "cpu_temperature": 55, "board_temperature": 27.8, "cpu_limit": 105, "cpu_clock": 2900,
        "memory_free": 6420, "memory_total": 7740, "memory_pressure": 0,
    },
    "odd-files": {},
    "odd-sensors": ANY | {
        "cpu_temperature": 58, "memory_total": 15900, "gpu_memory_total": 12288,
        "rejected": {
            ("cpu_limit", "out_of_range"), ("gpu_limit", "out_of_range"), ("power", "not_a_number"),
            ("gpu_power", "out_of_range"), ("gpu_power_limit", "out_of_range"), ("gpu_utilisation", "out_of_range"),
            ("cpu_clock", "not_a_number"), ("gpu_clock", "out_of_range"), ("memory_pressure", "out_of_range"),
            ("gpu_memory_free", "out_of_range"), ("battery", "out_of_range"), ("cpu_temperature", "out_of_range"),
            ("cpu_temperature", "not_a_number"), ("gpu_temperature", "out_of_range"), ("memory_free", "out_of_range"),
        },
    },
    "old-card": ANY | {
        "cpu_temperature": 49, "gpu_temperature": 44, "cpu_limit": 100, "cpu_clock": 3600,
        "memory_free": 13000, "memory_total": 15930, "gpu_memory_free": 6144, "gpu_memory_total": 6144,
    },
    "orin-nano-4gb": ANY | {
        "cpu_temperature": 61.25, "gpu_temperature": 59.031, "board_temperature": 61.25, "power": 5.52,
        "gpu_utilisation": 0, "cpu_clock": 1190, "gpu_clock": 306,
        "memory_free": 1630, "memory_total": 3420, "memory_pressure": 0.0142,
    },
    # NVML answers zeros and full words: the kernel's files win, and 17 events of the third guard are no fault.
    "orin-nano-8gb": ANY | {
        "cpu_temperature": 53.406, "gpu_temperature": 51.093, "board_temperature": 53.406, "gpu_limit": 99,
        "power": 5.04 * 1.88, "gpu_utilisation": 0.412, "cpu_clock": 1344, "gpu_clock": 612,
        "memory_free": 5210, "memory_total": 7486, "memory_pressure": 0,
        "rejected": {
            ("board_temperature", "out_of_range"), ("gpu_limit", "out_of_range"), ("gpu_utilisation", "out_of_range"),
            ("gpu_clock", "out_of_range"), ("gpu_temperature", "out_of_range"),
        },
    },
    "orin-nx-carrier": ANY | {
        "cpu_temperature": 47.718, "gpu_temperature": 45.812, "board_temperature": 47.718, "power": 18.96 * 0.408,
        "gpu_utilisation": 0.118, "cpu_clock": 1420, "gpu_clock": 408,
        "memory_free": 13020, "memory_total": 15655, "memory_pressure": 0,
    },
    "raspberry-pi-5": ANY | {
        "cpu_temperature": 63.35, "cpu_limit": 110, "cpu_clock": 2400,
        "memory_free": 3310, "memory_total": 4046, "memory_pressure": 0, "throttled": {"undervoltage"},
    },
    "small-board": ANY | {
        "cpu_temperature": 49.2, "cpu_clock": 600, "memory_free": 1402, "memory_total": 1848,
    },
    # The card with more memory counts, although it is the second.
    "two-cards": ANY | {
        "cpu_temperature": 63, "gpu_temperature": 66, "gpu_power": 181, "gpu_power_limit": 200,
        "gpu_utilisation": 0.88, "cpu_clock": 4800, "gpu_clock": 2600,
        "memory_free": 26100, "memory_total": 31286, "memory_pressure": 0,
        "gpu_memory_free": 11582, "gpu_memory_total": 12282,
    },
    "virtual-machine": ANY | {"memory_free": 3201, "memory_total": 3912, "memory_pressure": 0},
    "workstation-24gb": ANY | {
        "cpu_temperature": 55.375, "gpu_temperature": 51, "gpu_power": 74, "gpu_power_limit": 450,
        "gpu_utilisation": 0.12, "cpu_clock": 4500, "gpu_clock": 2520,
        "memory_free": 58700, "memory_total": 64010, "memory_pressure": 0,
        "gpu_memory_free": 23752, "gpu_memory_total": 24564,
    },
    # Its power chip says 100 °C for ever and counts for nothing.
    "xavier-nx": ANY | {
        "cpu_temperature": 46.5, "gpu_temperature": 45, "board_temperature": 44.5, "power": 4.984 * 1.616,
        "gpu_utilisation": 0.733, "cpu_clock": 1190, "gpu_clock": 803.25,
        "memory_free": 4912, "memory_total": 6848, "memory_pressure": 0,
    },
}  # fmt: skip
"""After one second of work; what is not named is absent."""


def shown(sample: Sample) -> dict[str, Any]:
    """What there is in it."""
    found: dict[str, Any] = {
        metric: value for metric in METRICS if (value := sample.get(metric)) is not None
    }
    if sample.on_mains is not None:
        found["on_mains"] = sample.on_mains
    if sample.throttled:
        found["throttled"] = set(sample.throttled)
    if sample.rejected:
        found["rejected"] = {(each.metric, each.why) for each in sample.rejected}
    return found


def locked(machine: Watched) -> None:
    """Energy that only root may read, also where root runs the tests."""
    energy = machine.built.root / RAPL / "energy_uj"
    if energy.is_file() and energy.stat().st_mode & 0o777 == 0o400:
        energy.unlink()
        energy.mkdir()


@pytest.mark.needs("gcc")
@pytest.mark.parametrize("name", machines())
def test_each_machine_feels_as_a_person_would_expect(name: str, watch: Watch) -> None:
    machine = watch(name)
    locked(machine)
    machine.sample()
    machine.work()
    expected = {
        key: pytest.approx(value, abs=0.001) if isinstance(value, float | int) else value
        for key, value in EXPECTED[name].items()
    }
    assert shown(machine.sample()) == expected


@pytest.mark.needs("gcc")
def test_every_number_says_when_and_where_it_was_read(watch: Watch) -> None:
    sample = watch("laptop-3060").sample()
    assert sample.gpu_temperature
    assert sample.cpu_temperature
    assert sample.gpu_temperature.source == "nvml:0:temperature"
    assert sample.cpu_temperature.source == "/sys/class/hwmon/hwmon4/temp1_input"
    assert sample.at == sample.cpu_temperature.at == 1001.0


@pytest.mark.needs("gcc")
def test_sensors_that_vanish_are_said_and_the_others_go_on(watch: Watch) -> None:
    machine = watch("odd-sensors")
    assert machine.sample().get("cpu_temperature") == 58
    machine.built.later()
    after = machine.sample(20)
    assert after.get("memory_total") == 15900
    bad = {(each.metric, each.source, each.why) for each in after.rejected}
    assert after.get("cpu_temperature") is None
    assert ("cpu_temperature", "/sys/class/thermal/thermal_zone1/temp", "not_a_number") in bad
    assert ("gpu_memory_total", "nvml:0:memory", "unreadable") in bad


def test_a_temperature_that_was_the_only_one_is_missed(watch: Watch) -> None:
    machine = watch("small-board")
    machine.sample()
    (machine.built.root / "sys/class/thermal/thermal_zone0").unlink()
    for _ in range(2):
        machine.work()
        (missed,) = machine.sample(20).rejected
        assert (missed.metric, missed.why) == ("cpu_temperature", "unreadable")


def test_nodes_that_appear_late_are_found(watch: Watch) -> None:
    machine = watch("xavier-nx")
    node = machine.built.root / "sys/class/devfreq/17000000.gv11b"
    target = node.readlink()
    node.unlink()
    device = machine.built.root / "sys/devices/17000000.gv11b"
    device.rename(device.with_name("away"))
    assert machine.sample().gpu_utilisation is None
    device.with_name("away").rename(device)
    node.symlink_to(target)
    assert machine.sample(11).get("gpu_utilisation") == 0.733


def test_a_pipe_where_a_sensor_should_be_is_not_waited_for(watch: Watch) -> None:
    machine = watch("small-board")
    temperature = machine.built.root / "sys/devices/virtual/thermal/thermal_zone0/temp"
    temperature.unlink()
    os.mkfifo(temperature)
    sample = machine.sample()
    assert [each.why for each in sample.rejected] == ["unreadable"]
    assert sample.get("memory_total") == 1848


def test_ten_megabytes_of_digits_are_no_temperature(watch: Watch) -> None:
    machine = watch("small-board")
    machine.built.change("sys/devices/virtual/thermal/thermal_zone0/temp", "7" * 10 * 1024 * 1024)
    (bad,) = machine.sample().rejected
    assert bad.why in ("out_of_range", "not_a_number")
    assert len(bad.found) <= 80


@pytest.mark.needs("gcc")
def test_a_card_that_hangs_ages_while_the_others_go_on_and_may_come_back(watch: Watch) -> None:
    machine = watch("desktop-1660")
    scenario = machine.built.scenario
    assert scenario
    machine.sample()
    said = scenario.read_text()
    scenario.unlink()
    os.mkfifo(scenario)  # The library opens it at each call and waits there.
    machine.sample(4)
    machine.built.change("sys/class/hwmon/hwmon2/temp1_input", 58000)
    hanging = machine.sample(4)
    assert hanging.get("cpu_temperature") == 58
    assert hanging.gpu_temperature
    assert hanging.gpu_temperature.age(hanging.at) == 8
    stale = machine.sample(4)
    assert (stale.gpu_temperature, stale.get("cpu_temperature")) == (None, 58)
    assert ("gpu_temperature", "stale") in {(each.metric, each.why) for each in stale.rejected}
    # Whoever waits at the pipe gets nothing to read, and finds the file the next time.
    writer = scenario.open("w")
    scenario.unlink()
    scenario.write_text(said)
    writer.close()
    back = machine.sample(4)
    for _ in range(50):
        if back.gpu_temperature:
            break
        threading.Event().wait(0.1)
        back = machine.sample(4)
    assert back.get("gpu_temperature") == 63


class Broken:
    """A sensor with a mistake in it."""

    def find(self) -> None:
        pass

    def read(self, at: float) -> Report:
        raise ZeroDivisionError

    def close(self) -> None:
        pass


class Steady(Broken):
    def read(self, at: float) -> Report:
        reading = Reading(
            metric="cpu_temperature", kind="zone", source="steady", value=50.0, found="50"
        )
        return Report(readings=[reading])


def test_a_mistake_in_one_sensor_is_logged_once_and_is_not_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sensors = Sensors([Broken(), Steady()], Clock())
    for _ in range(3):
        assert sensors.sample().get("cpu_temperature") == 50
    sensors.close()
    assert [each.message for each in caplog.records] == ["Broken failed"]


def test_a_number_that_nobody_believes_is_logged_once(
    watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    machine = watch("small-board")
    machine.built.change("sys/devices/virtual/thermal/thermal_zone0/temp", -273000)
    for _ in range(5):
        machine.sample()
        machine.work()
    (line,) = (each.message for each in caplog.records)
    assert "thermal_zone0/temp" in line
    assert "out_of_range" in line


def test_this_very_machine_tells_at_least_its_memory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("EDGED_SYSROOT", raising=False)
    monkeypatch.delenv("EDGED_NVML", raising=False)
    sensors = own_sensors(lambda: None)
    sample = sensors.sample()
    sensors.close()
    assert (sample.get("memory_total") or 0) > (sample.get("memory_free") or 0) > 0
