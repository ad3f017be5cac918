"""Each machine gets the profile that a person would expect; owners' profiles, right and wrong ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from edged.errors import CardSilent, MachineUnknown, ProfileBroken, ProfileUnknown
from edged.machine import Machine, choose, look_around, own_profiles
from runtime.profile import find_profiles, profiles_folder
from tests.machines.build import Built, build, machines

pytestmark = pytest.mark.needs("gcc")

Seen = Callable[[str], Machine]
Look = Callable[[Built], Machine]

EXPECTED = {
    "agx-orin": "jetson-agx-orin",
    "desktop-1660": "rtx3060-6gb",
    "desktop-3060": "rtx3060-12gb",
    "desktop-4060": "rtx4060-8gb",
    "empty": "cpu",
    "jetson-nano": "jetson-nano",
    "laptop-3050": "rtx3060-6gb",
    "laptop-3060": "rtx3060-6gb",
    "laptop-4gb": "gpu-4gb",
    "laptop-on-battery": "cpu",
    "late-card": "rtx3060-12gb",
    "late-driver": "cpu",
    "n100": "intel-n100",
    "odd-files": "cpu",
    "odd-sensors": "rtx3060-12gb",
    "old-card": "cpu",
    "orin-nano-4gb": "jetson-orin-nano-4gb",
    "orin-nano-8gb": "jetson-orin-nano-8gb",
    "orin-nx-carrier": "jetson-orin-nx",
    "raspberry-pi-5": "raspberry-pi-5",
    "small-board": "cpu-small",
    "two-cards": "rtx3060-12gb",
    "virtual-machine": "cpu",
    "workstation-24gb": "gpu-24gb",
    "xavier-nx": "jetson-xavier-nx",
}
PLAIN = Machine(arch="x86_64", cores=4, memory_mb=8000)
MINE = """
name = "NAME"
summary = { en = "Ours.", zh = "我们的。" }
engine = "onnx"
providers = [{ name = "CPUExecutionProvider" }]
pack = "cute-animals"
memory_limit_mb = 700
batch = 1
ladder = [
    { size = "384x384", steps = 6 },
]
"""


def own(folder: Path, name: str, more: str = "", file: str = "") -> Path:
    """An owner's profile; the folder it lies in."""
    folder.mkdir(exist_ok=True)
    (folder / f"{file or name}.toml").write_text(MINE.replace("NAME", name) + more)
    return folder


def test_every_machine_is_expected_to_get_something() -> None:
    assert set(EXPECTED) == set(machines())
    assert len(EXPECTED) >= 16


@pytest.mark.parametrize(("name", "profile"), EXPECTED.items())
def test_a_machine_gets_the_profile_that_a_person_would_expect(
    name: str, profile: str, seen: Seen
) -> None:
    choice = choose(profiles_folder(), "auto", seen(name))
    assert choice.best == choice.profile.name == profile
    assert choice.automatic
    assert (choice.tied, choice.broken) == ((), ())


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - {"empty", "late-driver"}))
def test_a_machine_that_says_what_it_is_has_no_troubles(name: str, seen: Seen) -> None:
    assert choose(profiles_folder(), "auto", seen(name)).troubles == ()


def test_every_shipped_profile_is_somebodys_or_chosen_by_hand() -> None:
    choice = choose(profiles_folder(), "auto", PLAIN)
    by_hand = {name for name, offer in choice.offers.items() if offer.profile.match.by_hand}
    assert by_hand == {"cpu-large"}
    assert {path.stem for path in find_profiles(profiles_folder())} - by_hand == set(
        EXPECTED.values()
    )


def test_a_profile_that_is_chosen_by_hand_is_taken_only_where_it_is_named(tmp_path: Path) -> None:
    own(tmp_path, "mine", "[match]\nby_hand = true\n")
    own(tmp_path, "other", "[match]\nmin_cores = 64\n")
    assert choose(tmp_path, "auto", PLAIN).best == "other"
    assert choose(tmp_path, "mine", PLAIN).profile.name == "mine"


