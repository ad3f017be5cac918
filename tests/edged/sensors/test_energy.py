from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from edged.machine.tree import Tree
from edged.sensors.energy import Energy
from edged.sensors.reading import Reading

Put = Callable[[str, object], None]
WRAPS = 262143328850


def domain(
    put: Put, number: int, uj: object, name: str = "package-0", wraps: object = WRAPS
) -> None:
    folder = f"sys/class/powercap/intel-rapl:{number}"
    put(f"{folder}/name", name)
    put(f"{folder}/energy_uj", uj)
    put(f"{folder}/max_energy_range_uj", wraps)


def read(energy: Energy, at: float) -> list[Reading]:
    energy.find()
    return energy.read(at).readings


def test_power_is_the_energy_between_two_looks(tree: Tree, put: Put) -> None:
    energy = Energy(tree)
    domain(put, 0, 1_000_000)
    assert read(energy, 10) == []
    domain(put, 0, 31_000_000)
    (reading,) = read(energy, 12)
    assert reading.kind == "energy"
    assert reading.value == pytest.approx(15.0)


def test_a_counter_that_begins_anew_is_reckoned_over_its_end(tree: Tree, put: Put) -> None:
    energy = Energy(tree)
    domain(put, 0, WRAPS - 5_000_000)
    read(energy, 0)
    domain(put, 0, 7_000_000)
    assert read(energy, 1)[0].value == pytest.approx(12.0)


def test_a_counter_that_falls_without_a_known_end_says_nothing_once(tree: Tree, put: Put) -> None:
    energy = Energy(tree)
    for at, uj in enumerate((50_000_000, 1_000_000)):
        domain(put, 0, uj, wraps=0)
        assert read(energy, at) == []
    domain(put, 0, 11_000_000, wraps=0)
    assert read(energy, 2)[0].value == pytest.approx(10.0)


def test_two_processors_are_summed_and_parts_of_them_are_not(tree: Tree, put: Put) -> None:
    energy = Energy(tree)
    for at, factor in enumerate((1, 2)):
        domain(put, 0, 10_000_000 * factor)
        domain(put, 1, 20_000_000 * factor, "package-1")
        put("sys/class/powercap/intel-rapl:0:0/name", "core")
        put("sys/class/powercap/intel-rapl:0:0/energy_uj", 9_000_000 * factor)
        readings = read(energy, at)
    assert [each.value for each in readings] == [pytest.approx(30.0)]


def test_a_whole_platforms_counter_is_told_besides(tree: Tree, put: Put) -> None:
    energy = Energy(tree)
    for at in (0, 1):
        domain(put, 0, 10_000_000 * at)
        domain(put, 1, 25_000_000 * at, "psys")
        readings = read(energy, at)
    assert {each.kind: each.value for each in readings} == {"platform": 25.0, "energy": 10.0}


def test_a_counter_that_stands_still_is_stale(tree: Tree, put: Put) -> None:
    energy = Energy(tree)
    domain(put, 0, 1_000_000)
    read(energy, 0)
    assert [each.why for each in read(energy, 1)] == ["stale"]


def test_a_counter_without_rights_is_absent_and_said_once(
    tree: Tree, put: Put, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    domain(put, 0, "")
    energy = Energy(tree)
    for at in range(3):
        assert read(energy, at) == []
    (line,) = (each.message for each in caplog.records)
    assert "energy_uj may not be read" in line
    domain(put, 0, 1_000_000)
    read(energy, 4)
    domain(put, 0, 2_000_000)
    assert read(energy, 5)[0].value == pytest.approx(1.0)


def test_looks_that_come_too_fast_wait_for_the_next(tree: Tree, put: Put) -> None:
    energy = Energy(tree)
    for at, uj in ((0, 0), (0.05, 50_000), (1, 1_000_000)):
        domain(put, 0, uj)
        readings = read(energy, at)
        assert bool(readings) == (at == 1)
    assert readings[0].value == pytest.approx(1.0)
