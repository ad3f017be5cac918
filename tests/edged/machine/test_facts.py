"""Facts about machines that nobody here has."""

from __future__ import annotations

import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from edged.machine import Machine, look_around
from edged.machine.cards import Card
from tests.machines.build import Built, build, environment, machines
from tests.source import ROOT

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


def test_a_card_that_nobody_has_used_yet_has_no_uuid(tmp_path: Path) -> None:
    (card,) = look_around(build("late-driver", tmp_path / "pc").root).cards
    assert (card.name, card.uuid) == ("NVIDIA GeForce RTX 3060", None)


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


LOOKS = """
import sys, threading, time
from pathlib import Path
from edged.machine import look_around
root, scenario = Path(sys.argv[1]), Path(sys.argv[2])
well = scenario.read_text()
scenario.write_text(well.replace(sys.argv[3], "HANGS"))
facts = [look_around(root) for _ in range(3)]
print([(each.nvml, each.hung, each.memory_mb, each.cards[0].memory_mb) for each in facts])
print(threading.active_count())
if sys.argv[4] == "leave":
    sys.exit()
scenario.write_text(well)
for _ in range(1000):
    found = look_around(root)
    if not found.hung:
        break
    time.sleep(0.02)
print(found.gpu_memory_mb, found.nvml)
"""


@pytest.mark.parametrize("word", ["580.95.05", "NVIDIA GeForce RTX 3060", "12288 MiB"])
@pytest.mark.parametrize("then", ["leave", "stay"])
def test_a_library_that_hangs_costs_one_thread_and_holds_up_neither_the_looks_nor_the_end(
    word: str, then: str, tmp_path: Path, nvml_library: Path
) -> None:
    """In a process of its own, which ends while the call hangs, or sees the card when it comes back."""
    built = build("late-driver", tmp_path / "pc")
    built.later()
    assert built.scenario
    done = subprocess.run(
        [sys.executable, "-c", LOOKS, built.root, built.scenario, word, then],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment(built, nvml_library)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    looks, threads, *back = done.stdout.splitlines()
    assert looks == str([("NO_ANSWER", True, 15900, None)] * 3)
    assert threads == "2"
    assert back == ([] if then == "leave" else ["12288 None"])


@pytest.mark.parametrize("name", machines())
def test_whatever_happens_later_no_machine_stops_the_reading(
    name: str, look: Look, tmp_path: Path
) -> None:
    built = build(name, tmp_path / name)
    before = look(built)
    built.later()
    assert look(built).memory_mb == before.memory_mb