def test_a_driver_that_comes_late_brings_the_cards_profile(look: Look, tmp_path: Path) -> None:
    built = build("late-driver", tmp_path / "pc")
    built.later()
    assert choose(profiles_folder(), "auto", look(built)).best == "rtx3060-12gb"


@pytest.mark.parametrize("mb", [5800, 5994, 6144, 7599])
def test_six_gigabytes_are_six_gigabytes_whatever_the_driver_keeps(mb: int) -> None:
    facts = Machine(nvidia=True, gpu_memory_mb=mb, cards=())
    scores = choose(profiles_folder(), "auto", facts).scores
    assert scores["gpu-4gb"] is None
    assert scores["rtx4060-8gb"] is None


def test_carriers_with_other_names_are_known_by_the_modules_part_number() -> None:
    for part, profile in {
        "p3767-0001": "jetson-orin-nx",
        "p3767-0003": "jetson-orin-nano-8gb",
        "p3701-0004": "jetson-agx-orin",
        "p3668-0003": "jetson-xavier-nx",
    }.items():
        names = (f"oe4t,some-carrier+{part}-super", "nvidia,tegra234")
        facts = Machine(arch="aarch64", board="Carrier 9", compatible=names, memory_mb=7486)
        assert choose(profiles_folder(), "auto", facts).best == profile


def test_a_carrier_that_names_only_the_chip_gets_the_smallest_that_may_be_it() -> None:
    for memory, profile in {3420: "jetson-orin-nano-4gb", 15655: "jetson-orin-nano-8gb"}.items():
        facts = Machine(board="Carrier 9", compatible=("nvidia,tegra234",), memory_mb=memory)
        assert choose(profiles_folder(), "auto", facts).best == profile


def test_a_named_profile_wins_over_the_best_one() -> None:
    choice = choose(profiles_folder(), "cpu-small", PLAIN)
    assert (choice.profile.name, choice.best, choice.automatic) == ("cpu-small", "cpu", False)


def test_an_unknown_profile_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ProfileUnknown, match="cpu-small"):
        choose(profiles_folder(), "abacus", PLAIN)


def test_where_nothing_fits_the_one_that_asks_for_the_least_is_taken(tmp_path: Path) -> None:
    own(tmp_path, "large", "[match]\nmin_cores = 64\n")
    own(tmp_path, "little", "[match]\nmin_cores = 32\n")
    path = tmp_path / "large.toml"
    path.write_text(path.read_text().replace("700", "9000"))
    assert choose(tmp_path, "auto", PLAIN).best == "little"


# The owner's own.


def test_an_owners_profile_joins_the_shipped_ones(tmp_path: Path) -> None:
    folder = own(tmp_path / "own", "our-pc", '[match]\narch = "x86_64"\nmin_cores = 4\n')
    choice = choose(profiles_folder(), "auto", PLAIN, folder)
    assert (choice.best, choice.scores["our-pc"]) == ("our-pc", 2)
    assert choice.offers["our-pc"].own
    assert not choice.offers["cpu"].own


def test_an_owners_profile_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    choice = choose(profiles_folder(), "auto", PLAIN, own(tmp_path / "own", "cpu"))
    assert choice.profile.name == "cpu"
    assert choice.profile.summary.en == "Ours."
    assert "384x384" in choice.text


def test_among_equals_the_owners_wins_and_then_the_first_name(tmp_path: Path) -> None:
    folder = own(tmp_path / "own", "zebra")
    assert choose(profiles_folder(), "auto", PLAIN, folder).best == "zebra"
    assert choose(profiles_folder(), "auto", PLAIN, folder).tied == ("cpu",)
    own(folder, "ape")
    choice = choose(profiles_folder(), "auto", PLAIN, folder)
    assert (choice.best, choice.tied) == ("ape", ("cpu", "zebra"))


