"""Facts about machines that nobody here has."""

from __future__ import annotations

import platform
from collections.abc import Callable
from pathlib import Path

import pytest

from edged.machine import Machine, look_around
from edged.machine.cards import Card
from tests.machines.build import Built, build, machines

pytestmark = pytest.mark.needs("gcc")

Seen = Callable[[str], Machine]
Look = Callable[[Built], Machine]


def test_a_board_is_seen_through_its_device_tree(seen: Seen) -> None:
    facts = seen("orin-nano-8gb")
    assert facts.arch == "aarch64"
    assert facts.board == "NVIDIA Jetson Orin Nano Engineering Reference Developer Kit Super"
    assert facts.compatible[1] == "nvidia,p3767-0005"
    assert (facts.cores, facts.memory_mb) == (6, 7486)
    assert (facts.integrated_gpu, facts.l4t, facts.jetpack) == ("gpu", "39.2.0", "7.2")
    assert (facts.processor, facts.vendor) == (None, None)


def test_garbage_of_nvml_is_no_memory_of_a_board_that_shares_it(seen: Seen) -> None:
    facts = seen("orin-nano-8gb")
    assert facts.nvidia
    assert [card.name for card in facts.cards] == ["Orin (nvgpu)"]
    assert facts.gpu_memory_mb is None


@pytest.mark.parametrize("total", ["0", "18446744073709551615", "1 MiB", "NOT_SUPPORTED"])
def test_a_card_without_a_believable_memory_has_none(
    total: str, nvml_library: Path, scenario: Callable[[str], None], tmp_path: Path
) -> None:
    scenario(f"[card]\nname = Odd\nmemory_total = {total}\ncompute = 0.0")
    facts = look_around(tmp_path, str(nvml_library))
    assert facts.cards == (Card(index=0, name="Odd"),)
    assert facts.gpu_memory_mb is None


def test_a_release_whose_file_is_gone_is_found_among_the_packages(seen: Seen) -> None:
    facts = seen("orin-nx-carrier")
    assert (facts.l4t, facts.jetpack, facts.nvidia) == ("36.4.3", "6.2", False)
    assert facts.board == "Kestrel Vision KV-7 Carrier"


def test_an_unlisted_release_still_tells_its_generation(tmp_path: Path) -> None:
    built = build("agx-orin", tmp_path / "board")
    built.change("etc/nv_tegra_release", "# R36 (release), REVISION: 9.9, GCID: 1")
    facts = look_around(built.root)
    assert (facts.l4t, facts.jetpack) == ("36.9.9", "6")


def test_an_older_board_has_another_node_and_no_nvml(seen: Seen) -> None:
    facts = seen("xavier-nx")
    assert (facts.integrated_gpu, facts.nvidia, facts.jetpack) == ("gv11b", False, "5.1.6")
    assert (facts.arch, facts.cuda_node) == ("aarch64", True)


def test_a_pc_is_seen_through_its_firmware_and_its_card(seen: Seen) -> None:
    facts = seen("laptop-3060")
    assert (facts.board, facts.vendor, facts.product) == ("LENOVO 82JU", "LENOVO", "82JU")
    assert facts.processor == "Intel(R) Core(TM) i7-11800H @ 2.30GHz"
    assert (facts.arch, facts.cores, facts.memory_mb) == ("x86_64", 8, 15763)
    assert (facts.driver, facts.gpu_memory_mb, facts.cuda_node) == ("580.95.05", 5994, True)
    assert facts.card == Card(
        index=0,
        name="NVIDIA GeForce RTX 3060 Laptop GPU",
        memory_mb=5994,
        compute=8.6,
        uuid="GPU-3e1f7a50-2f0e-2c7d-8a75-4f6f3bb6d0c1",
    )


def test_of_two_cards_the_larger_one_counts(seen: Seen) -> None:
    facts = seen("two-cards")
    assert [card.memory_mb for card in facts.cards] == [4096, 12282]
    assert facts.card is facts.cards[1]
    assert facts.gpu_memory_mb == 12282


