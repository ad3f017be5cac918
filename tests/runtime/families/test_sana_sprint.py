"""SANA-Sprint through our batch is SANA-Sprint through diffusers' own pipeline."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from diffusers import SanaSprintPipeline

from tests.runtime.families.parity import CLOSE, IGNORED, Drawn, difference, published
from tests.toymodels import TRANSFORMER, sana_sprint, save_pack

pytestmark = pytest.mark.filterwarnings(*IGNORED)
INSTRUCTION: list[str] = (
    signature(SanaSprintPipeline.__call__).parameters["complex_human_instruction"].default
)


def saved(folder: Path, pipeline: SanaSprintPipeline, **more: Any) -> Drawn:
    settings = {"instruction": "\n".join(INSTRUCTION)} | more
    return Drawn(save_pack(folder, pipeline, "sana-sprint", TRANSFORMER, **settings))


def apart(
    pipeline: SanaSprintPipeline,
    drawn: Drawn,
    monkeypatch: pytest.MonkeyPatch,
    steps: int,
    **more: Any,
) -> float:
    streams = iter(range(1, 10))
    monkeypatch.setattr(  # diffusers' own chance, which no seed makes ours
        "diffusers.schedulers.scheduling_scm.randn_tensor",
        lambda *_, **__: drawn.noise((128, 96), steps, next(streams)),
    )
    middle = 1.3 if steps == 2 else None
    told = {"intermediate_timesteps": middle, "use_resolution_binning": False} | more
    wanted = published(pipeline, drawn, steps, **told)
    return difference(drawn.picture(steps=steps, pixels=(128, 96)), wanted)


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_every_number_of_steps_draws_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    pipeline = sana_sprint()
    assert apart(pipeline, saved(tmp_path, pipeline), monkeypatch, steps) <= CLOSE


def test_a_sentence_that_is_too_long_is_cut_where_the_pipeline_cuts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = sana_sprint()
    drawn = saved(tmp_path, pipeline, length=12)
    assert apart(pipeline, drawn, monkeypatch, 1, max_sequence_length=12) <= CLOSE


def test_without_an_instruction_and_with_another_strength_it_draws_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = sana_sprint()
    drawn = saved(tmp_path, pipeline, instruction="", strength=2.0)
    told = {"guidance_scale": 2.0, "complex_human_instruction": None}
    assert apart(pipeline, drawn, monkeypatch, 2, **told) <= CLOSE


def test_no_step_at_all_is_no_course(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="0 steps"):
        saved(tmp_path, sana_sprint()).engine.course((128, 128), 0)
