"""A part's weights in PyTorch, and whether they are the part's at all."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import torch
from torch import nn

from forge.building.source import SourceUnusable, read
from forge.export import quiet
from runtime.engines.modules import reason
from runtime.families.base import Component


def load_module(component: Component, folder: Path, dtype: torch.dtype | None = None) -> nn.Module:
    """Ready to compute; in the file's own type where none is named. Raises SourceUnusable."""
    library, kind = component.model.split(".")
    _refuse_other(folder, kind)
    with quiet():
        try:
            module, found = getattr(import_module(library), kind).from_pretrained(
                folder,
                torch_dtype=dtype or "auto",
                local_files_only=True,
                use_safetensors=True,
                output_loading_info=True,
            )
        except Exception as error:  # these libraries raise all kinds for weights that do not fit
            raise SourceUnusable(f"{folder} cannot be loaded as {kind}: {reason(error)}") from error
    wrong = [*found["missing_keys"], *found["mismatched_keys"]]
    if wrong:
        raise SourceUnusable(
            f"{folder} is no {kind} as its config.json says: {len(wrong)} of its weights are missing "
            f"or of another size, such as {_name(wrong[0])}"
        )
    checked: nn.Module = module.eval().requires_grad_(False)
    return checked


def _refuse_other(folder: Path, kind: str) -> None:
    """diffusers would load weights of one kind as another where their names happen to be the same."""
    config = read(folder / "config.json")
    told = config.get("_class_name", kind)  # text encoders have none; their weights' names differ
    if told != kind:
        raise SourceUnusable(f"{folder} holds {told} where {kind} is needed")


def _name(key: object) -> str:
    return str(key[0] if isinstance(key, tuple) else key)
