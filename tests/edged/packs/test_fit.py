"""Whether a pack suits a profile, before anybody tries."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from msgspec.structs import replace

from edged.packs.fit import check_fit
from edged.packs.refusals import PackUnfit
from runtime.pack import Manifest, read_manifest
from runtime.profile import Profile, Torch, profiles_folder, read_profile
from tests.edged.packs.making import rewritten
from tests.toypack import build_toy_pack


@pytest.fixture
def profile() -> Profile:
    return read_profile(profiles_folder() / "cpu.toml")


def manifest(folder: Path, **changes: object) -> Manifest:
    return read_manifest(rewritten(build_toy_pack(folder), {}, changes))


def test_an_ordinary_pack_fits(tmp_path: Path, profile: Profile) -> None:
    check_fit(manifest(tmp_path), profile)


def test_a_pack_that_needs_more_memory_than_is_allowed_does_not(
    tmp_path: Path, profile: Profile
) -> None:
    limit = profile.memory_limit_mb
    check_fit(manifest(tmp_path / "a", memory_mb=limit), profile)
    with pytest.raises(PackUnfit, match=f"needs {limit + 1} MB"):
        check_fit(manifest(tmp_path / "b", memory_mb=limit + 1), profile)


@pytest.mark.parametrize(("dtype", "needed"), [("float32", 800), ("bfloat16", 400)])
def test_weights_need_what_they_are_loaded_in(
    tmp_path: Path, profile: Profile, dtype: Literal["float32", "bfloat16"], needed: int
) -> None:
    told = {"fp32": 800, "fp16": 400, "int8": 200}
    weights = {"denoiser": "vocabulary.json"}  # anything that is no graph
    found = manifest(tmp_path, memory_mb=999_999, memory_by_precision=told, components=weights)
    assert replace(profile, torch=Torch(dtype=dtype)).memory_of(found) == needed
    graphs = manifest(tmp_path / "graphs", memory_mb=900, memory_by_precision=told)
    assert profile.memory_of(graphs) == 900


def test_a_pack_that_draws_none_of_the_profiles_sizes_does_not_fit(
    tmp_path: Path, profile: Profile
) -> None:
    with pytest.raises(PackUnfit, match="1024x1024"):
        check_fit(manifest(tmp_path, sizes=["1024x1024"]), profile)


def test_memory_that_nobody_measured_is_told_apart(tmp_path: Path, profile: Profile) -> None:
    told = {"fp16": 400, "int8": 200}
    weights = {"denoiser": "vocabulary.json"}
    measured = {"memory_by_precision": told, "memory_measured": ("int8",), "components": weights}
    found = manifest(tmp_path / "weights", **measured)
    rounded = replace(profile, torch=Torch(quantise="int8"))
    assert profile.guesses_memory_of(found)
    assert not rounded.guesses_memory_of(found)
    graphs = {"memory_by_precision": {"int8": 300}, "precision": "int8"}
    assert profile.guesses_memory_of(manifest(tmp_path / "a", **graphs))
    assert not profile.guesses_memory_of(
        manifest(tmp_path / "b", **graphs, memory_measured=("int8",))
    )
    assert not profile.guesses_memory_of(manifest(tmp_path / "c", memory_mb=300)), (
        "as its maker says"
    )
