"""Z-Image and its Turbo: Qwen reads, one transformer sees words and picture together, a VAE paints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from msgspec import Meta

from runtime.engines.base import Conditioning
from runtime.families import published
from runtime.families.base import Component
from runtime.families.published import Published, painter, reader
from runtime.pack import Pack
from runtime.schedulers import Course, Floats, flow_levels


class Settings(published.Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`settings` of the manifest."""

    length: Annotated[int, Meta(ge=2)] = 512
    """Tokens of a sentence at most, with what stands around it."""
    pad: int = 151643
    before: str = "<|im_start|>user\n"
    """What stands before a sentence, so that the reader takes it for one of a talk."""
    after: str = "<|im_end|>\n<|im_start|>assistant\n"
    channels: int = 16
    scaling: float = 0.3611
    shift: float = 0.1159
    noisier: Annotated[float, Meta(gt=0)] = 3.0
    """Shift of the noise levels: above 1, more of the steps are spent near pure noise."""


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


class ZImage(Published):
    knows = Settings
    _settings: Settings

    @classmethod
    def components(cls, pack: Pack) -> Mapping[str, Component]:
        return {
            "encoder": reader("transformers.Qwen3Model", _encode),
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
            "decoder": painter("diffusers.AutoencoderKL"),
        }

    def course(self, pixels: tuple[int, int], steps: int) -> Course:
        levels = flow_levels(steps, shift=self._settings.noisier)
        return Course(shape=self._shape(pixels), levels=levels)

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

    def _framed(self, sentence: str) -> str:
        return self._settings.before + sentence + self._settings.after
