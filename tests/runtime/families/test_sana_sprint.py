"""SANA-Sprint through our batch is SANA-Sprint through diffusers' own pipeline."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusers import SanaSprintPipeline

from runtime.engines.base import stack
from runtime.families.prose import Prose
from runtime.prompt.caption import Caption
from tests.runtime.families.parity import CAT, CLOSE, DUCK, Drawn, difference
from tests.toymodels import sana_sprint, save_pack

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
INSTRUCTION: list[str] = (
    signature(SanaSprintPipeline.__call__).parameters["complex_human_instruction"].default
)


def saved(folder: Path, pipeline: SanaSprintPipeline, **more: Any) -> Drawn:
    settings = {"instruction": "\n".join(INSTRUCTION)} | more
    return Drawn(save_pack(folder, pipeline, "sana-sprint", PARTS, **settings))


def published(
    pipeline: SanaSprintPipeline, drawn: Drawn, monkeypatch: pytest.MonkeyPatch, **more: Any
) -> Any:
    """What diffusers draws of the duck, 128 wide and 96 high."""
    steps = more["num_inference_steps"]
    streams = iter(range(1, 10))
    monkeypatch.setattr(  # diffusers' own chance, which no seed makes ours
        "diffusers.schedulers.scheduling_scm.randn_tensor",
        lambda *_, **__: drawn.noise((128, 96), steps, next(streams)),
    )
    arguments = {
        "height": 96,
        "width": 128,
        "intermediate_timesteps": 1.3 if steps == 2 else None,
        "latents": drawn.noise((128, 96), steps),
        "use_resolution_binning": False,
        "output_type": "np",
    } | more
    return pipeline(Prose(drawn.pack.vocabulary).sentence(DUCK), **arguments).images


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_every_number_of_steps_draws_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    pipeline = sana_sprint()
    drawn = saved(tmp_path, pipeline)
    wanted = published(pipeline, drawn, monkeypatch, num_inference_steps=steps)
    assert difference(drawn.picture(steps=steps, pixels=(128, 96)), wanted) <= CLOSE


def test_a_sentence_that_is_too_long_is_cut_where_the_pipeline_cuts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = sana_sprint()
    drawn = saved(tmp_path, pipeline, length=12)
    wanted = published(pipeline, drawn, monkeypatch, num_inference_steps=1, max_sequence_length=12)
    assert difference(drawn.picture(steps=1, pixels=(128, 96)), wanted) <= CLOSE


def test_without_an_instruction_and_with_another_strength_it_draws_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = sana_sprint()
    drawn = saved(tmp_path, pipeline, instruction="", strength=2.0)
    wanted = published(
        pipeline,
        drawn,
        monkeypatch,
        num_inference_steps=2,
        guidance_scale=2.0,
        complex_human_instruction=None,
    )
    assert difference(drawn.picture(steps=2, pixels=(128, 96)), wanted) <= CLOSE


@pytest.mark.parametrize("wish", [CAT, DUCK], ids=["shorter", "longer"])
def test_a_picture_is_the_same_alone_and_among_others_with_other_wishes(
    tmp_path: Path, wish: Caption
) -> None:
    drawn = saved(tmp_path, sana_sprint())
    alone, among = drawn.picture(caption=wish), drawn.picture(caption=wish, beside=3)
    assert np.abs(among.astype(int) - alone).max() <= 1  # of 255: rounding


def test_wishes_read_together_are_those_read_one_by_one(tmp_path: Path) -> None:
    engine = saved(tmp_path, sana_sprint()).engine
    spelled = [engine.spell(DUCK), engine.spell(CAT)]
    together = engine.encode(np.stack(spelled)).rows
    for tokens, row in zip(spelled, together, strict=True):
        (alone,) = engine.encode(tokens[np.newaxis]).rows
        np.testing.assert_allclose(row.context, alone.context, atol=1e-5)


def test_what_a_shorter_wish_is_filled_up_with_is_not_seen(tmp_path: Path) -> None:
    drawn = saved(tmp_path, sana_sprint())
    engine, latents = drawn.engine, drawn.noise((128, 128), 1).numpy()
    wishes = [engine.encode(engine.spell(caption)[np.newaxis]).rows[0] for caption in (CAT, DUCK)]
    levels = np.array([1.3, 1.0], np.float32)
    both = engine.denoise(latents.repeat(2, 0), levels, stack(wishes))
    alone = engine.denoise(latents, levels[:1], stack(wishes[:1]))
    np.testing.assert_allclose(both[0], alone[0], atol=1e-5)


def test_no_step_at_all_is_no_course(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="0 steps"):
        saved(tmp_path, sana_sprint()).engine.course((128, 128), 0)


def test_sixteen_bits_draw_nearly_the_same(tmp_path: Path) -> None:
    whole = saved(tmp_path, sana_sprint())
    half = Drawn(whole.pack.folder, "bfloat16")
    assert np.abs(half.picture().astype(int) - whole.picture()).mean() <= 3  # of 255
