"""What is damaged, unsafe or incomplete is named, and no pack and nothing half of one is left."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from forge.build import main
from forge.building.room import DiskFull
from forge.building.source import SourceUnusable
from tests.fulldisk import files_of_at_most
from tests.toymodels import stable_diffusion

pytestmark = pytest.mark.filterwarnings(
    "ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning"
)
UNET = "unet/diffusion_pytorch_model.safetensors"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published") / "source"
    stable_diffusion(timestep_spacing="trailing").save_pretrained(folder)
    return folder


@pytest.fixture
def source(tmp_path: Path, published: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "source"))


def build(source: Path, *options: str) -> None:
    main([str(source), "--out", str(source.parent / "pack"), "--licence", "CC0-1.0", *options])


def cut(source: Path) -> None:
    path = source / UNET
    path.write_bytes(path.read_bytes()[:-1000])


def cut_to_nothing(source: Path) -> None:
    (source / UNET).write_bytes(b"")


def spoil(source: Path) -> None:
    weights = load_file(source / UNET)
    weights["conv_in.bias"][3] = torch.nan
    save_file(weights, source / UNET)


def lose(source: Path) -> None:
    weights = load_file(source / UNET)
    del weights["conv_out.bias"]
    save_file(weights, source / UNET)


def narrow(source: Path) -> None:
    """Another model's configuration."""
    path = source / "text_encoder/config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"hidden_size": 16}))


def swap(source: Path) -> None:
    shutil.rmtree(source / "unet")
    shutil.copytree(source / "vae", source / "unet")
    path = source / "unet/config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"sample_size": 16}))


def forget(source: Path) -> None:
    path = source / "unet/config.json"
    path.write_text(json.dumps({"_class_name": "UNet2DConditionModel", "in_channels": 4}))


def shards(source: Path) -> None:
    index = {"weight_map": {"conv_in.bias": "diffusion_pytorch_model-00001-of-00002.safetensors"}}
    path = source / "unet/diffusion_pytorch_model.safetensors.index.json"
    path.write_text(json.dumps(index))


def variant(source: Path) -> None:
    path = source / UNET
    path.rename(path.with_name("diffusion_pytorch_model.fp16.safetensors"))


def part(source: Path) -> None:
    shutil.rmtree(source / "vae")


def pickled(source: Path) -> None:
    (source / UNET).rename(source / "unet/diffusion_pytorch_model.ckpt")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (cut, r"unet/diffusion_pytorch_model\.safetensors is damaged: .*; copy it again"),
        (cut_to_nothing, r"unet/diffusion_pytorch_model\.safetensors is damaged"),
        (spoil, r"holds weights that are no numbers, in conv_in\.bias"),
        (lose, r"is no UNet2DConditionModel .* such as conv_out\.bias"),
        (narrow, r"text_encoder (is no CLIPTextModel|cannot be loaded as CLIPTextModel)"),
        (swap, r"unet holds AutoencoderKL where UNet2DConditionModel is needed"),
        (forget, r"unet/config\.json says nothing of sample_size"),
        (shards, r"model-00001-of-00002\.safetensors is missing; .*index\.json names it"),
        (variant, r"has only variants of its weights"),
        (part, r"vae/config\.json is missing"),
        (pickled, r"unet/diffusion_pytorch_model\.ckpt could run code"),
    ],
)
def test_a_source_that_cannot_be_used_is_refused_with_the_reason(
    source: Path, harm: Callable[[Path], None], said: str
) -> None:
    harm(source)
    with pytest.raises(SourceUnusable, match=said):
        build(source)
    assert [path.name for path in source.parent.iterdir()] == ["source"]


def test_a_disk_that_fills_up_leaves_nothing_half_written(source: Path) -> None:
    largest = (source / UNET).stat().st_size
    with (
        files_of_at_most(largest // 2),
        pytest.raises(DiskFull, match=r"is full \(\d+ MB are left"),
    ):
        build(source)
    assert [path.name for path in source.parent.iterdir()] == ["source"]
    build(source)
    assert (source.parent / "pack/manifest.json").exists()
