"""What the families of published models share: a tokenizer reads a sentence, a network sees its context, a VAE paints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar

import numpy as np
from msgspec import Meta, Struct

from runtime.engines.base import Backend, Conditioning, Pixels, Tokens
from runtime.families.base import Component, Family, Kind, pixels_of
from runtime.families.preview import Rough, preview_of
from runtime.families.prose import UNWANTED, Prose
from runtime.families.text import tokenizer_of
from runtime.pack import Pack
from runtime.prompt.caption import Caption
from runtime.schedulers import Floats


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`settings` of the manifest."""

    length: Annotated[int, Meta(ge=2)]
    """Tokens of a sentence at most."""
    pad: int
    """Token that fills a sentence up."""
    channels: int
    scaling: float
    """Latents are that much larger for the denoiser than for the decoder."""
    shift: float = 0.0
    """Added to latents for the decoder."""
    rough: Rough | None = None


def reader(model: str, call: Callable[..., tuple[Any, ...]], *more: str) -> Component:
    """Tokens -> their context, and what else it says."""
    return Component(
        inputs={"input_ids": "int64"}, outputs=("context", *more), model=model, call=call
    )


def last_layer(module: Any, input_ids: Any) -> tuple[Any, ...]:
    """What a reader says in the end. What a sentence is filled up with stands behind it, and no token sees those behind
    itself: no mask is needed."""
    return (module(input_ids, use_cache=False).last_hidden_state,)


MASKED: Mapping[str, Kind] = {
    "sample": "float",
    "timestep": "float",
    "context": "float",
    "context_mask": "int64",
}
"""Inputs of a transformer that sees words beside the picture, and is told which of them mean something."""


def _paint(module: Any, latents: Any) -> tuple[Any, ...]:
    return (module.decode(latents, return_dict=False)[0],)


def painter(model: str, call: Callable[..., tuple[Any, ...]] = _paint) -> Component:
    """Latents -> the picture, as the VAEs of diffusers decode."""
    return Component(inputs={"latents": "float"}, outputs=("image",), model=model, call=call)


class Published(Family):
    """Its readers see no token from before it, so that what fills a sentence up is left out; CLIP's families read it all."""

    knows: ClassVar[type[Settings]]
    shrink: ClassVar[int] = 8
    """Pixels of a side that one latent stands for."""
    ends: ClassVar[bool] = False
    """Whether a sentence that is cut keeps its last token, which says that it ends."""

    _settings: Settings

    def __init__(self, pack: Pack, backend: Backend) -> None:
        super().__init__(pack, backend)
        self._settings = pack.settings(self.knows)
        self._tokenizer = tokenizer_of(pack, "tokenizer")
        self._prose = Prose(pack.vocabulary)
        self._most = self._settings.length
        """Tokens of a sentence with what stands before it."""

    def spell(self, caption: Caption | None) -> Tokens:
        """[as many as there are at most]"""
        framed = self._framed(self._sentence(caption))
        return self._tokenizer.filled(framed, self._most, self._settings.pad, ends=self.ends)

    def encode(self, tokens: Tokens) -> Conditioning:
        lengths = (tokens != self._settings.pad).sum(axis=1)
        read = np.ascontiguousarray(tokens[:, : lengths.max()])
        (context,) = self._backend.run("encoder", {"input_ids": read})
        return Conditioning(context, np.zeros((len(tokens), 0), np.float32), lengths)

    def decode(self, latents: Floats) -> Pixels:
        scaled = latents / np.float32(self._settings.scaling) + np.float32(self._settings.shift)
        return pixels_of(self._backend.run("decoder", {"latents": scaled})[0])

    def preview(self, latents: Floats) -> Pixels:
        return preview_of(latents, self._settings.rough)

    def _sentence(self, caption: Caption | None) -> str:
        return UNWANTED if caption is None else self._prose.sentence(caption)

    def _framed(self, sentence: str) -> str:
        """With what the reader is told around it."""
        return sentence

    def _shape(self, pixels: tuple[int, int]) -> tuple[int, int, int]:
        """Of the latents of a picture: [C, h, w]."""
        width, height = pixels
        return self._settings.channels, height // self.shrink, width // self.shrink


def mask_of(conditioning: Conditioning) -> Tokens:
    """[B, T]: 1 where the context means something."""
    count, width = conditioning.context.shape[:2]
    if conditioning.lengths is None:
        return np.ones((count, width), np.int64)
    return (np.arange(width) < conditioning.lengths[:, None]).astype(np.int64)
