from __future__ import annotations

from collections.abc import Callable

import pytest

from edged.machine.tree import Tree
from edged.sensors.reading import Reading
from edged.sensors.zones import Zones

Put = Callable[[str, object], None]


def zone(put: Put, number: int, type: str, **files: object) -> None:
    folder = f"sys/class/thermal/thermal_zone{number}"
    for name, content in {"type": type, "temp": 50000, **files}.items():
        put(f"{folder}/{name}", content)


def read(tree: Tree) -> list[Reading]:
    zones = Zones(tree)
    zones.find()
    return zones.read(0).readings


@pytest.mark.parametrize(
    ("type", "metric"),
    [
        ("cpu-thermal", "cpu_temperature"),
        ("CPU-therm", "cpu_temperature"),
        ("cpu_thermal", "cpu_temperature"),
        ("x86_pkg_temp", "cpu_temperature"),
        ("bigcore0-thermal", "cpu_temperature"),
        ("soc-thermal", "cpu_temperature"),
        ("gpu-thermal", "gpu_temperature"),
        ("GPU-therm", "gpu_temperature"),
        ("tj-thermal", "board_temperature"),
        ("soc1-thermal", "board_temperature"),
        ("AO-therm", "board_temperature"),
        ("acpitz", "board_temperature"),
        ("PMIC-Die", None),
        ("thermal-fan-est", None),
        ("iwlwifi_1", None),
        ("", None),
    ],
)
def test_a_zone_is_known_by_its_type(type: str, metric: str | None, tree: Tree, put: Put) -> None:
    zone(put, 7, type)
    assert [each.metric for each in read(tree)] == ([metric] if metric else [])


def test_the_lowest_passive_trip_is_the_limit(tree: Tree, put: Put) -> None:
    zone(
        put,
        0,
        "cpu-thermal",
        trip_point_0_type="active",
        trip_point_0_temp=50000,
        trip_point_1_type="passive",
        trip_point_1_temp=99000,
        trip_point_2_type="passive",
        trip_point_2_temp=85000,
        trip_point_3_type="critical",
        trip_point_3_temp=104500,
    )
    assert [(each.metric, each.value) for each in read(tree)] == [
        ("cpu_temperature", 50.0),
        ("cpu_limit", 85.0),
    ]


def test_without_a_passive_trip_the_critical_one_is(tree: Tree, put: Put) -> None:
    zone(put, 0, "gpu-thermal", trip_point_0_type="critical", trip_point_0_temp=110000)
    assert read(tree)[-1].value == pytest.approx(110)
    assert read(tree)[-1].metric == "gpu_limit"


@pytest.mark.parametrize("unset", [0, -274000, ""])
def test_trips_that_nobody_has_set_are_none(unset: object, tree: Tree, put: Put) -> None:
    zone(put, 0, "x86_pkg_temp", trip_point_0_type="passive", trip_point_0_temp=unset)
    assert [each.metric for each in read(tree)] == ["cpu_temperature"]


def test_a_zone_that_fails_is_unreadable(tree: Tree, put: Put) -> None:
    zone(put, 0, "cv0-thermal", temp="")
    (reading,) = read(tree)
    assert (reading.value, reading.found) == (None, "")
