"""Profiles: the shipped ones are right, a wrong one says which field and what to write."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from runtime.pack import Steps
from runtime.profile import (
    EXAMPLES,
    Heat,
    Match,
    Openvino,
    Power,
    Profile,
    ProfileInvalid,
    ProfileMissing,
    Rung,
    Torch,
    find_profiles,
    parse_profile,
    profiles_folder,
    read_profile,
)
from runtime.prompt.caption import Caption, Part
from tests.workerpipe import PROFILE, ROOT

TABLE = Steps(default=8, min=2, max=20, by_parts=((1, 2), (3, 4)))


def crowd(parts: int) -> Caption:
    """So many parts; which ones does not matter."""
    return Caption((Part("animal", "bear"),) * parts)


@pytest.mark.parametrize("path", find_profiles(profiles_folder()), ids=lambda path: path.stem)
def test_a_shipped_profile_is_right_and_named_like_its_file(path: Path) -> None:
    profile = read_profile(path)
    assert profile.name == path.stem
    areas = [rung.pixels[0] * rung.pixels[1] for rung in profile.ladder]
    assert areas == sorted(areas, reverse=True)


@pytest.mark.parametrize("path", find_profiles(profiles_folder()), ids=lambda path: path.stem)
def test_a_shipped_profile_states_the_effort_of_every_rung(path: Path) -> None:
    ladder = tomllib.loads(path.read_text(encoding="utf-8"))["ladder"]
    assert all("effort" in rung for rung in ladder)


@pytest.mark.parametrize(
    ("effort", "steps"),
    [
        ("full", (8, 8, 8)),
        ("wish", (2, 4, 8)),
        (1.0, (2, 4, 8)),
        (0.5, (2, 3, 5)),
        (0.0, (2, 2, 2)),
    ],
)
def test_the_rungs_effort_says_how_far_a_wish_is_drawn(effort: Any, steps: tuple[int, ...]) -> None:
    rung = Rung("512x512", 8, effort)
    assert tuple(rung.steps_for(crowd(parts), TABLE) for parts in (1, 3, 4)) == steps


def test_wishes_that_say_nothing_of_effort_are_drawn_by_the_packs_table() -> None:
    assert Rung("512x512", 8).effort == "wish"


def test_a_rung_of_fewer_steps_bounds_the_table() -> None:
    assert Rung("256x256", 3, "wish").steps_for(crowd(4), TABLE) == 3
    assert Rung("256x256", 3, "full").steps_for(crowd(1), TABLE) == 3
    assert Rung("256x256", 1, "wish").steps_for(crowd(1), TABLE) == 2, (
        "never below the pack's least"
    )


def test_a_pack_with_a_table_never_takes_more_than_its_default() -> None:
    assert Rung("512x512", 12, "full").steps_for(crowd(9), TABLE) == 8


@pytest.mark.parametrize("effort", ["full", "wish", 0.0])
def test_a_pack_without_a_table_takes_the_rungs_steps_within_its_own_bounds(effort: Any) -> None:
    pack = Steps(default=8, min=4, max=10)
    found = [Rung("512x512", steps, effort).steps_for(crowd(1), pack) for steps in (2, 6, 8, 12)]
    assert found == [4, 6, 8, 10]


def test_every_field_of_a_profile_stands_in_the_docs() -> None:
    text = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
    for kind in (Profile, Match, Heat, Power, Rung, Torch, Openvino):
        for name in kind.__struct_fields__:
            assert f"`{name}`" in text, name


@pytest.mark.parametrize("path", find_profiles(profiles_folder()), ids=lambda path: path.stem)
def test_a_shipped_profile_goes_down_in_small_and_falls_back_to_the_processor(path: Path) -> None:
    profile = read_profile(path)
    assert [rung.size for rung in profile.ladder][-1] == "256x256"
    assert profile.providers[-1].name == "CPUExecutionProvider"
    assert profile.ladder[0].batch == profile.batch
    assert profile.heat.part == ("cpu" if len(profile.providers) == 1 else "gpu")


@pytest.mark.parametrize("path", find_profiles(profiles_folder()), ids=lambda path: path.stem)
def test_a_shipped_profile_decides_heat_and_power_itself_and_stands_in_the_docs(path: Path) -> None:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    assert {"heat", "power", "memory_limit_mb", "batch"} <= told.keys()
    assert f"`{path.stem}`" in (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")


def test_what_a_profile_asks_the_installer_for_is_something_it_knows() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    for path in find_profiles(profiles_folder()):
        assert set(read_profile(path).extras) <= extras.keys()


def test_every_field_has_an_example_that_is_right() -> None:
    assert set(EXAMPLES) == set(Profile.__struct_fields__)
    whole = "\n".join(EXAMPLES.values())
    assert parse_profile(whole).name == "cpu"


@pytest.mark.parametrize(
    ("line", "wrong", "field"),
    [
        ("threads = 1", 'threads = "many"', "threads"),
        ("threads = 1", "thraeds = 1", "thraeds"),
        ("batch = 4", "batch = 0", "batch"),
        ("batch = 4", "", "batch"),
        ('engine = "onnx"', 'engine = "magic"', "engine"),
        ('name = "CPUExecutionProvider"', 'name = "cpu"', "providers[0].name"),
        ('size = "512x512"', 'size = "big"', "ladder[0].size"),
        ("steps = 8", 'steps = 8, effort = "little"', "ladder[0].effort"),
        ("steps = 8", "steps = 8, effort = 1.5", "ladder[0].effort"),
        ('en = "For tests."', "", "summary.en"),
    ],
)
def test_a_wrong_profile_names_the_file_and_the_field_and_shows_a_right_line(
    line: str, wrong: str, field: str
) -> None:
    assert line in PROFILE
    number = PROFILE[: PROFILE.index(line)].count("\n") + 1
    named = rf"^box\.toml, line (\d+): {re.escape(field)}: "
    with pytest.raises(ProfileInvalid, match=named) as caught:
        parse_profile(PROFILE.replace(line, wrong), "box.toml")
    assert caught.value.details["line"] == (number if wrong else caught.value.details["line"])
    top = {"thraeds": "threads"}.get(field, re.split(r"[.\[]", field)[0])
    assert caught.value.details["example"] == EXAMPLES[top]
    assert EXAMPLES[top] in (caught.value.fix("zh") or "")


def test_a_wrong_profile_is_explained_in_chinese_too() -> None:
    for line, wrong, chinese in (
        ("threads = 1", 'threads = "many"', "应为 int，而不是 str"),
        ("threads = 1", "thraeds = 1", "没有名为 thraeds 的字段"),
        ("batch = 4", "", "缺少字段 batch"),
        ("batch = 4", "batch = 0", "应为 int >= 1"),
        ('size = "512x512"', 'size = "big"', "格式不对"),
    ):
        with pytest.raises(ProfileInvalid) as caught:
            parse_profile(PROFILE.replace(line, wrong), "box.toml")
        assert f"有误：{chinese}。" in caught.value.message("zh")


def test_a_heat_whose_limit_is_not_above_its_target_is_refused_with_its_line() -> None:
    wrong = f"{PROFILE}\n[heat]\npart = 'cpu'\ntarget_c = 90\nlimit_c = 80\n"
    line = wrong[: wrong.index("[heat]")].count("\n") + 1
    with pytest.raises(ProfileInvalid, match=rf"line {line}: heat: .*not below limit_c 80"):
        parse_profile(wrong, "box.toml")


def test_text_that_is_no_toml_names_the_line() -> None:
    with pytest.raises(ProfileInvalid, match="line 2"):
        parse_profile('name = "x"\nbatch = = 4', "box.toml")


def test_a_missing_profile_lists_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "cpu.toml").write_text(PROFILE)
    with pytest.raises(ProfileMissing) as caught:
        read_profile(tmp_path / "gpu.toml")
    assert caught.value.fix("en") == "Choose one of: cpu."


def test_bytes_that_are_no_text_are_a_wrong_profile(tmp_path: Path) -> None:
    (tmp_path / "cpu.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ProfileInvalid, match="UTF-8"):
        read_profile(tmp_path / "cpu.toml")


def test_profiles_come_without_a_default_for_what_decides_speed() -> None:
    """Batch, memory and ladder are said by each profile, so that nobody inherits another machine's numbers."""
    for gone in ("batch", "memory_limit_mb", "ladder"):
        text = "\n".join(line for line in PROFILE.splitlines() if not line.startswith(gone))
        with pytest.raises(ProfileInvalid, match=gone):
            parse_profile(text)


def test_a_file_without_end_is_no_profile(tmp_path: Path) -> None:
    (tmp_path / "cpu.toml").write_bytes(b"#" * 10 * 1024 * 1024)
    with pytest.raises(ProfileInvalid, match="larger than 16 KiB"):
        read_profile(tmp_path / "cpu.toml")


def test_brackets_without_end_are_no_profile() -> None:
    with pytest.raises(ProfileInvalid, match="brackets"):
        parse_profile("a = " + "[" * 15_000)
