"""What models in their real sizes take, from the heads of their files alone: nobody has to hold them for that."""

from __future__ import annotations

import json
import re
from importlib import import_module
from math import prod
from pathlib import Path

import pytest
import torch
from msgspec import structs

from bench.sixgb.shapes import SHAPES, Part
from forge.build import main
from forge.building.memory import KINDS, figures, weigh
from forge.building.plan import TooLittle, waiting
from forge.building.source import read_source
from runtime.profile import Profile, profiles_folder, read_profile

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")
KIND = {
    "sd15": "StableDiffusionPipeline",
    "z-image-turbo": "ZImagePipeline",
    "qwen-image": "QwenImagePipeline",
}
SCHEDULER = {"use_dynamic_shifting": True, "shift_terminal": 0.02}
SIX_GB = profiles_folder() / "rtx3060-6gb.toml"
SD15_PEAK_MB = 3290
"""Measured: in 16 bits on a processor, one guided picture of 512x512 (docs/performance.md)."""


def write_hollow(part: Part, source: Path) -> None:
    """As published in 16 bits, but without a single number: the disk holds the files' heads alone."""
    place, kind, told = part
    library, name = kind.split(".")
    made = getattr(import_module(library), name)
    with torch.device("meta"):
        config = made.config_class(**told) if library == "transformers" else None
        module = made(config) if config else made.from_config(told)
    (source / place).mkdir()
    (config.save_pretrained if config else module.save_config)(source / place)
    head, at = {}, 0
    for key, weight in module.state_dict().items():
        size = 2 * prod(weight.shape)
        shape = list(weight.shape)
        head[key] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    written = json.dumps(head).encode()
    with (source / place / "model.safetensors").open("wb") as file:
        file.write(len(written).to_bytes(8, "little") + written)
        file.truncate(8 + len(written) + at)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root, made = tmp_path_factory.mktemp("hollow"), {}
    for name, kind in KIND.items():
        source = made[name] = root / name
        (source / "scheduler").mkdir(parents=True)
        (source / "scheduler/scheduler_config.json").write_text(json.dumps(SCHEDULER))
        parts = SHAPES[name].parts.values()
        for part in parts:
            write_hollow(part, source)
        index = {"_class_name": kind} | {part[0]: part[1].split(".") for part in parts}
        (source / "model_index.json").write_text(json.dumps(index))
    return made


def told(source: Path, profile: Profile) -> dict[str, int]:
    return figures(weigh(read_source(source)), profile)


def test_the_estimate_is_near_what_was_measured_in_the_real_size(sources: dict[str, Path]) -> None:
    alone = structs.replace(read_profile(profiles_folder() / "cpu.toml"), batch=1)
    assert told(sources["sd15"], alone)["fp16"] == pytest.approx(SD15_PEAK_MB, rel=0.1)


def test_every_way_to_load_weights_is_told_apart(sources: dict[str, Path]) -> None:
    found = told(sources["z-image-turbo"], read_profile(SIX_GB))
    assert set(found) == set(KINDS)
    for suffix in ("", "-in-turn"):
        kinds = [found[kind + suffix] for kind in ("fp32", "fp16", "int8", "nf4")]
        assert kinds == sorted(kinds, reverse=True)
    assert found["fp16"] > found["fp16-in-turn"] > found["fp16-offload"]
    # Ten thousand million weights of four bits are too many for a card of 6 GB; reader and painter in turn are not.
    assert found["nf4"] > 5700 > found["nf4-in-turn"]


def test_what_does_not_stay_on_the_card_waits_in_main_memory(sources: dict[str, Path]) -> None:
    model = weigh(read_source(sources["z-image-turbo"]))
    said = waiting(model, read_profile(profiles_folder() / "gpu-4gb.toml"))
    found = re.search(r"up to (\d+) MB of it wait in the box's main memory", said)
    assert found
    assert 10_000 < int(found[1]) < 12_000, "ten thousand million weights of a byte"
    for kept in ("rtx3060-12gb", "cpu"):
        assert not waiting(model, read_profile(profiles_folder() / f"{kept}.toml"))


def test_more_pictures_at_once_and_larger_pieces_take_more(sources: dict[str, Path]) -> None:
    alone = structs.replace(read_profile(SIX_GB), batch=1)
    whole = structs.replace(alone, torch=structs.replace(alone.torch, tiled=0))
    many = structs.replace(alone, batch=8)
    usual = told(sources["sd15"], alone)["fp16"]
    assert told(sources["sd15"], whole)["fp16"] > usual + 100
    assert told(sources["sd15"], many)["fp16"] > usual + 100


@pytest.mark.parametrize(
    ("model", "profile", "said"),
    [
        (
            "qwen-image",
            "rtx3060-6gb",
            r"about \d{5} MB in nf4 with text in turn, and the profile rtx3060-6gb allows 5700 MB; about \d{4} MB would do "
            r'in a profile of your own with torch = \{ device = "cuda", quantise = "int8-torchao", offload = true',
        ),
        (
            "z-image-turbo",
            "cpu",
            r"in fp16, and the profile cpu allows 1200 MB; choose a smaller model or another profile",
        ),
        ("sd15", "cpu", r"as graphs in int8, and the profile cpu allows 1200 MB"),
    ],
)
def test_a_model_that_can_never_fit_the_profile_is_refused_before_anything_is_read(
    sources: dict[str, Path], tmp_path: Path, model: str, profile: str, said: str
) -> None:
    file = profiles_folder() / f"{profile}.toml"
    words = [sources[model], "--out", tmp_path / "pack", "--for", file, "--licence", "x"]
    with pytest.raises(TooLittle, match=said):
        main([str(word) for word in words])
    assert not list(tmp_path.iterdir())
