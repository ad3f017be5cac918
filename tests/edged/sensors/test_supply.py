from __future__ import annotations

from collections.abc import Callable

import pytest

from edged.machine.tree import Tree
from edged.sensors.reading import Report
from edged.sensors.supply import Supply

Put = Callable[[str, object], None]


def supply(put: Put, name: str, **files: object) -> None:
    for file, content in files.items():
        put(f"sys/class/power_supply/{name}/{file}", content)


def read(tree: Tree, at: float = 0) -> Report:
    found = Supply(tree)
    found.find()
    return found.read(at)


def values(report: Report) -> dict[str, float | None]:
    return {each.metric: each.value for each in report.readings}


@pytest.mark.parametrize(
    ("mains", "battery", "expected"),
    [
        (1, None, True),
        (1, "Charging", True),
        (1, "Discharging", True),
        (0, "Discharging", False),
        (0, "Unknown", False),
        (0, None, None),
        (None, "Discharging", False),
        (None, "Charging", True),
        (None, "Not charging", True),
        (None, "Unknown", None),
        (None, None, None),
    ],
)
def test_whether_it_is_plugged_in(
    mains: int | None, battery: str | None, expected: bool | None, tree: Tree, put: Put
) -> None:
    if mains is not None:
        supply(put, "AC", type="Mains", online=mains)
    if battery is not None:
        supply(put, "BAT0", type="Battery", status=battery, capacity=50)
    assert read(tree).on_mains is expected


def test_a_supply_over_usb_counts_as_mains(tree: Tree, put: Put) -> None:
    supply(put, "AC", type="Mains", online=0)
    supply(put, "usb", type="USB_PD", online=1)
    supply(put, "BAT0", type="Battery", status="Charging", capacity=50)
    assert read(tree).on_mains is True


def test_a_mouses_battery_and_an_absent_one_are_none_of_the_box(tree: Tree, put: Put) -> None:
    supply(put, "mouse", type="Battery", scope="Device", status="Discharging", capacity=5)
    supply(put, "BAT1", type="Battery", present=0, status="Unknown", capacity=0)
    assert read(tree) == Report()


def test_on_battery_its_power_is_the_machines(tree: Tree, put: Put) -> None:
    supply(
        put,
        "BAT0",
        type="Battery",
        status="Discharging",
        capacity=40,
        power_now=12_000_000,
        energy_now=24_000_000,
    )
    assert values(read(tree)) == {"battery": 0.4, "power": 12.0, "battery_runtime": 7200.0}


def test_current_times_voltage_is_power_whatever_its_sign(tree: Tree, put: Put) -> None:
    supply(
        put,
        "BAT0",
        type="Battery",
        status="Discharging",
        current_now=-1_000_000,
        voltage_now=11_000_000,
        charge_now=500_000,
    )
    assert values(read(tree)) == {"power": 11.0, "battery_runtime": 1800.0}


def test_the_batterys_own_word_on_its_time_is_taken(tree: Tree, put: Put) -> None:
    supply(put, "UPS", type="UPS", status="Discharging", capacity=90, time_to_empty_now=640)
    assert values(read(tree)) == {"battery": 0.9, "battery_runtime": 640.0}


def test_while_it_is_charged_a_battery_says_nothing_of_the_machines_power(
    tree: Tree, put: Put
) -> None:
    supply(put, "AC", type="Mains", online=1)
    supply(put, "BAT0", type="Battery", status="Charging", capacity=63, power_now=20_000_000)
    assert values(read(tree)) == {"battery": 0.63}


def test_a_battery_that_helps_the_plugged_supply_for_long_tells_that_it_is_weak(
    tree: Tree, put: Put
) -> None:
    supply(put, "AC", type="Mains", online=1)
    supply(put, "BAT0", type="Battery", status="Discharging", capacity=63, power_now=9_000_000)
    found = Supply(tree)
    found.find()
    assert [found.read(at).throttled for at in (0, 9, 11)] == [set(), set(), {"undervoltage"}]
    supply(put, "BAT0", power_now=100_000)
    assert found.read(12).throttled == set()
