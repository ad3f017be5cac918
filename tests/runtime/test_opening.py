"""What a pack needs and this machine lacks is said by name."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from msgspec import structs

from runtime.engines.base import LibraryMissing, PackUnusable
from runtime.families.text import tokenizer_of
from runtime.opening import open_engine
from runtime.pack import Pack, PackInvalid
from runtime.profile import parse_profile
from tests.toymodels import write_pack
from tests.workerpipe import PROFILE

WEIGHTS = {"encoder": "clip", "denoiser": "unet", "decoder": "vae", "tokenizer": "tokenizer.json"}


def weights(folder: Path, **settings: object) -> Pack:
    """A pack whose weights are none: what is wrong is found in the order in which it is looked for."""
    for part in ("clip", "unet", "vae"):
        (folder / part).mkdir()
        (folder / part / "config.json").write_text("{}")
    (folder / "tokenizer.json").write_text("{}")
    write_pack(folder, "stable-diffusion", WEIGHTS, dict(settings))
    return Pack.open(folder, contents=True)


def test_a_pack_of_weights_needs_torch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = weights(tmp_path)
    monkeypatch.delitem(sys.modules, "runtime.engines.torch", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(LibraryMissing, match="needs torch") as caught:
        open_engine(pack, parse_profile(PROFILE))
    assert "edged[torch]" in (caught.value.fix("en") or "")


def test_a_profile_may_want_a_library_that_is_not_there(
    toy_pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "runtime.engines.openvino", raising=False)
    monkeypatch.setitem(sys.modules, "openvino", None)
    profile = structs.replace(parse_profile(PROFILE), engine="openvino")
    with pytest.raises(LibraryMissing, match="needs openvino"):
        open_engine(Pack.open(toy_pack, contents=True), profile)


def test_a_sentence_needs_a_tokenizer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = weights(tmp_path)
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(LibraryMissing, match="needs tokenizers"):
        tokenizer_of(pack, "tokenizer")


def test_a_tokenizer_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(PackUnusable, match="tokenizer of the pack"):
        tokenizer_of(weights(tmp_path), "tokenizer")


def test_a_pack_without_a_tokenizer_says_so(tmp_path: Path) -> None:
    with pytest.raises(PackUnusable, match=r"tokenizer_2 of the pack .* does not name it"):
        tokenizer_of(weights(tmp_path), "tokenizer_2")


def test_a_part_that_the_manifest_does_not_name_is_said_before_anything_is_loaded(
    toy_pack: Path,
) -> None:
    pack = Pack.open(toy_pack, contents=True)
    fewer = {name: path for name, path in pack.manifest.components.items() if name != "preview"}
    cut = structs.replace(pack, manifest=structs.replace(pack.manifest, components=fewer))
    with pytest.raises(PackUnusable, match=r"preview of the pack .* the manifest does not name it"):
        open_engine(cut, parse_profile(PROFILE))


@pytest.mark.parametrize("library", ["onnx", "openvino"])
def test_a_graph_that_is_too_large_to_keep_is_loaded_from_its_folder(
    toy_pack: Path, library: Literal["onnx", "openvino"]
) -> None:
    pack = Pack.open(toy_pack, contents=True)
    small = {path: data for path, data in pack.contents.items() if path != "preview.onnx"}
    profile = structs.replace(parse_profile(PROFILE), engine=library)
    engine = open_engine(structs.replace(pack, contents=small), profile)
    assert engine.preview(np.zeros((1, *engine.course((512, 512), 4).shape), np.float32)).any()


def test_weights_that_are_none_are_named(tmp_path: Path) -> None:
    with pytest.raises(PackUnusable, match="encoder of the pack stable-diffusion"):
        open_engine(weights(tmp_path), parse_profile(PROFILE))


def test_settings_that_the_family_does_not_know_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PackInvalid, match="unknown field `lenght`"):
        open_engine(weights(tmp_path, lenght=77), parse_profile(PROFILE))
