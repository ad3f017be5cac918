from __future__ import annotations

from pathlib import Path

import pytest

from edged.errors import ProfileBroken, ProfileUnknown
from edged.machine import Machine, choose, look_around, score
from runtime.profile import Match, profiles_folder

PLAIN = Machine(
    arch="x86_64", board=None, cores=4, memory_mb=8000, nvidia=False, gpu_memory_mb=None
)


def tree(root: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def test_a_small_board_is_seen_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "proc/meminfo": b"MemTotal:        2027520 kB\nMemFree: 1 kB\n",
        "proc/device-tree/model": b"Some Board Model B\0",
        "proc/cpuinfo": b"processor\t: 0\nprocessor\t: 1\n",
    }
    monkeypatch.setenv("EDGED_SYSROOT", str(tree(tmp_path, files)))
    facts = look_around()
    assert (facts.board, facts.cores, facts.memory_mb) == ("Some Board Model B", 2, 1980)
    assert not facts.nvidia


def test_hyper_threads_are_not_cores(tmp_path: Path) -> None:
    files = {}
    for cpu, core in enumerate((b"0", b"0", b"1", b"1")):
        files[f"sys/devices/system/cpu/cpu{cpu}/topology/core_id"] = core
        files[f"sys/devices/system/cpu/cpu{cpu}/topology/physical_package_id"] = b"0"
    assert look_around(tree(tmp_path, files)).cores == 2


def test_an_empty_or_odd_tree_gives_no_facts_and_no_error(tmp_path: Path) -> None:
    empty = look_around(tmp_path)
    assert (empty.board, empty.cores, empty.memory_mb, empty.nvidia) == (None, None, None, False)
    odd = {
        "proc/meminfo": b"\xff\n\nMemTotal:\nMemTotal: x kB\n",
        "sys/class/dmi/id/sys_vendor": b"\xff\0",
    }
    assert look_around(tree(tmp_path, odd)).memory_mb is None


def test_a_profile_scores_by_the_conditions_that_hold() -> None:
    assert score(Match(min_cores=2, min_memory_mb=4000), PLAIN) == 2
    assert score(Match(min_cores=8), PLAIN) is None
    assert score(Match(max_memory_mb=2000), PLAIN) is None
    assert score(Match(nvidia=True), PLAIN) is None
    assert score(Match(min_gpu_memory_mb=4000), PLAIN) is None
    assert score(Match(), PLAIN) == 0


@pytest.mark.parametrize(
    ("facts", "best"),
    [
        (PLAIN, "cpu"),
        (
            Machine(
                arch="aarch64",
                board=None,
                cores=4,
                memory_mb=1500,
                nvidia=False,
                gpu_memory_mb=None,
            ),
            "cpu-small",
        ),
        (
            Machine(
                arch="x86_64", board=None, cores=6, memory_mb=16000, nvidia=True, gpu_memory_mb=5994
            ),
            "gpu-cuda",
        ),
        (
            Machine(
                arch="x", board=None, cores=None, memory_mb=None, nvidia=False, gpu_memory_mb=None
            ),
            "cpu",
        ),
    ],
)
def test_the_most_specific_profile_that_fits_wins(facts: Machine, best: str) -> None:
    choice = choose(profiles_folder(), "auto", facts)
    assert choice.best == choice.profile.name == best
    assert choice.automatic


def test_a_named_profile_wins_over_the_best_one() -> None:
    choice = choose(profiles_folder(), "cpu-small", PLAIN)
    assert (choice.profile.name, choice.best, choice.automatic) == ("cpu-small", "cpu", False)


def test_an_unknown_profile_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ProfileUnknown, match="cpu-small"):
        choose(profiles_folder(), "abacus", PLAIN)


def test_a_broken_profile_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileBroken):
        choose(tmp_path, "auto", PLAIN)
    (tmp_path / "mine.toml").write_text("name = 3")
    with pytest.raises(ProfileBroken, match=r"mine\.toml"):
        choose(tmp_path, "auto", PLAIN)
