"""The same profile on another engine."""

from __future__ import annotations

import pytest
from msgspec import structs

from edged.machine.engines import engines_for, on_engine
from runtime.pack import Manifest, packs_folder, read_manifest
from runtime.profile import Provider, find_profiles, parse_profile, profile_text, profiles_folder

CPU = profile_text(profiles_folder() / "cpu.toml")


@pytest.fixture
def manifest() -> Manifest:
    return read_manifest(packs_folder() / "cute-animals")


@pytest.mark.parametrize("file", find_profiles(profiles_folder()), ids=lambda file: file.stem)
def test_every_shipped_profile_can_be_put_on_another_engine_and_keeps_the_rest(
    file: object,
) -> None:
    text = profile_text(profiles_folder() / f"{file.stem}.toml")  # type: ignore[attr-defined]
    before, after = parse_profile(text), parse_profile(on_engine(text, "openvino"))
    assert after.engine == "openvino"
    assert set(after.extras) == {*before.extras, "openvino"}
    assert structs.replace(after, engine=before.engine, extras=before.extras) == before
    assert parse_profile(on_engine(on_engine(text, "openvino"), "onnx")).engine == "onnx"


def test_what_the_installer_adds_already_is_added_once() -> None:
    text = CPU.replace("batch = 4", "extras = [\n  'text',\n]\nbatch = 4", 1)
    once = on_engine(text, "openvino")
    assert parse_profile(once).extras == ("openvino", "text")
    assert on_engine(once, "openvino") == once


def test_a_file_whose_engine_is_on_no_line_of_its_own_is_left_alone() -> None:
    text = CPU.replace('engine = "onnx"', '"engine" = "onnx"', 1)
    assert parse_profile(text).engine == "onnx"
    with pytest.raises(ValueError, match="line of its own"):
        on_engine(text, "openvino")


def test_graphs_on_a_processor_have_a_choice_and_nothing_else_has(manifest: Manifest) -> None:
    profile = parse_profile(CPU)
    assert engines_for(profile, manifest) == ("onnx", "openvino")
    turned = structs.replace(profile, engine="openvino")
    assert engines_for(turned, manifest) == ("openvino", "onnx")
    card = structs.replace(profile, providers=(Provider("CUDAExecutionProvider"),))
    assert engines_for(card, manifest) == ("onnx",)
    weights = {"encoder": "vocabulary.json"}
    assert engines_for(profile, structs.replace(manifest, components=weights)) == ("torch",)
