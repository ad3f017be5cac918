"""What every family has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
from msgspec import Struct

from runtime.engines.base import Backend, Conditioning, PictureBroken, Pixels, Tokens, guided
from runtime.pack import Pack
from runtime.prompt.caption import Caption
from runtime.schedulers import Course, Floats

Kind = Literal["float", "int64", "uint8"]


def _only_graphs(*_: Any, **__: Any) -> tuple[Any, ...]:
    raise NotImplementedError("this family comes as graphs only")


class Component(Struct, frozen=True, kw_only=True):
    """A part of the model that a backend runs: as a graph with these inputs and outputs, or as a module of torch."""

    inputs: Mapping[str, Kind]
    outputs: tuple[str, ...]
    model: str = ""
    """Class that loads it from the pack's folder, as `diffusers.UNet2DConditionModel`; empty: there are only graphs."""
    call: Callable[..., tuple[Any, ...]] = _only_graphs
    """(module, the inputs as tensors by name) -> the outputs as tensors, in their order."""
    wished: frozenset[str] = frozenset()
    """Inputs in which a guided picture's two rows differ, where much is computed before they come in; empty: nothing is worth sharing."""


class Family(ABC):
    """An engine (`runtime.engines.base.Engine`), less what it runs on."""

    @classmethod
    @abstractmethod
    def components(cls, pack: Pack) -> Mapping[str, Component]:
        """What a pack of this family holds, by name. Raises PackInvalid where its settings cannot be."""

    def __init__(self, pack: Pack, backend: Backend) -> None:
        """Raises PackInvalid."""
        self._backend = backend

    @abstractmethod
    def spell(self, caption: Caption | None) -> Tokens: ...

    @abstractmethod
    def course(self, pixels: tuple[int, int], steps: int) -> Course: ...

    @abstractmethod
    def encode(self, tokens: Tokens) -> Conditioning: ...

    @abstractmethod
    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats: ...

    @abstractmethod
    def decode(self, latents: Floats) -> Pixels: ...

    @abstractmethod
    def preview(self, latents: Floats) -> Pixels: ...

    def guide(self, free: Floats, bound: Floats, guidance: float) -> Floats:
        return guided(free, bound, guidance)

    @property
    def parallel(self) -> bool:
        return self._backend.parallel

    def describe(self) -> str:
        return self._backend.describe()


def pixels_of(images: Floats) -> Pixels:
    """[B, 3, H, W] in -1..1 -> [B, H, W, 3] in 0..255. Raises PictureBroken for what are no numbers."""
    if not np.isfinite(images).all():
        raise PictureBroken
    scaled = np.rint((images.transpose(0, 2, 3, 1) * 0.5 + 0.5).clip(0, 1) * 255)
    return np.ascontiguousarray(scaled.astype(np.uint8))
