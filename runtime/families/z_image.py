"""Z-Image and its Turbo: Qwen reads, one transformer sees words and picture together, a VAE paints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from msgspec import Meta, Struct

from runtime.engines.base import Backend, Conditioning, Pixels, Tokens
from runtime.families.base import Component, Family, pixels_of
from runtime.families.preview import Rough, preview_of
from runtime.families.prose import UNWANTED, Prose
from runtime.families.stable_diffusion import paint
from runtime.families.text import tokenizer_of
from runtime.pack import Pack
from runtime.prompt.caption import Caption
from runtime.schedulers import Course, Floats, flow_levels

SHRINK = 8
"""Pixels of a side that one latent stands for."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`settings` of the manifest."""

    length: Annotated[int, Meta(ge=2)] = 512
    """Tokens of a sentence at most, with what stands around it."""
    pad: int = 151643
    before: str = "<|im_start|>user\n"
    """What stands before a sentence, so that the reader takes it for one of a talk."""
    after: str = "<|im_end|>\n<|im_start|>assistant\n"
    channels: int = 16
    scaling: float = 0.3611
    """Latents are that much larger for the transformer than for the VAE."""
    shift: float = 0.1159
    """Added to latents for the VAE."""
    noisier: Annotated[float, Meta(gt=0)] = 3.0
    """Shift of the noise levels: above 1, more of the steps are spent near pure noise."""
    rough: Rough | None = None


def _encode(module: Any, input_ids: Any) -> tuple[Any, ...]:
    # What a sentence is filled up with stands behind it, and no token sees those behind itself: no mask is needed.
    return (module(input_ids, use_cache=False, output_hidden_states=True).hidden_states[-2],)


def _denoise(
    module: Any, sample: Any, timestep: Any, context: Any, lengths: Any
) -> tuple[Any, ...]:
    pictures = list(sample.unsqueeze(2).unbind(0))
    wishes = [row[:length] for row, length in zip(context, lengths.tolist(), strict=True)]
    predicted = module(pictures, timestep, wishes, return_dict=False)[0]
    together = sample.new_empty(sample.shape)
    for row, one in zip(together, predicted, strict=True):
        row.copy_(one.squeeze(1))
    return (together,)


class ZImage(Family):
    @classmethod
    def components(cls, pack: Pack) -> Mapping[str, Component]:
        return {
            "encoder": Component(
                inputs={"input_ids": "int64"},
                outputs=("context",),
                model="transformers.Qwen3Model",
                call=_encode,
            ),
            "denoiser": Component(
                inputs={
                    "sample": "float",
                    "timestep": "float",
                    "context": "float",
                    "lengths": "int64",
                },
                outputs=("predicted",),
                model="diffusers.ZImageTransformer2DModel",
                call=_denoise,
            ),
            "decoder": Component(
                inputs={"latents": "float"},
                outputs=("image",),
                model="diffusers.AutoencoderKL",
                call=paint,
            ),
        }

    def __init__(self, pack: Pack, backend: Backend) -> None:
        super().__init__(pack, backend)
        self._settings = pack.settings(Settings)
        self._tokenizer = tokenizer_of(pack, "tokenizer")
        self._prose = Prose(pack.vocabulary)

    def spell(self, caption: Caption | None) -> Tokens:
        """[length]"""
        settings = self._settings
        sentence = UNWANTED if caption is None else self._prose.sentence(caption)
        framed = settings.before + sentence + settings.after
        return self._tokenizer.filled(framed, settings.length, settings.pad, ends=False)

    def course(self, pixels: tuple[int, int], steps: int) -> Course:
        width, height = pixels
        return Course(
            shape=(self._settings.channels, height // SHRINK, width // SHRINK),
            levels=flow_levels(steps, shift=self._settings.noisier),
        )

    def encode(self, tokens: Tokens) -> Conditioning:
        lengths = (tokens != self._settings.pad).sum(axis=1)
        read = np.ascontiguousarray(tokens[:, : lengths.max()])
        (context,) = self._backend.run("encoder", {"input_ids": read})
        return Conditioning(context, np.zeros((len(tokens), 0), np.float32), lengths)

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        context, lengths = conditioning.context, conditioning.lengths
        if lengths is None:
            lengths = np.full(len(context), context.shape[1], np.int64)
        feeds = {
            "sample": latents,
            "timestep": np.float32(1) - levels,  # how clean, as it was taught
            "context": context,
            "lengths": lengths,
        }
        (towards,) = self._backend.run("denoiser", feeds)
        return -towards

    def decode(self, latents: Floats) -> Pixels:
        scaled = latents / np.float32(self._settings.scaling) + np.float32(self._settings.shift)
        return pixels_of(self._backend.run("decoder", {"latents": scaled})[0])

    def preview(self, latents: Floats) -> Pixels:
        return preview_of(latents, self._settings.rough)
