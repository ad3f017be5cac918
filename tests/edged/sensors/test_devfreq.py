from __future__ import annotations

from collections.abc import Callable

import pytest

from edged.machine.tree import Tree
from edged.sensors.devfreq import Devfreq

Put = Callable[[str, object], None]


def read(tree: Tree) -> dict[str, tuple[float | None, str]]:
    devfreq = Devfreq(tree)
    devfreq.find()
    return {each.metric: (each.value, each.source) for each in devfreq.read(0).readings}


@pytest.mark.parametrize("name", ["gv11b", "gp10b", "ga10b", "gb10b", "gpu"])
def test_graphics_are_known_by_their_nodes_name(name: str, tree: Tree, put: Put) -> None:
    place = "sys/class/devfreq/17000000.thing"
    put(f"{place}/device/of_node/name", f"{name}\0")
    put(f"{place}/device/load", 412)
    put(f"{place}/cur_freq", 612000000)
    assert read(tree) == {
        "gpu_utilisation": (0.412, f"/{place}/device/load"),
        "gpu_clock": (612.0, f"/{place}/cur_freq"),
    }


@pytest.mark.parametrize(
    "device",
    [
        "sys/devices/gpu.0",
        "sys/devices/17000000.gv11b",
        "sys/devices/17000000.ga10b",
        "sys/devices/platform/gpu.0",
        "sys/devices/platform/bus@0/17000000.gpu",
    ],
)
def test_without_a_class_the_device_itself_is_found(device: str, tree: Tree, put: Put) -> None:
    put(f"{device}/load", 733)
    assert read(tree) == {"gpu_utilisation": (0.733, f"/{device}/load")}
    put(f"{device}/devfreq/x/cur_freq", 306000000)
    assert read(tree)["gpu_clock"] == (306.0, f"/{device}/devfreq/x/cur_freq")


def test_other_devices_are_no_graphics(tree: Tree, put: Put) -> None:
    put("sys/class/devfreq/memory/device/of_node/name", "dmc")
    put("sys/class/devfreq/memory/device/load", 100)
    put("sys/devices/17000000.nvdla/load", 100)
    assert read(tree) == {}
