"""Profiles: the shipped ones are right, a wrong one says which field and what to write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from runtime.profile import (
    EXAMPLES,
    Profile,
    ProfileInvalid,
    ProfileMissing,
    find_profiles,
    parse_profile,
    profiles_folder,
    read_profile,
)
from tests.workerpipe import PROFILE


@pytest.mark.parametrize("path", find_profiles(profiles_folder()), ids=lambda path: path.stem)
def test_a_shipped_profile_is_right_and_named_like_its_file(path: Path) -> None:
    profile = read_profile(path)
    assert profile.name == path.stem
    areas = [rung.pixels[0] * rung.pixels[1] for rung in profile.ladder]
    assert areas == sorted(areas, reverse=True)


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
        ('en = "For tests."', "", "summary.en"),
    ],
)
def test_a_wrong_profile_names_the_file_and_the_field_and_shows_a_right_line(
    line: str, wrong: str, field: str
) -> None:
    assert line in PROFILE
    with pytest.raises(ProfileInvalid, match="^" + re.escape(f"box.toml: {field}: ")) as caught:
        parse_profile(PROFILE.replace(line, wrong), "box.toml")
    top = {"thraeds": "threads"}.get(field, re.split(r"[.\[]", field)[0])
    assert caught.value.details["example"] == EXAMPLES[top]
    assert EXAMPLES[top] in (caught.value.fix("zh") or "")


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
