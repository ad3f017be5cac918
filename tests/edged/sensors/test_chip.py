from __future__ import annotations

from collections.abc import Callable

import pytest

from edged.machine.tree import Tree
from edged.sensors.chip import Chips

Put = Callable[[str, object], None]


def chip(put: Put, name: str, **files: object) -> None:
    for file, content in {"name": name, **files}.items():
        put(f"sys/class/hwmon/hwmon3/{file}", content)


def read(tree: Tree) -> list[tuple[str, float | None]]:
    chips = Chips(tree)
    chips.find()
    return [(each.metric, each.value) for each in chips.read(0).readings]


def test_a_packages_own_reading_spares_its_cores(tree: Tree, put: Put) -> None:
    cores = {f"temp{n}_input": 40000 + n for n in range(2, 34)}
    chip(
        put,
        "coretemp",
        temp1_label="Package id 0",
        temp1_input=58000,
        temp1_crit=100000,
        **cores,
    )
    assert read(tree) == [("cpu_temperature", 58.0), ("cpu_limit", 100.0)]


def test_a_control_temperature_with_an_offset_gives_way_to_the_dies(tree: Tree, put: Put) -> None:
    chip(
        put,
        "k10temp",
        temp1_label="Tctl",
        temp1_input=88000,
        temp2_label="Tdie",
        temp2_input=61000,
    )
    assert read(tree) == [("cpu_temperature", 61.0)]


def test_without_such_a_label_every_input_is_read(tree: Tree, put: Put) -> None:
    chip(put, "k10temp", temp1_label="Tctl", temp1_input=51875, temp3_input=44250)
    assert [value for _, value in read(tree)] == [51.875, 44.25]


@pytest.mark.parametrize("name", ["nvme", "pwmfan", "iwlwifi_1", ""])
def test_other_chips_are_no_processor(name: str, tree: Tree, put: Put) -> None:
    chip(put, name, temp1_input=40000)
    assert read(tree) == []
