"""Qwen-Image through our batch is Qwen-Image through diffusers' own pipeline."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusers import QwenImagePipeline

from runtime.engines.base import stack
from runtime.families.prose import UNWANTED, Prose
from runtime.prompt.caption import Caption
from tests.runtime.families.parity import CAT, CLOSE, DUCK, Drawn, difference
from tests.toymodels import qwen_image, save_pack

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning",  # diffusers on numpy 2.4
    "ignore::FutureWarning",  # diffusers on its own older configurations
)
PARTS = {
    "encoder": "text_encoder",
    "denoiser": "transformer",
    "decoder": "vae",
    "tokenizer": "tokenizer/tokenizer.json",
}


def saved(folder: Path, pipeline: QwenImagePipeline, **more: Any) -> Drawn:
    settings = {"pad": pipeline.tokenizer.pad_token_id} | more
    return Drawn(save_pack(folder, pipeline, "qwen-image", PARTS, **settings))


def published(pipeline: QwenImagePipeline, drawn: Drawn, **more: Any) -> Any:
    """What diffusers draws of the duck, 128 wide and 96 high."""
    noise = drawn.noise((128, 96), more["num_inference_steps"])
    arguments = {
        "height": 96,
        "width": 128,
        "true_cfg_scale": 1.0,
        "latents": pipeline._pack_latents(noise, 1, 16, 12, 16),
        "output_type": "np",
    } | more
    return pipeline(Prose(drawn.pack.vocabulary).sentence(DUCK), **arguments).images


@pytest.mark.parametrize("steps", [2, 4])
def test_every_number_of_steps_draws_the_same(tmp_path: Path, steps: int) -> None:
    pipeline = qwen_image()
    drawn = saved(tmp_path, pipeline)
    wanted = published(pipeline, drawn, num_inference_steps=steps)
    assert difference(drawn.picture(steps=steps, pixels=(128, 96)), wanted) <= CLOSE


def test_true_guidance_keeps_the_strength_of_each_square(tmp_path: Path) -> None:
    pipeline = qwen_image()
    drawn = saved(tmp_path, pipeline)
    wanted = published(
        pipeline, drawn, num_inference_steps=3, true_cfg_scale=4.0, negative_prompt=UNWANTED
    )
    image = drawn.picture(steps=3, pixels=(128, 96), guidance=4.0)
    assert difference(image, wanted) <= CLOSE


@pytest.mark.parametrize("steps", [1, 3])
def test_the_levels_of_lightning_do_not_end_at_a_level_of_their_own(
    tmp_path: Path, steps: int
) -> None:
    shift = math.log(3)
    pipeline = qwen_image(base_shift=shift, max_shift=shift, shift_terminal=None)
    drawn = saved(tmp_path, pipeline, noisier=(shift, shift), last=0.0)
    wanted = published(pipeline, drawn, num_inference_steps=steps)
    assert difference(drawn.picture(steps=steps, pixels=(128, 96)), wanted) <= CLOSE


def test_a_sentence_that_is_too_long_is_cut_where_the_pipeline_cuts_it(tmp_path: Path) -> None:
    pipeline = qwen_image()
    drawn = saved(tmp_path, pipeline, length=150)  # in the middle of the duck
    wanted = published(pipeline, drawn, num_inference_steps=2, max_sequence_length=150)
    assert difference(drawn.picture(steps=2, pixels=(128, 96)), wanted) <= CLOSE


@pytest.mark.parametrize("wish", [CAT, DUCK], ids=["shorter", "longer"])
def test_a_picture_is_the_same_alone_and_among_others_with_other_wishes(
    tmp_path: Path, wish: Caption
) -> None:
    drawn = saved(tmp_path, qwen_image())
    alone, among = drawn.picture(caption=wish), drawn.picture(caption=wish, beside=3)
    assert np.abs(among.astype(int) - alone).max() <= 1  # of 255: rounding


def test_what_a_shorter_wish_is_filled_up_with_is_not_seen(tmp_path: Path) -> None:
    drawn = saved(tmp_path, qwen_image())
    engine, latents = drawn.engine, drawn.noise((128, 128), 2).numpy()
    read = engine.encode(np.stack([engine.spell(caption) for caption in (CAT, DUCK)])).rows
    levels = np.array([0.9, 0.4], np.float32)
    both = engine.denoise(latents.repeat(2, 0), levels, stack(read))
    alone = engine.denoise(latents, levels[:1], stack(read[:1]))
    np.testing.assert_allclose(both[0], alone[0], atol=1e-5)


def test_a_size_that_is_not_made_of_whole_squares_loses_its_edge(tmp_path: Path) -> None:
    drawn = saved(tmp_path, qwen_image())
    assert drawn.engine.course((120, 104), 2).shape == (16, 12, 14)


def test_sixteen_bits_draw_nearly_the_same(tmp_path: Path) -> None:
    whole = saved(tmp_path, qwen_image())
    half = Drawn(whole.pack.folder, "bfloat16")
    assert np.abs(half.picture().astype(int) - whole.picture()).mean() <= 3  # of 255
