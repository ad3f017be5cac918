"""PyTorch: models as their authors publish them, loaded through diffusers and transformers."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from runtime.engines.base import (
    EngineFailed,
    Loading,
    OutOfMemory,
    PackUnusable,
    ProviderMissing,
    shares,
)
from runtime.engines.modules import load, need, reason
from runtime.families.base import Component
from runtime.pack import Pack
from runtime.profile import Profile

EXACT = frozenset({"timestep"})
"""Inputs that stay in 32 bits, as in the published pipelines: of a thousand levels 16 bits know some hundred."""
READERS = frozenset({"encoder", "encoder_2"})
"""What may be loaded, used and released in turn."""


class TorchBackend:
    """A module for each component. Not to be shared between threads."""

    def __init__(
        self,
        pack: Pack,
        profile: Profile,
        components: Mapping[str, Component],
        loading: Loading | None = None,
    ) -> None:
        """Raises PackUnusable, ProviderMissing, or ImportError where a library for rounding is not there."""
        options = profile.torch
        if options.device == "cuda" and not torch.cuda.is_available():
            raise ProviderMissing(wanted="a card for CUDA", present="the processor")
        need(options)
        if profile.threads:
            torch.set_num_threads(profile.threads)
        self._pack = pack
        self._options = options
        self._components = components
        self._modules: dict[str, torch.nn.Module] = {}
        loading = loading or Loading()
        for name, share in shares(pack, components).items():
            if not (options.text_in_turn and name in READERS):
                self._modules[name] = self._load(name)
            loading.progress(share)

    def run(self, component: str, feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        call = self._components[component].call
        try:
            with torch.inference_mode():
                module = self._module(component)
                tensors = {name: self._tensor(name, value) for name, value in feeds.items()}
                return [_array(output) for output in call(module, **tensors)]
        except (torch.OutOfMemoryError, MemoryError) as error:
            raise OutOfMemory(component=component, problem=_first_line(error)) from error
        except Exception as error:  # a model's own code may raise anything
            raise EngineFailed(component=component, problem=_first_line(error)) from error

    @property
    def parallel(self) -> bool:
        """Large models would need their memory at the same time."""
        return False

    def describe(self) -> str:
        options = self._options
        rounded = [options.quantise] if options.quantise != "none" else []
        moved = ["offload"] if options.offload else []
        return "torch: " + ", ".join([options.device, options.dtype, *rounded, *moved])

    def _module(self, component: str) -> torch.nn.Module:
        """Where text is read in turn, readers and all others are never on the device together."""
        if self._options.text_in_turn:
            self._make_room(reading=component in READERS)
        if component not in self._modules:
            self._modules[component] = self._load(component)
        return self._modules[component]

    def _make_room(self, *, reading: bool) -> None:
        if reading == any(name in READERS for name in self._modules):
            return
        if reading:
            self._move("cpu")
            return
        for name in READERS & self._modules.keys():
            del self._modules[name]
        gc.collect()
        self._move(self._options.device)

    def _move(self, device: str) -> None:
        # Offloaded ones wait in main memory already; and torchao's weights cannot even be moved to where they are.
        if not self._options.offload and self._options.device != "cpu":
            for module in self._modules.values():
                module.to(device)
        if self._options.device == "cuda":
            torch.cuda.empty_cache()

    def _load(self, name: str) -> torch.nn.Module:
        folder = self._pack.folder / self._pack.manifest.components[name]
        try:
            return load(folder, name, self._components[name], self._options)
        except Exception as error:  # these libraries raise all kinds for a file that is wrong
            raise PackUnusable(
                pack=self._pack.manifest.name, component=name, problem=reason(error)[:300]
            ) from error

    def _tensor(self, name: str, value: NDArray[Any]) -> torch.Tensor:
        tensor = torch.from_numpy(value)
        rounded = tensor.is_floating_point() and name not in EXACT
        dtype: torch.dtype = getattr(torch, self._options.dtype)
        return tensor.to(self._options.device, dtype if rounded else None)


def _array(tensor: torch.Tensor) -> NDArray[Any]:
    """On the processor; floats in 32 bits, since numpy has no bfloat16."""
    whole = tensor.float() if tensor.is_floating_point() else tensor
    found: NDArray[Any] = np.ascontiguousarray(whole.cpu().numpy())
    return found


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
