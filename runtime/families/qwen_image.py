"""Qwen-Image: Qwen2.5-VL reads, one transformer sees words and patches of the picture together, a VAE paints."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from runtime.engines.base import Backend, Conditioning, Pixels, Tokens, guided
from runtime.families import published
from runtime.families.base import Component
from runtime.families.published import MASKED, Published, last_layer, mask_of, painter, reader
from runtime.pack import Pack
from runtime.schedulers import Course, Floats, flow_levels

_MEAN = (
    *(-0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508),
    *(0.4134, -0.0715, 0.5517, -0.3632, -0.1922, -0.9497, 0.2503, -0.2921),
)
_SPREAD = (
    *(2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743),
    *(3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253, 2.8251, 1.916),
)


class Settings(published.Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`settings` of the manifest."""

    length: Annotated[int, Meta(ge=2)] = 512
    """Tokens of a sentence at most, with what stands behind it."""
    pad: int = 151643
    before: str = (
        "<|im_start|>system\nDescribe the image by detailing the color, shape, size, texture, quantity, text, "
        "spatial relationships of the objects and background:<|im_end|>\n<|im_start|>user\n"
    )
    """What the reader is told before a sentence."""
    after: str = "<|im_end|>\n<|im_start|>assistant\n"
    told: Annotated[int, Meta(ge=0)] = 34
    """Tokens of `before`, which the transformer does not see."""
    channels: int = 16
    scaling: float = 1.0
    mean: tuple[float, ...] = _MEAN
    """Of the decoder's latents, one a channel."""
    spread: tuple[float, ...] = _SPREAD
    """Their standard deviation."""
    noisier: tuple[float, float] = (0.5, 0.9)
    """Logarithm of the shift of the noise levels, for pictures of as many patches as in `patches`; a line through both."""
    patches: tuple[int, int] = (256, 8192)
    last: Annotated[float, Meta(ge=0, lt=1)] = 0.02
    """Noise level of the last step; 0: as the shift leaves it."""


def _denoise(
    module: Any, sample: Any, timestep: Any, context: Any, context_mask: Any
) -> tuple[Any, ...]:
    """A token of the picture is a square of two by two latents."""
    count, channels, height, width = sample.shape
    high, wide = height // 2, width // 2
    squares = sample.reshape(count, channels, high, 2, wide, 2).permute(0, 2, 4, 1, 3, 5)
    (predicted,) = module(
        squares.reshape(count, high * wide, channels * 4),
        encoder_hidden_states=context,
        encoder_hidden_states_mask=context_mask,
        timestep=timestep,
        img_shapes=[[(1, high, wide)]] * count,
        return_dict=False,
    )
    squares = predicted.reshape(count, high, wide, channels, 2, 2).permute(0, 3, 1, 4, 2, 5)
    return (squares.reshape(count, channels, height, width),)


def _decode(module: Any, latents: Any) -> tuple[Any, ...]:
    """The decoder was made for films: the picture is one of one frame."""
    return (module.decode(latents.unsqueeze(2), return_dict=False)[0][:, :, 0],)


class QwenImage(Published):
    knows = Settings
    shrink = 16
    """Of a square."""
    _settings: Settings

    @classmethod
    def components(cls, pack: Pack) -> Mapping[str, Component]:
        return {
            # Of a reader that could see pictures as well only this is loaded.
            "encoder": reader("transformers.Qwen2_5_VLTextModel", last_layer),
            "denoiser": Component(
                inputs=MASKED,
                outputs=("predicted",),
                model="diffusers.QwenImageTransformer2DModel",
                call=_denoise,
            ),
            "decoder": painter("diffusers.AutoencoderKLQwenImage", _decode),
        }

    def __init__(self, pack: Pack, backend: Backend) -> None:
        super().__init__(pack, backend)
        self._most += self._settings.told

    def course(self, pixels: tuple[int, int], steps: int) -> Course:
        """Raises ValueError below one step."""
        channels, high, wide = self._shape(pixels)
        settings = self._settings
        (few, many), (least, most) = settings.patches, settings.noisier
        shift = math.exp(least + (high * wide - few) * (most - least) / (many - few))
        levels = np.array(flow_levels(steps, shift=shift))
        if settings.last and steps > 1:
            levels = 1 - (1 - levels) * (1 - settings.last) / (1 - levels[-2])
        return Course(shape=(channels, high * 2, wide * 2), levels=(*levels[:-1].tolist(), 0.0))

    def encode(self, tokens: Tokens) -> Conditioning:
        read = super().encode(tokens)
        told = self._settings.told
        lengths = (tokens != self._settings.pad).sum(axis=1) - told
        return Conditioning(read.context[:, told:], read.pooled, lengths)

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        feeds: dict[str, NDArray[Any]] = {
            "sample": latents,
            "timestep": levels,
            "context": conditioning.context,
            "context_mask": mask_of(conditioning),
        }
        velocity: Floats = self._backend.run("denoiser", feeds)[0]
        return velocity

    def guide(self, free: Floats, bound: Floats, guidance: float) -> Floats:
        """As strong in each square as without guidance."""
        led = guided(free, bound, guidance)
        return led * (_strength(bound) / _strength(led))

    def decode(self, latents: Floats) -> Pixels:
        mean, spread = (
            np.array(numbers, np.float32)[:, None, None]
            for numbers in (self._settings.mean, self._settings.spread)
        )
        return super().decode(latents * spread + mean)

    def _framed(self, sentence: str) -> str:
        return self._settings.before + sentence + self._settings.after


def _strength(velocity: Floats) -> Floats:
    """[B, C, h, w] -> [B, 1, h, w]: length of the vector of each square of two by two."""
    count, channels, height, width = velocity.shape
    squares = velocity.reshape(count, channels, height // 2, 2, width // 2, 2)
    lengths: Floats = np.sqrt((squares**2).sum(axis=(1, 3, 5)))
    return lengths.repeat(2, axis=1).repeat(2, axis=2)[:, None]
