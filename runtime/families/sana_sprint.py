"""SANA-Sprint: Gemma reads, a linear transformer ends in a step or two from anywhere, a deep autoencoder paints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from msgspec import Meta

from runtime.engines.base import Backend, Conditioning, Tokens
from runtime.families import published
from runtime.families.base import Component
from runtime.families.published import MASKED, Published, last_layer, mask_of, painter, reader
from runtime.pack import Pack
from runtime.schedulers import Course, Floats, Space


class Settings(published.Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`settings` of the manifest."""

    length: Annotated[int, Meta(ge=2)] = 300
    pad: int = 0
    instruction: str = ""
    """What the reader is told before each sentence; of its tokens only the first reaches the transformer."""
    channels: int = 32
    scaling: float = 0.41407
    noisiest: Annotated[float, Meta(gt=0)] = 1.57080
    """Angle of pure noise."""
    middle: float = 1.3
    """Angle between two steps, where there are two; more are evenly spaced."""
    strength: float = 4.5
    """How much the transformer is told to follow the wish."""


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


class SanaSprint(Published):
    knows = Settings
    shrink = 32
    _settings: Settings

    @classmethod
    def components(cls, pack: Pack) -> Mapping[str, Component]:
        return {
            "encoder": reader("transformers.Gemma2Model", last_layer),
            "denoiser": Component(
                inputs={**MASKED, "guidance": "float"},
                outputs=("predicted",),
                model="diffusers.SanaTransformer2DModel",
                call=_denoise,
            ),
            "decoder": painter("diffusers.AutoencoderDC"),
        }

    def __init__(self, pack: Pack, backend: Backend) -> None:
        super().__init__(pack, backend)
        told = self._settings.instruction
        # The last of its tokens may become one with the first of the sentence.
        self._passed_over = max(len(self._tokenizer.tokens(told)) - 1, 1) if told else 1
        self._most += self._passed_over - 1

    def course(self, pixels: tuple[int, int], steps: int) -> Course:
        """Raises ValueError below one step."""
        if steps < 1:
            raise ValueError(f"no levels for {steps} steps")
        levels = np.linspace(self._settings.noisiest, 0, steps + 1)
        if steps == 2:
            levels[1] = self._settings.middle
        return Course(
            shape=self._shape(pixels),
            levels=tuple(levels.tolist()),
            space=Space.ANGLE,
            fresh=True,
        )

    def encode(self, tokens: Tokens) -> Conditioning:
        read = super().encode(tokens)
        kept = np.concatenate([read.context[:, :1], read.context[:, self._passed_over :]], axis=1)
        lengths = np.maximum((tokens != self._settings.pad).sum(axis=1) - self._passed_over, 0) + 1
        return Conditioning(kept, read.pooled, lengths)

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        share = np.sin(levels) / (np.sin(levels) + np.cos(levels))
        columns = share.astype(np.float32)[:, None, None, None]
        # The transformer was taught on a straight way from picture to noise, of which this is the length.
        length = np.sqrt(columns**2 + (1 - columns) ** 2)
        seen = latents * length
        feeds = {
            "sample": seen,
            "timestep": share.astype(np.float32),
            "context": conditioning.context,
            "context_mask": mask_of(conditioning),
            "guidance": np.full(len(latents), self._settings.strength, np.float32),
        }
        (predicted,) = self._backend.run("denoiser", feeds)
        kept, turned = 1 - 2 * columns, 1 - 2 * columns + 2 * columns**2
        velocity: Floats = (kept * seen + turned * predicted) / length
        return velocity

    def _framed(self, sentence: str) -> str:
        return self._settings.instruction + sentence.lower().strip()
