from __future__ import annotations

from collections.abc import Callable

from edged.machine.tree import Tree
from edged.sensors.memory import Memory

Put = Callable[[str, object], None]


def read(tree: Tree) -> dict[str, float | None]:
    return {each.metric: each.value for each in Memory(tree).read(0).readings}


def test_memory_is_told_in_megabytes_and_pressure_as_a_share(tree: Tree, put: Put) -> None:
    put("proc/meminfo", "MemTotal:        2048 kB\nMemFree: 1 kB\nMemAvailable:    1024 kB")
    put("proc/pressure/memory", "some avg10=12.50 avg60=0.00 avg300=0.00 total=1\nfull avg10=0.00")
    assert read(tree) == {"memory_total": 2.0, "memory_free": 1.0, "memory_pressure": 0.125}


def test_what_the_kernel_does_not_tell_is_absent(tree: Tree, put: Put) -> None:
    assert read(tree) == {}
    put("proc/meminfo", "7" * 100_000)
    assert read(tree) == {}
    put("proc/meminfo", "MemTotal:        many kB")
    assert read(tree) == {"memory_total": None}
