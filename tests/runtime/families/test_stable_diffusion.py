"""Stable Diffusion through our batch is Stable Diffusion through diffusers' own pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from diffusers import LCMScheduler, StableDiffusionPipeline

from runtime.families.prose import UNWANTED
from runtime.loading import open_pipeline
from runtime.messages import Done, Draw, Failed
from tests.runtime.families.parity import CLOSE, DUCK, IGNORED, SEED, Drawn, difference, published
from tests.toymodels import TOKENS, UNET, save_pack, stable_diffusion
from tests.workerpipe import PROFILE

pytestmark = pytest.mark.filterwarnings(*IGNORED)


def settings(pipeline: StableDiffusionPipeline, **noising: Any) -> dict[str, Any]:
    return {
        "length": TOKENS,
        "pad": pipeline.tokenizer.pad_token_id,
        "guided": pipeline.unet.config.time_cond_proj_dim or 0,
        "noising": noising,
    }


def saved(folder: Path, pipeline: StableDiffusionPipeline, **noising: Any) -> Drawn:
    kind = "stable-diffusion"
    return Drawn(save_pack(folder, pipeline, kind, UNET, **settings(pipeline, **noising)))


@pytest.mark.parametrize("spacing", ["leading", "trailing", "linspace"])
@pytest.mark.parametrize("steps", [1, 4])
def test_every_way_to_space_the_steps_draws_the_same(
    tmp_path: Path, spacing: str, steps: int
) -> None:
    pipeline = stable_diffusion(timestep_spacing=spacing, steps_offset=1)
    drawn = saved(tmp_path, pipeline, spacing=spacing, offset=1)
    wanted = published(pipeline, drawn, steps, (128, 128), guidance_scale=1.0)
    assert difference(drawn.picture(steps=steps), wanted) <= CLOSE


def test_guidance_leads_away_from_what_no_child_should_see(tmp_path: Path) -> None:
    pipeline = stable_diffusion(timestep_spacing="leading", steps_offset=1)
    drawn = saved(tmp_path, pipeline, spacing="leading", offset=1)
    told: dict[str, Any] = {"negative_prompt": UNWANTED, "guidance_scale": 7.5}
    wanted = published(pipeline, drawn, 5, **told)
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
    strength = 8.0 if guided else 1.0
    wanted = published(pipeline, drawn, 4, (128, 128), guidance_scale=strength)
    assert difference(drawn.picture(), wanted) <= CLOSE


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
