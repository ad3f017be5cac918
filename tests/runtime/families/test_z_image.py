"""Z-Image through our batch is Z-Image through diffusers' own pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from diffusers import ZImagePipeline

from runtime.families.prose import UNWANTED
from tests.runtime.families.parity import CLOSE, IGNORED, Drawn, difference, published
from tests.toymodels import TRANSFORMER, save_pack, z_image

pytestmark = pytest.mark.filterwarnings(*IGNORED)


def saved(folder: Path, pipeline: ZImagePipeline, **more: Any) -> Drawn:
    settings = {"pad": pipeline.tokenizer.pad_token_id} | more
    return Drawn(save_pack(folder, pipeline, "z-image", TRANSFORMER, **settings))


def apart(
    pipeline: ZImagePipeline, drawn: Drawn, steps: int, guidance: float = 1.0, **more: Any
) -> float:
    """Guidance counts one more here than in the pipeline."""
    wanted = published(pipeline, drawn, steps, guidance_scale=guidance - 1, **more)
    return difference(drawn.picture(steps=steps, pixels=(128, 96), guidance=guidance), wanted)


@pytest.mark.parametrize("steps", [1, 4])
def test_turbo_draws_the_same(tmp_path: Path, steps: int) -> None:
    pipeline = z_image()
    assert apart(pipeline, saved(tmp_path, pipeline), steps) <= CLOSE


def test_guidance_counts_one_more_than_in_the_pipeline(tmp_path: Path) -> None:
    pipeline = z_image()
    drawn = saved(tmp_path, pipeline)
    assert apart(pipeline, drawn, 3, guidance=5.0, negative_prompt=UNWANTED) <= CLOSE


def test_a_sentence_that_is_too_long_is_cut_where_the_pipeline_cuts_it(tmp_path: Path) -> None:
    pipeline = z_image()
    drawn = saved(tmp_path, pipeline, length=40)
    assert apart(pipeline, drawn, 2, max_sequence_length=40) <= CLOSE
