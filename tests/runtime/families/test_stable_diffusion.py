"""Stable Diffusion through our batch is Stable Diffusion through diffusers' own pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusers import LCMScheduler, StableDiffusionPipeline

from runtime.families.prose import UNWANTED, Prose
from runtime.loading import open_pipeline
from runtime.messages import Done, Draw, Failed
from tests.runtime.families.parity import CLOSE, DUCK, SEED, Drawn, difference
from tests.toymodels import TOKENS, save_pack, stable_diffusion
from tests.workerpipe import PROFILE

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning",  # diffusers on numpy 2.4
    "ignore::FutureWarning",  # diffusers on its own older configurations
)
PARTS = {
    "encoder": "text_encoder",
    "denoiser": "unet",
    "decoder": "vae",
    "tokenizer": "tokenizer/tokenizer.json",
}


def settings(pipeline: StableDiffusionPipeline, **noising: Any) -> dict[str, Any]:
    return {
        "length": TOKENS,
        "pad": pipeline.tokenizer.pad_token_id,
        "guided": pipeline.unet.config.time_cond_proj_dim or 0,
        "noising": noising,
    }


def saved(folder: Path, pipeline: StableDiffusionPipeline, **noising: Any) -> Drawn:
    kind = "stable-diffusion"
    return Drawn(save_pack(folder, pipeline, kind, PARTS, **settings(pipeline, **noising)))


@pytest.mark.parametrize("spacing", ["leading", "trailing", "linspace"])
@pytest.mark.parametrize("steps", [1, 4])
def test_every_way_to_space_the_steps_draws_the_same(
    tmp_path: Path, spacing: str, steps: int
) -> None:
    pipeline = stable_diffusion(timestep_spacing=spacing, steps_offset=1)
    drawn = saved(tmp_path, pipeline, spacing=spacing, offset=1)
    sentence = Prose(drawn.pack.vocabulary).sentence(DUCK)
    wanted = pipeline(
        sentence,
        height=128,
        width=128,
        num_inference_steps=steps,
        guidance_scale=1.0,
        latents=drawn.noise((128, 128), steps),
        output_type="np",
    ).images
    assert difference(drawn.picture(steps=steps), wanted) <= CLOSE


def test_guidance_leads_away_from_what_no_child_should_see(tmp_path: Path) -> None:
    pipeline = stable_diffusion(timestep_spacing="leading", steps_offset=1)
    drawn = saved(tmp_path, pipeline, spacing="leading", offset=1)
    wanted = pipeline(
        Prose(drawn.pack.vocabulary).sentence(DUCK),
        negative_prompt=UNWANTED,
        height=96,
        width=128,
        num_inference_steps=5,
        guidance_scale=7.5,
        latents=drawn.noise((128, 96), 5),
        output_type="np",
    ).images
    assert difference(drawn.picture(steps=5, guidance=7.5, pixels=(128, 96)), wanted) <= CLOSE


@pytest.mark.parametrize("guided", [0, 33])
def test_latent_consistency_models_get_new_noise_after_each_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guided: int
) -> None:
    pipeline = stable_diffusion(guided=guided or None)
    pipeline.scheduler = LCMScheduler.from_config(pipeline.scheduler.config)
    drawn = saved(tmp_path, pipeline, kind="lcm")
    streams = iter(range(1, 10))
    monkeypatch.setattr(  # diffusers' own chance, which no seed makes ours
        "diffusers.schedulers.scheduling_lcm.randn_tensor",
        lambda *_, **__: drawn.noise((128, 128), 4, next(streams)),
    )
    wanted = pipeline(
        Prose(drawn.pack.vocabulary).sentence(DUCK),
        height=128,
        width=128,
        num_inference_steps=4,
        guidance_scale=8.0 if guided else 1.0,
        latents=drawn.noise((128, 128), 4),
        output_type="np",
    ).images
    assert difference(drawn.picture(), wanted) <= CLOSE


def test_a_picture_is_the_same_alone_and_among_others_at_other_levels(tmp_path: Path) -> None:
    drawn = saved(tmp_path, stable_diffusion())
    alone, among = drawn.picture(), drawn.picture(beside=3)
    assert np.abs(among.astype(int) - alone).max() <= 1  # of 255: rounding


def test_sixteen_bits_draw_nearly_the_same(tmp_path: Path) -> None:
    whole = saved(tmp_path, stable_diffusion())
    half = Drawn(whole.pack.folder, "bfloat16")
    assert np.abs(half.picture().astype(int) - whole.picture()).mean() <= 3  # of 255


def test_latents_are_kept_at_the_natural_size_only(tmp_path: Path) -> None:
    """The file's name knows no size: others would be taken for damage, or write over it."""
    drawn = saved(tmp_path / "pack", stable_diffusion())
    pipeline = open_pipeline(drawn.pack.folder, PROFILE, str(tmp_path / "latents")).pipeline
    kept: dict[tuple[int, int], list[tuple[bool, bool, int]]] = {}
    for pixels in ((96, 96), (128, 128), (96, 96)):
        pipeline.accept(
            Draw(id="a", caption=DUCK, seed=SEED, pixels=pixels, keep="asked", previews=False)
        )
        while pipeline.busy:
            ended = pipeline.advance()[-1][0]
        assert isinstance(ended, Done)
        kept.setdefault(pixels, []).append((ended.kept > 0, ended.cached, ended.spoilt))
    assert kept == {
        (96, 96): [
            (False, False, 0),
            (False, True, 0),
        ],  # the whole one is decoded and made smaller
        (128, 128): [(True, False, 0)],
    }


def test_more_steps_than_the_model_knows_are_that_pictures_error(tmp_path: Path) -> None:
    pipeline = stable_diffusion()
    pipeline.scheduler = LCMScheduler.from_config(pipeline.scheduler.config)
    drawn = saved(tmp_path, pipeline, kind="lcm", original=5)
    drawing = open_pipeline(drawn.pack.folder, PROFILE).pipeline
    ((failed, _),) = drawing.accept(Draw(id="a", caption=DUCK, seed=1, pixels=(128, 128), steps=6))
    assert isinstance(failed, Failed)
    assert failed.code == "wish_invalid"
