"""PyTorch: models as their authors publish them, loaded through diffusers and transformers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from runtime.engines.base import EngineFailed, OutOfMemory, PackUnusable
from runtime.families.base import Component
from runtime.pack import Pack
from runtime.profile import Profile

os.environ["HF_HUB_OFFLINE"] = "1"  # what the pack lacks is an error, and never fetched

EXACT = frozenset({"timestep"})
"""Inputs that stay in 32 bits, as in the published pipelines: of a thousand levels 16 bits know some hundred."""


class TorchBackend:
    """A module for each component. Not to be shared between threads."""

    def __init__(self, pack: Pack, profile: Profile, components: Mapping[str, Component]) -> None:
        """Raises PackUnusable."""
        if profile.threads:
            torch.set_num_threads(profile.threads)
        self._options = profile.torch
        self._components = components
        self._modules = {
            name: self._load(pack, name, component) for name, component in components.items()
        }

    def run(self, component: str, feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        call = self._components[component].call
        try:
            with torch.inference_mode():
                tensors = {name: self._tensor(name, value) for name, value in feeds.items()}
                outputs = call(self._modules[component], **tensors)
                return [_array(output) for output in outputs]
        except (torch.OutOfMemoryError, MemoryError) as error:
            raise OutOfMemory(component=component, problem=_first_line(error)) from error
        except Exception as error:  # a model's own code may raise anything
            raise EngineFailed(component=component, problem=_first_line(error)) from error

    def describe(self) -> str:
        return f"torch: {self._options.device}, {self._options.dtype}"

    def _load(self, pack: Pack, name: str, component: Component) -> torch.nn.Module:
        library, kind = component.model.split(".")
        try:
            folder = pack.folder / pack.manifest.components[name]
            module: torch.nn.Module = getattr(import_module(library), kind).from_pretrained(
                folder, torch_dtype=self._dtype, local_files_only=True, use_safetensors=True
            )
        except Exception as error:  # these libraries raise all kinds for a file that is wrong
            raise PackUnusable(
                pack=pack.manifest.name, component=name, problem=_first_line(error)
            ) from error
        return module.to(self._options.device).eval().requires_grad_(False)

    @property
    def _dtype(self) -> torch.dtype:
        found: torch.dtype = getattr(torch, self._options.dtype)
        return found

    def _tensor(self, name: str, value: NDArray[Any]) -> torch.Tensor:
        tensor = torch.from_numpy(value)
        rounded = tensor.is_floating_point() and name not in EXACT
        return tensor.to(self._options.device, self._dtype if rounded else None)


def _array(tensor: torch.Tensor) -> NDArray[Any]:
    """On the processor; floats in 32 bits, since numpy has no bfloat16."""
    whole = tensor.float() if tensor.is_floating_point() else tensor
    found: NDArray[Any] = np.ascontiguousarray(whole.cpu().numpy())
    return found


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
