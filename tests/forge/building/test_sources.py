"""What packs are made of: folders, single files, models with LoRA; each draws what its publisher's pipeline draws."""

from __future__ import annotations

import inspect
import math
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import SanaSprintPipeline, StableDiffusionPipeline
from diffusers.utils import convert_state_dict_to_diffusers
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict

from forge.build import main
from forge.building.files import Lora, parse_lora
from forge.building.plan import kind_for, only_weights
from forge.building.source import SourceUnusable
from runtime.profile import profiles_folder, read_profile
from tests.runtime.families import parity
from tests.runtime.families.parity import Drawn, difference
from tests.singlefile import save_single_file
from tests.toymodels import qwen_image, sana_sprint, stable_diffusion, z_image

pytestmark = pytest.mark.filterwarnings(
    "ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning"
)
CPU = profiles_folder() / "cpu.toml"
LIGHTNING = math.log(3)
"""Of its scheduler: the shift, whatever the size."""


def build(source: Path, *options: str | Path) -> Path:
    out = source.parent / "pack"
    work = source.parent / "work"
    asked = [source, "--out", out, "--licence", "CC0-1.0", "--work", work, *options]
    main([str(word) for word in asked])
    assert not list(work.iterdir())
    return out


def drawn_by(pipeline: Any, drawn: Drawn, steps: int = 2, **more: Any) -> Any:
    return parity.published(pipeline, drawn, steps, (128, 128), **more)


@pytest.fixture
def published(tmp_path: Path) -> tuple[StableDiffusionPipeline, Path]:
    pipeline = stable_diffusion(timestep_spacing="trailing")
    pipeline.save_pretrained(tmp_path / "source")
    return pipeline, tmp_path / "source"


def weightless(source: Path) -> Path:
    config = Path(shutil.copytree(source, source.parent / "config"))
    for weights in config.rglob("*.safetensors"):
        weights.unlink()
    return config


def lora_for(source: Path, name: str, seed: int) -> tuple[Path, StableDiffusionPipeline]:
    """Its file, and the pipeline that wears it."""
    pipeline = StableDiffusionPipeline.from_pretrained(source, safety_checker=None)
    pipeline.unet.add_adapter(LoraConfig(r=2, lora_alpha=4, target_modules=["to_q", "to_v"]))
    torch.manual_seed(seed)
    for key, weight in pipeline.unet.named_parameters():
        if "lora_" in key:
            torch.nn.init.normal_(weight, std=0.3)
    layers = convert_state_dict_to_diffusers(get_peft_model_state_dict(pipeline.unet))
    StableDiffusionPipeline.save_lora_weights(source.parent, layers, weight_name=name)
    return source.parent / name, pipeline


def test_a_checkpoint_in_one_file_draws_as_the_folder(
    published: tuple[StableDiffusionPipeline, Path],
) -> None:
    pipeline, source = published
    single = source.parent / "single.safetensors"
    save_single_file(pipeline, single)
    drawn = Drawn(build(single, "--config", weightless(source)))
    assert difference(drawn.picture(steps=2), drawn_by(pipeline, drawn, guidance_scale=1.0)) <= 1e-3


def test_a_lora_is_part_of_the_pack_as_strongly_as_wished(
    published: tuple[StableDiffusionPipeline, Path],
) -> None:
    pipeline, source = published
    first, _ = lora_for(source, "first.safetensors", 1)
    second, _ = lora_for(source, "second.safetensors", 2)
    drawn = Drawn(build(source, "--lora", f"{first}:0.5", "--lora", second))
    image = drawn.picture(steps=2)
    assert difference(image, drawn_by(pipeline, drawn, guidance_scale=1.0)) > 0.01
    pipeline.load_lora_weights(source.parent, weight_name=first.name, adapter_name="first")
    pipeline.load_lora_weights(source.parent, weight_name=second.name, adapter_name="second")
    pipeline.set_adapters(["first", "second"], [0.5, 1.0])
    assert difference(image, drawn_by(pipeline, drawn, guidance_scale=1.0)) <= 1e-3


def test_what_is_no_lora_for_this_model_is_refused(
    published: tuple[StableDiffusionPipeline, Path],
) -> None:
    _, source = published
    other = source / "vae/diffusion_pytorch_model.safetensors"
    with pytest.raises(SourceUnusable, match="cannot be joined with the model"):
        build(source, "--lora", other)
    pickled = source.parent / "lora.bin"
    pickled.write_bytes(b"\x80\x04")
    with pytest.raises(SourceUnusable, match=r"lora\.bin could run code"):
        build(source, "--lora", pickled)
    with pytest.raises(SourceUnusable, match=r"none\.safetensors is missing"):
        build(source, "--lora", source.parent / "none.safetensors")


