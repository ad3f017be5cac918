"""SANA-Sprint: Gemma reads, a linear transformer ends in a step or two from anywhere, a deep autoencoder paints."""

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
from runtime.schedulers import Course, Floats, Space

SHRINK = 32
"""Pixels of a side that one latent stands for."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`settings` of the manifest."""

    length: Annotated[int, Meta(ge=2)] = 300
    """Tokens of a sentence at most."""
    pad: int = 0
    instruction: str = ""
    """What the reader is told before each sentence; of its tokens only the first reaches the transformer."""
    channels: int = 32
    scaling: float = 0.41407
    """Latents are that much larger for the transformer than for the autoencoder."""
    noisiest: Annotated[float, Meta(gt=0)] = 1.57080
    """Angle of pure noise."""
    middle: float = 1.3
    """Angle between two steps, where there are two; more are evenly spaced."""
    strength: float = 4.5
    """How much the transformer is told to follow the wish."""
    rough: Rough | None = None


def _encode(module: Any, input_ids: Any) -> tuple[Any, ...]:
    # What a sentence is filled up with stands behind it, and no token sees those behind itself: no mask is needed.
    return (module(input_ids, use_cache=False).last_hidden_state,)


def _denoise(module: Any, sample: Any, timestep: Any, context: Any, **told: Any) -> tuple[Any, ...]:
    predicted = module(
        sample,
        encoder_hidden_states=context,
        timestep=timestep,
        guidance=told["guidance"] * module.config.guidance_embeds_scale,
        encoder_attention_mask=told["context_mask"],
        return_dict=False,
    )
    return (predicted[0],)


class SanaSprint(Family):
    @classmethod
    def components(cls, pack: Pack) -> Mapping[str, Component]:
        return {
            "encoder": Component(
                inputs={"input_ids": "int64"},
                outputs=("context",),
                model="transformers.Gemma2Model",
                call=_encode,
            ),
            "denoiser": Component(
                inputs={
                    "sample": "float",
                    "timestep": "float",
                    "context": "float",
                    "context_mask": "int64",
                    "guidance": "float",
                },
                outputs=("predicted",),
                model="diffusers.SanaTransformer2DModel",
                call=_denoise,
            ),
            "decoder": Component(
                inputs={"latents": "float"},
                outputs=("image",),
                model="diffusers.AutoencoderDC",
                call=paint,
            ),
        }

    def __init__(self, pack: Pack, backend: Backend) -> None:
        super().__init__(pack, backend)
        self._settings = pack.settings(Settings)
        self._tokenizer = tokenizer_of(pack, "tokenizer")
        self._prose = Prose(pack.vocabulary)
        told = self._settings.instruction
        # The last of its tokens may become one with the first of the sentence.
        self._passed_over = max(len(self._tokenizer.tokens(told)) - 1, 1) if told else 1

    def spell(self, caption: Caption | None) -> Tokens:
        """[instruction and length]"""
        settings = self._settings
        sentence = UNWANTED if caption is None else self._prose.sentence(caption)
        limit = self._passed_over + settings.length - 1
        told = settings.instruction + sentence.lower().strip()
        return self._tokenizer.filled(told, limit, settings.pad, ends=False)

    def course(self, pixels: tuple[int, int], steps: int) -> Course:
        """Raises ValueError below one step."""
        if steps < 1:
            raise ValueError(f"no levels for {steps} steps")
        settings = self._settings
        width, height = pixels
        levels = np.linspace(settings.noisiest, 0, steps + 1)
        if steps == 2:
            levels[1] = settings.middle
        return Course(
            shape=(settings.channels, height // SHRINK, width // SHRINK),
            levels=tuple(levels.tolist()),
            space=Space.ANGLE,
            fresh=True,
        )

    def encode(self, tokens: Tokens) -> Conditioning:
        lengths = (tokens != self._settings.pad).sum(axis=1)
        read = np.ascontiguousarray(tokens[:, : lengths.max()])
        (context,) = self._backend.run("encoder", {"input_ids": read})
        kept = np.concatenate([context[:, :1], context[:, self._passed_over :]], axis=1)
        lengths = np.maximum(lengths - self._passed_over, 0) + 1
        return Conditioning(kept, np.zeros((len(tokens), 0), np.float32), lengths)

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        share = np.sin(levels) / (np.sin(levels) + np.cos(levels))
        columns = share.astype(np.float32)[:, None, None, None]
        # The transformer was taught on a straight way from picture to noise, of which this is the length.
        length = np.sqrt(columns**2 + (1 - columns) ** 2)
        seen = latents * length
        context = conditioning.context
        feeds = {
            "sample": seen,
            "timestep": share.astype(np.float32),
            "context": context,
            "context_mask": _mask(context.shape[1], conditioning),
            "guidance": np.full(len(latents), self._settings.strength, np.float32),
        }
        (predicted,) = self._backend.run("denoiser", feeds)
        kept, turned = 1 - 2 * columns, 1 - 2 * columns + 2 * columns**2
        velocity: Floats = (kept * seen + turned * predicted) / length
        return velocity

    def decode(self, latents: Floats) -> Pixels:
        scaled = latents / np.float32(self._settings.scaling)
        return pixels_of(self._backend.run("decoder", {"latents": scaled})[0])

    def preview(self, latents: Floats) -> Pixels:
        return preview_of(latents, self._settings.rough)


def _mask(width: int, conditioning: Conditioning) -> Tokens:
    """[B, T]: 1 where the context means something."""
    if conditioning.lengths is None:
        return np.ones((len(conditioning.context), width), np.int64)
    return (np.arange(width) < conditioning.lengths[:, None]).astype(np.int64)