def test_a_wrong_line_is_named_with_what_to_write_and_the_box_goes_on(tmp_path: Path) -> None:
    folder = own(tmp_path / "own", "our-pc", '[match]\nmin_cores = "four"\n')
    choice = choose(profiles_folder(), "auto", PLAIN, folder)
    assert choice.best == "cpu"
    (broken,) = choice.broken
    told = broken.message("en")
    assert f"{folder}/our-pc.toml, line 13: match.min_cores: Expected int" in told
    assert "Write, for example: match = {" in told
    assert "第 13 行" in broken.message("zh")
    assert "可以这样写" in broken.message("zh")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"name = 'x'\n\nbatch = = 4\n", 3),
        (b"name = 'x'\n\xff\xfe\n", 2),
        (b"\0\0\0", 1),
        (b"[" * 15_000, 1),
        (b"#" * 20_000, 1),
        (b"", 1),
    ],
)
def test_whatever_lies_there_is_told_and_left_out(
    content: bytes, line: int, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_bytes(content)
    choice = choose(profiles_folder(), "auto", PLAIN, tmp_path)
    assert choice.best == "cpu"
    assert f"mine.toml, line {line}: " in choice.broken[0].message("en")


def test_folders_and_links_to_nowhere_are_told_too(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "link.toml").symlink_to("nowhere")
    choice = choose(profiles_folder(), "auto", PLAIN, tmp_path)
    assert len(choice.broken) == 2


def test_two_files_of_one_name_are_told(tmp_path: Path) -> None:
    own(tmp_path, "twin", file="a")
    own(tmp_path, "twin", file="b")
    choice = choose(profiles_folder(), "auto", PLAIN, tmp_path)
    assert "a.toml has the name twin already" in choice.broken[0].message("en")
    assert choice.offers["twin"].file.endswith("a.toml")


def test_a_broken_profile_that_was_asked_for_gives_way_to_the_best(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text("batch = 0")
    choice = choose(profiles_folder(), "mine", PLAIN, tmp_path)
    assert (choice.profile.name, choice.automatic, len(choice.broken)) == ("cpu", False, 1)


def test_a_tree_without_anything_is_a_trouble_with_something_to_do(seen: Seen) -> None:
    (trouble,) = choose(profiles_folder(), "auto", seen("empty")).troubles
    assert isinstance(trouble, MachineUnknown)
    assert "edgectl profile use" in (trouble.fix("zh") or "")


def test_a_card_that_cannot_be_asked_is_a_trouble(seen: Seen) -> None:
    (trouble,) = choose(profiles_folder(), "auto", seen("late-driver")).troubles
    assert isinstance(trouble, CardSilent)
    assert "DRIVER_NOT_LOADED" in trouble.message("en")


def test_a_board_without_the_library_is_no_trouble(tmp_path: Path) -> None:
    built = build("orin-nano-8gb", tmp_path / "board")
    facts = look_around(built.root, str(tmp_path / "absent.so"))
    assert facts.nvml
    assert choose(profiles_folder(), "auto", facts).troubles == ()


def test_of_several_wrong_files_the_first_is_told(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.toml").write_text("batch = 0")
    choice = choose(profiles_folder(), "auto", PLAIN, tmp_path)
    assert len(choice.broken) == 2
    assert choice.troubles == choice.broken[:1]


def test_a_folder_without_a_single_right_profile_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProfileBroken):
        choose(tmp_path, "auto", PLAIN)
    (tmp_path / "mine.toml").write_text("name = 3")
    with pytest.raises(ProfileBroken, match=r"mine\.toml"):
        choose(tmp_path, "auto", PLAIN)


def test_the_owners_folder_lies_below_the_systems_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EDGED_SYSROOT", raising=False)
    assert own_profiles() == Path("/etc/edged/profiles")
    monkeypatch.setenv("EDGED_SYSROOT", str(tmp_path))
    assert own_profiles() == tmp_path / "etc/edged/profiles"
