"""Stable Diffusion 1.5 and 2.1, SD-Turbo and latent consistency models: CLIP reads, a U-Net denoises, a VAE paints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from runtime.engines.base import Backend, Conditioning, Pixels, Tokens
from runtime.families.base import Component, Family, pixels_of
from runtime.families.discrete import Noising
from runtime.families.preview import Rough, preview_of
from runtime.families.prose import UNWANTED, Prose
from runtime.families.text import tokenizer_of
from runtime.pack import Pack
from runtime.prompt.caption import Caption
from runtime.schedulers import Course, Floats

SHRINK = 8
"""Pixels of a side that one latent stands for."""


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`settings` of the manifest."""

    length: int = 77
    """Tokens of a sentence, filled up with `pad`."""
    pad: int = 49407
    scaling: float = 0.18215
    """Latents are that much larger for the U-Net than for the VAE."""
    channels: int = 4
    noising: Noising = Noising()
    guided: int = 0
    """Width of the vector that tells the U-Net how much to follow the wish; 0: it is not told."""
    strength: float = 8.0
    """What that vector says."""
    rough: Rough | None = None


def _encode(module: Any, input_ids: Any) -> tuple[Any, ...]:
    return (module(input_ids).last_hidden_state,)


def _denoise(
    module: Any, sample: Any, timestep: Any, context: Any, guidance: Any = None
) -> tuple[Any, ...]:
    predicted = module(
        sample, timestep, encoder_hidden_states=context, timestep_cond=guidance, return_dict=False
    )
    return (predicted[0],)


def paint(module: Any, latents: Any) -> tuple[Any, ...]:
    """How the VAEs of diffusers decode."""
    return (module.decode(latents, return_dict=False)[0],)


class StableDiffusion(Family):
    knows: ClassVar[type[Settings]] = Settings

    @classmethod
    def components(cls, pack: Pack) -> Mapping[str, Component]:
        denoised: dict[str, Any] = dict.fromkeys(("sample", "timestep", "context"), "float")
        if pack.settings(cls.knows).guided:
            denoised["guidance"] = "float"
        return {
            "encoder": Component(
                inputs={"input_ids": "int64"},
                outputs=("context",),
                model="transformers.CLIPTextModel",
                call=_encode,
            ),
            "denoiser": Component(
                inputs=denoised,
                outputs=("predicted",),
                model="diffusers.UNet2DConditionModel",
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
        self._settings = pack.settings(self.knows)
        self._tokenizer = tokenizer_of(pack, "tokenizer")
        self._prose = Prose(pack.vocabulary)

    def spell(self, caption: Caption | None) -> Tokens:
        """[length]"""
        return self._tokenizer.filled(
            self._sentence(caption), self._settings.length, self._settings.pad
        )

    def course(self, pixels: tuple[int, int], steps: int) -> Course:
        width, height = pixels
        shape = (self._settings.channels, height // SHRINK, width // SHRINK)
        return self._settings.noising.course(shape, steps)

    def encode(self, tokens: Tokens) -> Conditioning:
        (context,) = self._backend.run("encoder", {"input_ids": tokens})
        return Conditioning(context, np.zeros((len(tokens), 0), np.float32))

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        settings = self._settings
        feeds = {
            "sample": settings.noising.seen(latents, levels),
            "timestep": settings.noising.times(levels),
            "context": conditioning.context,
            **self._added(latents, conditioning),
        }
        if settings.guided:
            told = guidance_vector(settings.strength, settings.guided)
            feeds["guidance"] = np.repeat(told[np.newaxis], len(latents), 0)
        (predicted,) = self._backend.run("denoiser", feeds)
        return settings.noising.velocity(predicted, latents, levels)

    def decode(self, latents: Floats) -> Pixels:
        scaled = latents / np.float32(self._settings.scaling)
        return pixels_of(self._backend.run("decoder", {"latents": scaled})[0])

    def preview(self, latents: Floats) -> Pixels:
        return preview_of(latents, self._settings.rough)

    def _sentence(self, caption: Caption | None) -> str:
        return UNWANTED if caption is None else self._prose.sentence(caption)

    def _added(self, latents: Floats, conditioning: Conditioning) -> dict[str, NDArray[Any]]:
        """What else the U-Net is told."""
        return {}


def guidance_vector(strength: float, width: int) -> Floats:
    """[width]: waves of the guidance (less one, a thousandfold) at frequencies from 1 to 1/10000, as in a transformer."""
    half = width // 2
    waves = np.exp(np.arange(half, dtype=np.float32) * -(np.log(10000.0) / (half - 1)))
    angles = np.float32((strength - 1) * 1000) * waves.astype(np.float32)
    vector = np.concatenate([np.sin(angles), np.cos(angles)])
    return np.pad(vector, (0, width % 2)).astype(np.float32)
