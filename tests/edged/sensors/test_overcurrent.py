from __future__ import annotations

from collections.abc import Callable

import pytest

from edged.machine.tree import Tree
from edged.sensors.overcurrent import Overcurrent

Put = Callable[[str, object], None]
CHIP = "sys/class/hwmon/hwmon2"


@pytest.fixture
def guard(tree: Tree, put: Put) -> Overcurrent:
    put(f"{CHIP}/name", "soctherm_oc")
    for number in (1, 2, 3):
        put(f"{CHIP}/oc{number}_event_cnt", 100)
    found = Overcurrent(tree)
    found.find()
    assert found.read(0).throttled == frozenset()
    return found


@pytest.mark.parametrize(
    ("number", "events", "reason"),
    [
        (1, 1, {"undervoltage"}),
        (2, 1, {"power"}),
        (3, 30, set()),
        (3, 60, {"power"}),
    ],
)
def test_each_guard_has_its_meaning(
    guard: Overcurrent, put: Put, number: int, events: int, reason: set[str]
) -> None:
    put(f"{CHIP}/oc{number}_event_cnt", 100 + events)
    assert guard.read(1).throttled == reason
    assert guard.read(2).throttled == set()


def test_many_events_of_the_third_guard_in_a_longer_time_are_no_fault(
    guard: Overcurrent, put: Put
) -> None:
    put(f"{CHIP}/oc3_event_cnt", 100 + 120)
    assert guard.read(4).throttled == set()
