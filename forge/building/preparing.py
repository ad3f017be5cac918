"""A checkpoint in one file, or a model with LoRA, as the folder that diffusers would write of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import diffusers
import torch

from forge.building.files import LEFT_BEHIND, Lora, files_read
from forge.building.source import SourceUnusable, known_kind, read
from forge.building.weights import check_numbers, count
from forge.export import quiet

DTYPES = {"F16": torch.float16, "BF16": torch.bfloat16}


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
