"""Weights made small as the profile says: what is drawn stays what it was, and what cannot be is refused by name."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import psutil
import pytest
import torch
from msgspec import structs
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel

from runtime.engines.base import EngineFailed, LibraryMissing, PackUnusable, ProviderMissing
from runtime.engines.torch import TorchBackend
from runtime.families.published import painter, reader
from runtime.opening import open_engine
from runtime.pack import Pack
from runtime.profile import Profile, ProfileInvalid, Torch, parse_profile
from tests.runtime.families.parity import CAT, DUCK, IGNORED, Drawn
from tests.toymodels import TRANSFORMER, qwen_image, sana_sprint, save_pack, write_pack, z_image
from tests.workerpipe import PROFILE

pytestmark = pytest.mark.filterwarnings(*IGNORED)
MODELS: dict[str, Callable[[], Any]] = {
    "qwen-image": qwen_image,
    "sana-sprint": sana_sprint,
    "z-image": z_image,
}
WIDE = (192, 128)
"""Pixels of a picture that is larger than a piece of 128."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Family -> a pack of it."""
    made = {}
    for family, model in MODELS.items():
        pipeline = model()
        folder = tmp_path_factory.mktemp(family)
        pad = pipeline.tokenizer.pad_token_id
        made[family] = save_pack(folder, pipeline, family, TRANSFORMER, pad=pad)
    return made


def profile(**options: Any) -> Profile:
    return structs.replace(parse_profile(PROFILE), torch=Torch(**options))


def weights_of(drawn: Drawn, component: str) -> list[torch.nn.Parameter]:
    return list(drawn.engine._backend._modules[component].parameters())  # type: ignore[attr-defined]


@pytest.mark.parametrize("family", MODELS)
def test_eight_bits_draw_nearly_the_same_in_less(folders: dict[str, Path], family: str) -> None:
    whole = Drawn(folders[family])
    small = Drawn(folders[family], "bfloat16", quantise="int8")
    wanted = whole.picture(steps=2, pixels=WIDE).astype(int)
    assert np.abs(small.picture(steps=2, pixels=WIDE) - wanted).mean() <= 3  # of 255
    kinds = {type(weight).__name__ for weight in weights_of(small, "denoiser")}
    assert "Int8Tensor" in kinds
    assert {type(weight).__name__ for weight in weights_of(small, "decoder")} == {"Parameter"}
    assert small.engine.describe() == "torch: cpu, bfloat16, int8"


@pytest.mark.parametrize("family", MODELS)
@pytest.mark.parametrize("option", ["offload", "text_in_turn"])
def test_what_is_only_somewhere_else_meanwhile_draws_the_very_same(
    folders: dict[str, Path], family: str, option: str
) -> None:
    wanted = Drawn(folders[family]).picture(steps=2, beside=1)
    moved = Drawn(folders[family], "float32", **{option: True})
    np.testing.assert_array_equal(moved.picture(steps=2, beside=1), wanted)


@pytest.mark.parametrize("family", MODELS)
def test_eight_bits_of_torchao_draw_the_very_same_where_text_is_read_in_its_turn(
    folders: dict[str, Path], family: str
) -> None:
    """Its weights cannot be moved, not even to where they are: readers leave, and nothing else is touched."""
    rounded: dict[str, Any] = {"dtype": "bfloat16", "quantise": "int8"}
    small = Drawn(folders[family], **rounded, text_in_turn=True)
    wishes = [small.picture(caption=wish, steps=1) for wish in (DUCK, CAT)]  # a second turn too
    assert not {"encoder"} & small.engine._backend._modules.keys()  # type: ignore[attr-defined]
    wanted = Drawn(folders[family], **rounded)
    for wish, picture in zip((DUCK, CAT), wishes, strict=True):
        np.testing.assert_array_equal(picture, wanted.picture(caption=wish, steps=1))


def test_blocks_that_wait_elsewhere_are_fetched_one_by_one(folders: dict[str, Path]) -> None:
    moved = Drawn(folders["z-image"], offload=True)
    module = moved.engine._backend._modules["denoiser"]  # type: ignore[attr-defined]
    assert all(hasattr(block, "_diffusers_hook") for block in module.layers)


@pytest.mark.parametrize("family", MODELS)
def test_a_picture_in_pieces_is_close_to_the_whole_one(
    folders: dict[str, Path], family: str
) -> None:
    """Not the same: each piece sees less around it. Networks that were never trained see far."""
    whole = Drawn(folders[family]).picture(steps=2, pixels=WIDE).astype(int)
    pieces = Drawn(folders[family], tiled=128).picture(steps=2, pixels=WIDE)
    assert pieces.shape == whole.shape
    assert 0 < np.abs(pieces - whole).mean() <= 12  # of 255


def test_everything_together_draws(folders: dict[str, Path]) -> None:
    all_of_it = {"quantise": "int8", "offload": True, "text_in_turn": True, "tiled": 128}
    drawn = Drawn(folders["qwen-image"], "bfloat16", **all_of_it)
    wanted = Drawn(folders["qwen-image"]).picture(steps=2, pixels=WIDE).astype(int)
    assert np.abs(drawn.picture(steps=2, pixels=WIDE) - wanted).mean() <= 12  # of 255


