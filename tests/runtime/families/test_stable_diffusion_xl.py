"""Stable Diffusion XL through our batch is Stable Diffusion XL through diffusers' own pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import EulerAncestralDiscreteScheduler, StableDiffusionXLPipeline

from runtime.families.prose import UNWANTED, Prose
from tests.runtime.families.parity import CLOSE, DUCK, Drawn, Precision, difference
from tests.toymodels import TOKENS, save_pack, stable_diffusion_xl

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning",  # diffusers on numpy 2.4
    "ignore::FutureWarning",  # diffusers on its own older configurations
)
PARTS = {
    "encoder": "text_encoder",
    "encoder_2": "text_encoder_2",
    "denoiser": "unet",
    "decoder": "vae",
    "tokenizer": "tokenizer/tokenizer.json",
    "tokenizer_2": "tokenizer_2/tokenizer.json",
}


def saved(
    folder: Path, pipeline: StableDiffusionXLPipeline, dtype: Precision = "float32", **noising: Any
) -> Drawn:
    pads = {
        "pad": pipeline.tokenizer.pad_token_id,
        "pad_2": pipeline.tokenizer_2.pad_token_id,
    }
    more: dict[str, Any] = {"noising": noising} if noising else {}
    kind = "stable-diffusion-xl"
    return Drawn(save_pack(folder, pipeline, kind, PARTS, length=TOKENS, **pads, **more), dtype)


@pytest.mark.parametrize("steps", [1, 4])
def test_lightning_draws_the_same(tmp_path: Path, steps: int) -> None:
    pipeline = stable_diffusion_xl(timestep_spacing="trailing")
    drawn = saved(tmp_path, pipeline)
    wanted = pipeline(
        Prose(drawn.pack.vocabulary).sentence(DUCK),
        height=96,
        width=128,
        num_inference_steps=steps,
        guidance_scale=0.0,
        latents=drawn.noise((128, 96), steps),
        output_type="np",
    ).images
    assert difference(drawn.picture(steps=steps, pixels=(128, 96)), wanted) <= CLOSE


def test_turbo_draws_the_same_in_its_one_step(tmp_path: Path) -> None:
    pipeline = stable_diffusion_xl(timestep_spacing="trailing")
    drawn = saved(tmp_path, pipeline)
    pipeline.scheduler = EulerAncestralDiscreteScheduler.from_config(pipeline.scheduler.config)
    wanted = pipeline(
        Prose(drawn.pack.vocabulary).sentence(DUCK),
        height=128,
        width=128,
        num_inference_steps=1,
        guidance_scale=0.0,
        latents=drawn.noise((128, 128), 1),
        output_type="np",
    ).images
    assert difference(drawn.picture(steps=1), wanted) <= CLOSE


def test_guidance_leads_away_from_what_no_child_should_see(tmp_path: Path) -> None:
    pipeline = stable_diffusion_xl(timestep_spacing="leading", steps_offset=1)
    drawn = saved(tmp_path, pipeline, spacing="leading", offset=1)
    wanted = pipeline(
        Prose(drawn.pack.vocabulary).sentence(DUCK),
        negative_prompt=UNWANTED,
        height=128,
        width=128,
        num_inference_steps=3,
        guidance_scale=7.5,
        latents=drawn.noise((128, 128), 3),
        output_type="np",
    ).images
    assert difference(drawn.picture(steps=3, guidance=7.5), wanted) <= CLOSE


def test_a_picture_is_the_same_alone_and_among_others_at_other_levels(tmp_path: Path) -> None:
    drawn = saved(tmp_path, stable_diffusion_xl())
    alone, among = drawn.picture(), drawn.picture(beside=3)
    assert np.abs(among.astype(int) - alone).max() <= 1  # of 255: rounding


def test_a_decoder_that_half_precision_is_too_small_for_paints_all_the_same(tmp_path: Path) -> None:
    pipeline = stable_diffusion_xl()
    with (
        torch.no_grad()
    ):  # hardly any difference to what follows, which is made even, but too large on the way
        pipeline.vae.decoder.conv_in.weight *= 3e5
        pipeline.vae.decoder.conv_in.bias *= 3e5
    whole = saved(tmp_path / "whole", pipeline)
    latents = whole.noise((128, 128), 1).numpy()
    half = saved(tmp_path / "half", pipeline, "float16")
    difference = whole.engine.decode(latents).astype(int) - half.engine.decode(latents)
    assert np.abs(difference).max() <= 4  # of 255


def test_sixteen_bits_draw_nearly_the_same(tmp_path: Path) -> None:
    whole = saved(tmp_path, stable_diffusion_xl())
    half = Drawn(whole.pack.folder, "bfloat16")
    assert np.abs(half.picture().astype(int) - whole.picture()).mean() <= 3  # of 255
