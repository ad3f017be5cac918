from __future__ import annotations

from collections.abc import Callable

from edged.machine.tree import Tree
from edged.sensors.throttling import PATHS, Throttling

Put = Callable[[str, object], None]


def test_a_rising_count_is_heat_now_and_an_old_one_is_not(tree: Tree, put: Put) -> None:
    throttling = Throttling(tree)
    put(PATHS[0], 5000)
    assert throttling.read(0).throttled == set()
    put(PATHS[0], 5001)
    assert throttling.read(1).throttled == {"thermal"}
    assert throttling.read(2).throttled == set()