def test_one_file_without_configuration_says_what_to_add(
    published: tuple[StableDiffusionPipeline, Path],
) -> None:
    pipeline, source = published
    single = source.parent / "single.safetensors"
    save_single_file(pipeline, single)
    with pytest.raises(SourceUnusable, match="with --config"):
        build(single)
    single.write_bytes(single.read_bytes()[:-1000])
    with pytest.raises(SourceUnusable, match=r"single\.safetensors is damaged"):
        build(single, "--config", weightless(source))


def test_sana_sprint_is_told_what_its_pipeline_tells_it(tmp_path: Path) -> None:
    pipeline = sana_sprint()
    pipeline.save_pretrained(tmp_path / "source")
    pack = build(tmp_path / "source")
    drawn = Drawn(pack)
    told = inspect.signature(SanaSprintPipeline.__call__).parameters["complex_human_instruction"]
    assert drawn.pack.manifest.settings["instruction"] == "\n".join(told.default)
    # In one step: between two, diffusers takes noise that no seed makes ours.
    told_steps = {"intermediate_timesteps": None, "use_resolution_binning": False}
    images = drawn_by(pipeline, drawn, 1, **told_steps)
    assert difference(drawn.picture(steps=1), images) <= 1e-3


def test_z_image_is_packed_as_weights_and_not_as_graphs(tmp_path: Path) -> None:
    pipeline = z_image()
    pipeline.save_pretrained(tmp_path / "source")
    with pytest.raises(SourceUnusable, match="weights only; leave out --graphs"):
        build(tmp_path / "source", "--graphs")
    assert kind_for(tmp_path / "source/model_index.json", read_profile(CPU)) == "weights"
    said = only_weights(tmp_path / "source/model_index.json", read_profile(CPU))
    assert said.startswith("a ZImagePipeline is not made graphs: this is a pack of its weights")
    drawn = Drawn(build(tmp_path / "source"))
    images = drawn_by(pipeline, drawn, guidance_scale=0.0)
    assert difference(drawn.picture(steps=2), images) <= 1e-3


@pytest.mark.parametrize(
    ("levels", "usual"),
    [
        ({}, (50, 4.0)),
        ({"base_shift": LIGHTNING, "max_shift": LIGHTNING, "shift_terminal": None}, (8, 1.0)),
        ({"use_dynamic_shifting": False, "shift": 2.0, "shift_terminal": None}, (8, 1.0)),
    ],
    ids=["published", "lightning", "one shift"],
)
def test_qwen_image_is_packed_with_the_levels_and_the_latents_of_its_own(
    tmp_path: Path, levels: dict[str, Any], usual: tuple[int, float]
) -> None:
    pipeline = qwen_image(**levels)
    pipeline.vae.register_to_config(latents_mean=[0.1 * each for each in range(16)])
    pipeline.save_pretrained(tmp_path / "source")
    with pytest.raises(SourceUnusable, match="weights only; leave out --graphs"):
        build(tmp_path / "source", "--graphs")
    drawn = Drawn(build(tmp_path / "source"))
    noise = pipeline._pack_latents(drawn.noise((128, 128), 3), 1, 16, 16, 16)
    images = drawn_by(pipeline, drawn, 3, true_cfg_scale=1.0, latents=noise)
    assert difference(drawn.picture(steps=3), images) <= 1e-3
    manifest = drawn.pack.manifest
    assert (manifest.steps.default, manifest.guidance) == usual
    assert "512x512" in manifest.sizes


def test_parts_of_two_qwen_images_are_told_apart(tmp_path: Path) -> None:
    pipeline = qwen_image()
    pipeline.save_pretrained(tmp_path / "source")
    path = tmp_path / "source/transformer/config.json"
    path.write_text(path.read_text().replace('"in_channels": 64', '"in_channels": 32'))
    with pytest.raises(SourceUnusable, match="one of them is another model's"):
        build(tmp_path / "source")


def test_a_strength_stands_behind_the_last_colon() -> None:
    assert parse_lora("a:b.safetensors:0.8") == Lora(Path("a:b.safetensors"), 0.8)
    assert parse_lora("cute.safetensors") == Lora(Path("cute.safetensors"))
