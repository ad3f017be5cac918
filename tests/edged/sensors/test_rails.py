from __future__ import annotations

from collections.abc import Callable

import pytest

from edged.machine.tree import Tree
from edged.sensors.rails import Rails
from edged.sensors.reading import Reading

Put = Callable[[str, object], None]
CHIP = "sys/bus/i2c/drivers/ina3221/1-0040/hwmon/hwmon1"


def rail(put: Put, channel: int, label: str, mv: object, ma: object, chip: str = CHIP) -> None:
    put(f"{chip}/in{channel}_label", label)
    put(f"{chip}/in{channel}_input", mv)
    put(f"{chip}/curr{channel}_input", ma)


def read(tree: Tree) -> list[Reading]:
    rails = Rails(tree)
    rails.find()
    return rails.read(0).readings


def test_the_total_rail_is_the_power(tree: Tree, put: Put) -> None:
    rail(put, 1, "VDD_IN", 5040, 1880)
    rail(put, 2, "VDD_CPU_GPU_CV", 5024, 608)
    (reading,) = read(tree)
    assert reading.value == pytest.approx(9.4752)
    assert reading.found == "5040 mV × 1880 mA"
    assert "VDD_IN" in reading.source


def test_without_a_total_the_rails_of_the_fuller_chip_are_summed(tree: Tree, put: Put) -> None:
    rail(put, 1, "VDD_GPU_SOC", 10000, 100)
    rail(put, 2, "VDD_CPU_CV", 10000, 200)
    rail(put, 2, "VDDQ", 5000, 1000, chip=CHIP.replace("0040", "0041"))
    assert read(tree)[0].value == pytest.approx(3.0)


def test_a_chip_without_the_drivers_folder_is_found_by_its_name(tree: Tree, put: Put) -> None:
    put("sys/class/hwmon/hwmon0/name", "ina3221")
    rail(put, 1, "VDD_IN", 5000, 1000, chip="sys/class/hwmon/hwmon0")
    assert read(tree)[0].value == pytest.approx(5.0)


@pytest.mark.parametrize(("mv", "ma"), [("", 100), ("x", 100), (5000, 65535), (5000, "")])
def test_half_a_number_is_none(mv: object, ma: object, tree: Tree, put: Put) -> None:
    rail(put, 1, "VDD_IN", mv, ma)
    assert read(tree)[0].value is None


def test_channels_without_a_label_are_not_wired(tree: Tree, put: Put) -> None:
    rail(put, 1, "", 5000, 1000)
    assert read(tree) == []