def test_a_lost_card_leaves_the_other_one(look: Look, tmp_path: Path) -> None:
    built = build("two-cards", tmp_path / "pc")
    built.later()
    facts = look(built)
    assert facts.cards[1] == Card(index=1)
    assert facts.gpu_memory_mb == 4096


def test_a_device_node_that_comes_late_is_told_apart_from_the_driver(
    look: Look, tmp_path: Path
) -> None:
    built = build("late-card", tmp_path / "pc")
    before = look(built)
    built.later()
    after = look(built)
    assert (before.nvidia, before.gpu_memory_mb, before.cuda_node) == (True, 12288, False)
    assert (after.nvidia, after.gpu_memory_mb, after.cuda_node) == (True, 12288, True)


def test_a_driver_that_comes_late_says_why_there_is_no_memory_yet(
    look: Look, tmp_path: Path
) -> None:
    built = build("late-driver", tmp_path / "pc")
    before = look(built)
    assert (before.nvml, before.gpu_memory_mb) == ("DRIVER_NOT_LOADED", None)
    assert [card.name for card in before.cards] == ["NVIDIA GeForce RTX 3060"]
    built.later()
    after = look(built)
    assert (after.nvml, after.gpu_memory_mb) == (None, 12288)


def test_a_foreign_tree_without_a_library_names_its_card_but_not_its_memory(
    tmp_path: Path,
) -> None:
    facts = look_around(build("laptop-3060", tmp_path / "pc").root)
    assert facts.card == Card(
        index=0,
        name="NVIDIA GeForce RTX 3060 Laptop GPU",
        uuid="GPU-3e1f7a50-2f0e-2c7d-8a75-4f6f3bb6d0c1",
    )
    assert (facts.nvml, facts.driver) == (None, "580.95.05")


def test_the_architecture_is_that_of_the_tree(seen: Seen) -> None:
    assert {name: seen(name).arch for name in ("jetson-nano", "n100", "empty")} == {
        "jetson-nano": "aarch64",
        "n100": "x86_64",
        "empty": None,
    }
    assert look_around(Path("/")).arch == platform.machine()


def test_an_empty_tree_gives_no_facts(seen: Seen) -> None:
    assert seen("empty") == Machine()


def test_odd_files_give_no_wrong_facts(seen: Seen) -> None:
    facts = seen("odd-files")
    assert (facts.arch, facts.cores, facts.memory_mb, facts.processor) == (None,) * 4
    assert (facts.l4t, facts.integrated_gpu, facts.driver, facts.vendor) == (None,) * 4
    assert facts.cards == (Card(index=0),)


def test_hyper_threads_are_not_cores(seen: Seen) -> None:
    assert seen("desktop-3060").cores == 6


def test_the_environment_names_the_tree_and_the_library(
    tmp_path: Path, nvml_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = build("desktop-4060", tmp_path / "pc")
    monkeypatch.setenv("EDGED_SYSROOT", str(built.root))
    monkeypatch.setenv("EDGED_NVML", str(nvml_library))
    monkeypatch.setenv("NVML_SCENARIO", str(built.scenario))
    facts = look_around()
    assert (facts.gpu_memory_mb, facts.memory_mb) == (8188, 15843)


def test_a_library_that_cannot_be_opened_leaves_the_other_facts(tmp_path: Path) -> None:
    built = build("desktop-4060", tmp_path / "pc")
    facts = look_around(built.root, str(tmp_path / "absent.so"))
    assert facts.nvml in {"LIBRARY_NOT_FOUND", "IN_USE"}
    assert (facts.memory_mb, facts.gpu_memory_mb, facts.nvidia) == (15843, None, True)


@pytest.mark.parametrize("name", machines())
def test_whatever_happens_later_no_machine_stops_the_reading(
    name: str, look: Look, tmp_path: Path
) -> None:
    built = build(name, tmp_path / name)
    before = look(built)
    built.later()
    assert look(built).memory_mb == before.memory_mb
