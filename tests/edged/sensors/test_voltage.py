from __future__ import annotations

from collections.abc import Callable

import pytest

from edged.machine.tree import Tree
from edged.sensors.voltage import Voltage

Put = Callable[[str, object], None]


@pytest.mark.parametrize(("alarm", "reasons"), [(1, {"undervoltage"}), (0, set()), ("", set())])
def test_the_alarm_is_a_weak_supply(alarm: object, reasons: set[str], tree: Tree, put: Put) -> None:
    put("sys/class/hwmon/hwmon1/name", "rpi_volt")
    put("sys/class/hwmon/hwmon1/in0_lcrit_alarm", alarm)
    voltage = Voltage(tree)
    voltage.find()
    assert voltage.read(0).throttled == reasons
