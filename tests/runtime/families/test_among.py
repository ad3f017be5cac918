"""Every published family: alone and among others, with shorter and longer wishes, in 32 bits and in 16."""

from __future__ import annotations

from inspect import signature
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diffusers import SanaSprintPipeline

from runtime.engines.base import stack
from runtime.prompt.caption import Caption
from tests.once import made_once, shared_folder
from tests.runtime.families.parity import CAT, DUCK, IGNORED, Drawn
from tests.toymodels import (
    TOKENS,
    TRANSFORMER,
    UNET,
    UNET_TWO_READERS,
    qwen_image,
    sana_sprint,
    save_pack,
    stable_diffusion,
    stable_diffusion_xl,
    z_image,
)

pytestmark = pytest.mark.filterwarnings(*IGNORED)
MODELS = {
    "qwen-image": (qwen_image, TRANSFORMER),
    "sana-sprint": (sana_sprint, TRANSFORMER),
    "z-image": (z_image, TRANSFORMER),
    "stable-diffusion": (stable_diffusion, UNET),
    "stable-diffusion-xl": (stable_diffusion_xl, UNET_TWO_READERS),
}
MASKED = ["qwen-image", "sana-sprint", "z-image"]
"""Families that tell a wish from what it is filled up with."""


def _settings(family: str, pipeline: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"pad": pipeline.tokenizer.pad_token_id}
    if family == "sana-sprint":
        lines = signature(SanaSprintPipeline.__call__).parameters["complex_human_instruction"]
        told["instruction"] = "\n".join(lines.default)
    if family.startswith("stable"):
        told["length"] = TOKENS
    if family == "stable-diffusion-xl":
        told["pad_2"] = pipeline.tokenizer_2.pad_token_id
    return told


@pytest.fixture(scope="module", params=MODELS)
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory, family: str) -> Drawn:
    def save(folder: Path) -> None:
        model, parts = MODELS[family]
        pipeline = model()
        save_pack(folder, pipeline, family, parts, **_settings(family, pipeline))

    return Drawn(made_once(shared_folder(tmp_path_factory) / f"among-{family}", save))


@pytest.mark.parametrize("wish", [CAT, DUCK], ids=["shorter", "longer"])
def test_a_picture_is_the_same_alone_and_among_others_with_other_wishes(
    drawn: Drawn, wish: Caption
) -> None:
    alone, among = drawn.picture(caption=wish), drawn.picture(caption=wish, beside=3)
    assert np.abs(among.astype(int) - alone).max() <= 1  # of 255: rounding


def test_sixteen_bits_draw_nearly_the_same(drawn: Drawn) -> None:
    half = Drawn(drawn.pack.folder, "bfloat16")
    assert np.abs(half.picture().astype(int) - drawn.picture()).mean() <= 3  # of 255


@pytest.mark.parametrize("family", MASKED, scope="module")
def test_what_a_shorter_wish_is_filled_up_with_is_not_seen(drawn: Drawn) -> None:
    engine, latents = drawn.engine, drawn.noise((128, 128), 2).numpy()
    read = [engine.encode(engine.spell(caption)[np.newaxis]).rows[0] for caption in (CAT, DUCK)]
    levels = np.array([0.9, 0.4], np.float32)
    both = engine.denoise(latents.repeat(2, 0), levels, stack(read))
    alone = engine.denoise(latents, levels[:1], stack(read[:1]))
    np.testing.assert_allclose(both[0], alone[0], atol=1e-5)


@pytest.mark.parametrize("family", MASKED, scope="module")
def test_wishes_read_together_are_those_read_one_by_one(drawn: Drawn) -> None:
    engine = drawn.engine
    spelled = [engine.spell(caption) for caption in (DUCK, CAT)]
    for tokens, row in zip(spelled, engine.encode(np.stack(spelled)).rows, strict=True):
        (alone,) = engine.encode(tokens[np.newaxis]).rows
        np.testing.assert_allclose(row.context, alone.context, atol=1e-5)
