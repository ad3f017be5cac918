"""A checkpoint in one file, or a model with LoRA, as the folder that diffusers would write of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import diffusers
import torch
from msgspec import Struct

from forge.building.optimum import files_of_optimum, is_optimum
from forge.building.source import SourceUnusable, known_kind, read
from forge.building.weights import check_numbers, count, refuse_pickles, weights_of
from forge.export import quiet

DTYPES = {"F16": torch.float16, "BF16": torch.bfloat16}
LEFT_BEHIND = ("safety_checker", "feature_extractor", "image_encoder")
"""Parts that no pack holds: what reaches the model is the vocabulary's own words."""


class Lora(Struct, frozen=True):
    file: Path
    strength: float = 1.0


def parse_lora(text: str) -> Lora:
    """`FILE` or `FILE:0.8`. Raises ValueError."""
    file, _, strength = text.rpartition(":")
    return Lora(Path(file), float(strength)) if file else Lora(Path(text))


def files_read(source: Path, config: Path | None, loras: Sequence[Lora]) -> list[Path]:
    """All weights. Raises SourceUnusable for what is not there or not safetensors."""
    if is_optimum(source):
        if loras:
            raise SourceUnusable(f"{source} holds graphs, with which no LoRA can be joined")
        return files_of_optimum(source)
    singles = [lora.file for lora in loras]
    if source.is_file():
        singles.append(source)
        if config is None:
            raise SourceUnusable(
                f"{source} holds weights alone; name a folder with the model's other files "
                "(model_index.json, configurations, tokenizer) with --config"
            )
    refuse_pickles(singles)
    for file in singles:
        if not file.is_file():
            raise SourceUnusable(f"{file} is missing")
    count(singles)
    if source.is_file():
        return singles
    index = read(source / "model_index.json")
    parts = [source / part for part in index if part not in LEFT_BEHIND]
    with_weights = [part for part in parts if (part / "config.json").is_file()]
    return singles + [path for part in with_weights for path in weights_of(part)]


def prepare(source: Path, config: Path | None, loras: Sequence[Lora], out: Path) -> None:
    """Writes the folder. Raises SourceUnusable."""
    kind = known_kind(config or source)
    weights = files_read(source, config, ())
    check_numbers([*weights, *(lora.file for lora in loras)])
    told: dict[str, Any] = {
        "torch_dtype": DTYPES.get(count(weights).kind, torch.float32),
        "local_files_only": True,
    }
    index = read((config or source) / "model_index.json")
    told |= {part: None for part in LEFT_BEHIND if part in index}
    with quiet():
        pipeline = _opened(getattr(diffusers, kind), source, config, told)
        for number, lora in enumerate(loras):
            _fuse(pipeline, lora, f"lora{number}")
        pipeline.save_pretrained(out, safe_serialization=True)


def _opened(kind: Any, source: Path, config: Path | None, told: dict[str, Any]) -> Any:
    try:
        if source.is_file():
            return kind.from_single_file(str(source), config=str(config), **told)
        return kind.from_pretrained(source, use_safetensors=True, **told)
    except Exception as error:  # diffusers raises all kinds for weights that do not fit
        line = (str(error).splitlines() or [type(error).__name__])[0]
        raise SourceUnusable(f"{source} cannot be loaded as {kind.__name__}: {line}") from error


def _fuse(pipeline: Any, lora: Lora, name: str) -> None:
    try:
        pipeline.load_lora_weights(
            str(lora.file.parent),
            weight_name=lora.file.name,
            adapter_name=name,
            local_files_only=True,
            use_safetensors=True,
        )
        if not any(name in found for found in pipeline.get_list_adapters().values()):
            raise ValueError("it fits no part of the model")
        pipeline.fuse_lora(lora_scale=lora.strength, adapter_names=[name], safe_fusing=True)
        pipeline.unload_lora_weights()
    except Exception as error:  # as above
        line = (str(error).splitlines() or [type(error).__name__])[0]
        raise SourceUnusable(f"{lora.file} cannot be joined with the model: {line}") from error