@pytest.fixture
def two_parts(tmp_path: Path) -> Pack:
    """A reader of 100 MB, and something to paint with."""
    config = CLIPTextConfig(
        vocab_size=100_000,
        hidden_size=256,
        intermediate_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
    )
    CLIPTextModel(config).save_pretrained(tmp_path / "text_encoder")
    z_image().vae.save_pretrained(tmp_path / "vae")
    parts = {"encoder": "text_encoder", "decoder": "vae"}
    return Pack.open(write_pack(tmp_path, "z-image", parts, {}))


def test_a_reader_that_takes_turns_gives_its_memory_back_before_the_first_step(
    two_parts: Pack,
) -> None:
    def read(module: Any, input_ids: Any) -> tuple[Any, ...]:
        return (torch.stack([weight.sum() for weight in module.parameters()]),)  # all of it

    components = {
        "encoder": reader("transformers.CLIPTextModel", read),
        "decoder": painter("diffusers.AutoencoderKL"),
    }
    process = psutil.Process()
    options = profile(dtype="float32", text_in_turn=True)
    backend = TorchBackend(two_parts, options, components)
    latents = {"latents": np.zeros((1, 16, 4, 4), np.float32)}
    backend.run("decoder", latents)
    before = process.memory_info().rss
    backend.run("encoder", {"input_ids": np.zeros((1, 4), np.int64)})
    reading = process.memory_info().rss
    backend.run("decoder", latents)
    after = process.memory_info().rss
    assert reading - before > 80e6
    assert reading - after > 80e6


def test_a_reader_that_cannot_be_loaded_in_its_turn_fails_by_name(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    folder = shutil.copytree(folders["z-image"], tmp_path / "pack")
    drawn = Drawn(folder, text_in_turn=True)
    shutil.rmtree(folder / "text_encoder")
    with pytest.raises(EngineFailed, match="encoder"):
        drawn.engine.encode(drawn.engine.spell(None)[np.newaxis])


def test_weights_that_are_not_all_there_are_named(folders: dict[str, Path], tmp_path: Path) -> None:
    """Libraries make up what is missing, and would draw noise."""
    for family, part in (("z-image", "text_encoder"), ("qwen-image", "transformer")):
        folder = tmp_path / family
        shutil.copytree(folders[family], folder)
        (path,) = (folder / part).glob("*.safetensors")
        tensors = load_file(path)
        gone = min(name for name in tensors if "proj" in name)
        del tensors[gone]
        save_file(tensors, path, metadata={"format": "pt"})
        pack = Pack.open(folders[family], contents=True)
        with pytest.raises(PackUnusable, match="1 of its weights are not there"):
            open_engine(structs.replace(pack, folder=folder), profile(dtype="float32"))


def test_a_card_that_is_not_there_is_said(folders: dict[str, Path]) -> None:
    if torch.cuda.is_available():
        drawn = open_engine(Pack.open(folders["z-image"], contents=True), profile(device="cuda"))
        assert drawn.describe() == "torch: cuda, bfloat16"
        return
    with pytest.raises(ProviderMissing, match="a card for CUDA"):
        open_engine(Pack.open(folders["z-image"], contents=True), profile(device="cuda"))


@pytest.mark.parametrize(
    ("library", "options"),
    [("torchao", {"quantise": "int8"}), ("torchao", {"quantise": "int8-torchao"})],
)
def test_a_library_for_rounding_that_is_not_there_is_said_with_what_installs_it(
    folders: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
    library: str,
    options: dict[str, Literal["int8", "int8-torchao"]],
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(LibraryMissing, match=f"needs {library}") as caught:
        open_engine(Pack.open(folders["z-image"], contents=True), profile(**options))
    assert "edged[quantised]" in (caught.value.fix("en") or "")


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ('quantise = "nf4"', 'quantise "nf4" needs device "cuda"'),
        ('device = "cuda", quantise = "int8", offload = true', "offload goes with quantise"),
        ("tiled = 64", "tiled is 0 or at least 128"),
    ],
)
def test_what_does_not_go_together_is_refused_where_it_is_written(
    options: str, problem: str
) -> None:
    text = PROFILE.replace("[summary]", f"[torch]\n{options.replace(', ', chr(10))}\n[summary]")
    with pytest.raises(ProfileInvalid, match=problem):
        parse_profile(text)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"dtype": "float32"}, "fp32"),
        ({}, "fp16"),
        ({"quantise": "int8"}, "int8"),
        ({"device": "cuda", "quantise": "nf4"}, "nf4"),
        ({"device": "cuda", "quantise": "int8-torchao", "offload": True}, "int8-offload"),
    ],
)
def test_memory_is_counted_for_what_is_loaded(
    folders: dict[str, Path], options: dict[str, Any], named: str
) -> None:
    known = {"fp32": 4, "fp16": 2, "int8": 1, "nf4": 3, "int8-offload": 5}
    manifest = structs.replace(Pack.open(folders["z-image"]).manifest, memory_by_precision=known)
    assert profile(**options).memory_of(manifest) == known[named]
    unmeasured = structs.replace(manifest, memory_by_precision={})
    assert profile(**options).memory_of(unmeasured) == manifest.memory_mb
