"""Stable Diffusion XL through our batch is Stable Diffusion XL through diffusers' own pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import EulerAncestralDiscreteScheduler, StableDiffusionXLPipeline

from runtime.families.prose import UNWANTED
from tests.runtime.families.parity import CLOSE, IGNORED, Drawn, Precision, difference, published
from tests.toymodels import TOKENS, UNET_TWO_READERS, save_pack, stable_diffusion_xl

pytestmark = pytest.mark.filterwarnings(*IGNORED)


def saved(
    folder: Path, pipeline: StableDiffusionXLPipeline, dtype: Precision = "float32", **noising: Any
) -> Drawn:
    pads = {
        "pad": pipeline.tokenizer.pad_token_id,
        "pad_2": pipeline.tokenizer_2.pad_token_id,
    }
    more: dict[str, Any] = {"noising": noising} if noising else {}
    kind = "stable-diffusion-xl"
    return Drawn(
        save_pack(folder, pipeline, kind, UNET_TWO_READERS, length=TOKENS, **pads, **more), dtype
    )


@pytest.mark.parametrize("steps", [1, 4])
def test_lightning_draws_the_same(tmp_path: Path, steps: int) -> None:
    pipeline = stable_diffusion_xl(timestep_spacing="trailing")
    drawn = saved(tmp_path, pipeline)
    wanted = published(pipeline, drawn, steps, guidance_scale=0.0)
    assert difference(drawn.picture(steps=steps, pixels=(128, 96)), wanted) <= CLOSE


def test_turbo_draws_the_same_in_its_one_step(tmp_path: Path) -> None:
    pipeline = stable_diffusion_xl(timestep_spacing="trailing")
    drawn = saved(tmp_path, pipeline)
    pipeline.scheduler = EulerAncestralDiscreteScheduler.from_config(pipeline.scheduler.config)
    wanted = published(pipeline, drawn, 1, (128, 128), guidance_scale=0.0)
    assert difference(drawn.picture(steps=1), wanted) <= CLOSE


def test_guidance_leads_away_from_what_no_child_should_see(tmp_path: Path) -> None:
    pipeline = stable_diffusion_xl(timestep_spacing="leading", steps_offset=1)
    drawn = saved(tmp_path, pipeline, spacing="leading", offset=1)
    told: dict[str, Any] = {"negative_prompt": UNWANTED, "guidance_scale": 7.5}
    wanted = published(pipeline, drawn, 3, (128, 128), **told)
    assert difference(drawn.picture(steps=3, guidance=7.5), wanted) <= CLOSE


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
