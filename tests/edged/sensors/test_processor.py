from __future__ import annotations

from collections.abc import Callable

import pytest

from edged.machine.tree import Tree
from edged.sensors.processor import Processor
from edged.sensors.reading import Reading

Put = Callable[[str, object], None]


def used(processor: Processor, at: float) -> Reading | None:
    found = processor.read(at).readings
    return next((each for each in found if each.metric == "cpu_utilisation"), None)


def looked(tree: Tree, put: Put, *lines: str) -> list[float | None]:
    """What it says of each of these first lines, a second apart."""
    processor = Processor(tree)
    said = []
    for at, line in enumerate(lines):
        put("proc/stat", line)
        reading = used(processor, at)
        said.append(reading.value if reading else None)
    return said


def test_utilisation_is_what_was_not_idle_since_the_look_before(tree: Tree, put: Put) -> None:
    # User, nice, system, idle, iowait, irq, softirq, steal, and guests that user holds already.
    first, second = "cpu  100 0 0 100 0 0 0 0 50 0", "cpu  120 5 5 160 5 0 0 5 70 0"
    assert looked(tree, put, first, second) == [None, pytest.approx(0.35)]


def test_idle_time_that_is_taken_back_is_no_negative_load(tree: Tree, put: Put) -> None:
    assert looked(tree, put, "cpu  10 0 0 100 50", "cpu  10 0 0 200 40") == [None, 0.0]
    assert looked(tree, put, "cpu  10 0 0 100 0", "cpu  60 0 0 90 0") == [None, 1.0]


def test_a_machine_that_woke_with_lower_counts_begins_anew(tree: Tree, put: Put) -> None:
    lines = ("cpu  500 0 0 500 0", "cpu  1 0 0 9 0", "cpu  6 0 0 14 0")
    assert looked(tree, put, *lines) == [None, None, 0.5]


@pytest.mark.parametrize(
    "line", ["", "7" * 10_000, "cpu  1 2", "cpu  a b c d e", "intr 1 2 3 4 5 6"]
)
def test_anything_else_is_no_utilisation(line: str, tree: Tree, put: Put) -> None:
    assert looked(tree, put, line, line) == [None, None]


def test_counts_that_stand_still_are_stale_after_a_while(tree: Tree, put: Put) -> None:
    processor = Processor(tree)
    put("proc/stat", "cpu  1 0 0 9 0")
    assert used(processor, 0) is None
    assert used(processor, 1) is None
    late = used(processor, 6)
    assert late
    assert late.why == "stale"


def test_the_clocks_of_every_kind_of_core_are_read_but_not_of_every_core(
    tree: Tree, put: Put
) -> None:
    for cpu in range(32):
        put(f"sys/devices/system/cpu/cpu{cpu}/cpufreq/scaling_cur_freq", 1_000_000 + cpu)
    put("sys/devices/system/cpu/cpufreq/policy0", "")
    processor = Processor(tree)
    processor.find()
    assert len(processor.read(0).readings) == 8
