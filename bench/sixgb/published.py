"""The same weights in a folder as diffusers publishes models, for `forge build` and for diffusers' own pipeline."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from diffusers import EulerDiscreteScheduler

from bench.sixgb.packs import TOKENIZERS
from bench.sixgb.shapes import Shape

PIPELINES = {
    "stable-diffusion": "StableDiffusionPipeline",
    "stable-diffusion-xl": "StableDiffusionXLPipeline",
}
"""Family -> what draws with it in diffusers."""


def published(pack: Path, shape: Shape, work: Path) -> Path:
    """Weights are linked from the pack. Made once; the next call finds it."""
    folder = work / f"{pack.name}-published"
    if (folder / "model_index.json").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    index: dict[str, object] = {"_class_name": PIPELINES[shape.family]}
    for place, kind, _ in shape.parts.values():
        shutil.copytree(pack / place, folder / place, copy_function=os.link)
        index[place] = kind.split(".")
    for place in ("tokenizer", "tokenizer_2") if "encoder_2" in shape.parts else ("tokenizer",):
        tokenizer = TOKENIZERS[shape.tokenizer]()
        tokenizer.model_max_length = shape.settings["length"]
        tokenizer.save_pretrained(folder / place)
        index[place] = ["transformers", type(tokenizer).__name__]
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        timestep_spacing="leading" if shape.guided else "trailing",
        steps_offset=1 if shape.guided else 0,
    )
    scheduler.save_pretrained(folder / "scheduler")
    index["scheduler"] = ["diffusers", "EulerDiscreteScheduler"]
    if shape.family == "stable-diffusion":
        index |= {"safety_checker": [None, None], "feature_extractor": [None, None]}
        index |= {"image_encoder": [None, None], "requires_safety_checker": False}
    (folder / "model_index.json").write_text(json.dumps(index, indent=1))
    return folder
