"""Qwen-Image through our batch is Qwen-Image through diffusers' own pipeline."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
from diffusers import QwenImagePipeline

from runtime.families.prose import UNWANTED
from tests.runtime.families.parity import CLOSE, IGNORED, Drawn, difference, published
from tests.toymodels import TRANSFORMER, qwen_image, save_pack

pytestmark = pytest.mark.filterwarnings(*IGNORED)


def saved(folder: Path, pipeline: QwenImagePipeline, **more: Any) -> Drawn:
    settings = {"pad": pipeline.tokenizer.pad_token_id} | more
    return Drawn(save_pack(folder, pipeline, "qwen-image", TRANSFORMER, **settings))


def apart(
    pipeline: QwenImagePipeline, drawn: Drawn, steps: int, guidance: float = 1.0, **more: Any
) -> float:
    noise = pipeline._pack_latents(drawn.noise((128, 96), steps), 1, 16, 12, 16)
    told = {"true_cfg_scale": guidance, "latents": noise} | more
    image = drawn.picture(steps=steps, pixels=(128, 96), guidance=guidance)
    return difference(image, published(pipeline, drawn, steps, **told))


@pytest.mark.parametrize("steps", [2, 4])
def test_every_number_of_steps_draws_the_same(tmp_path: Path, steps: int) -> None:
    pipeline = qwen_image()
    assert apart(pipeline, saved(tmp_path, pipeline), steps) <= CLOSE


def test_true_guidance_keeps_the_strength_of_each_square(tmp_path: Path) -> None:
    pipeline = qwen_image()
    drawn = saved(tmp_path, pipeline)
    assert apart(pipeline, drawn, 3, guidance=4.0, negative_prompt=UNWANTED) <= CLOSE


@pytest.mark.parametrize("steps", [1, 3])
def test_the_levels_of_lightning_do_not_end_at_a_level_of_their_own(
    tmp_path: Path, steps: int
) -> None:
    shift = math.log(3)
    pipeline = qwen_image(base_shift=shift, max_shift=shift, shift_terminal=None)
    drawn = saved(tmp_path, pipeline, noisier=(shift, shift), last=0.0)
    assert apart(pipeline, drawn, steps) <= CLOSE


def test_a_sentence_that_is_too_long_is_cut_where_the_pipeline_cuts_it(tmp_path: Path) -> None:
    pipeline = qwen_image()
    drawn = saved(tmp_path, pipeline, length=150)  # in the middle of the duck
    assert apart(pipeline, drawn, 2, max_sequence_length=150) <= CLOSE


def test_a_size_that_is_not_made_of_whole_squares_loses_its_edge(tmp_path: Path) -> None:
    drawn = saved(tmp_path, qwen_image())
    assert drawn.engine.course((120, 104), 2).shape == (16, 12, 14)
