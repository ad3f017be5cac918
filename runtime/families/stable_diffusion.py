"""Stable Diffusion 1.5 and 2.1, SD-Turbo and latent consistency models: CLIP reads, a U-Net denoises, a VAE paints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from runtime.engines.base import Conditioning, Tokens
from runtime.families import published
from runtime.families.base import Component
from runtime.families.discrete import Noising
from runtime.families.published import Published, painter, reader
from runtime.pack import Pack
from runtime.schedulers import Course, Floats


class Settings(published.Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`settings` of the manifest."""

    length: Annotated[int, Meta(ge=2)] = 77
    pad: int = 49407
    scaling: float = 0.18215
    channels: int = 4
    noising: Noising = Noising()
    guided: int = 0
    """Width of the vector that tells the U-Net how much to follow the wish; 0: it is not told."""
    strength: float = 8.0
    """What that vector says."""


def _encode(module: Any, input_ids: Any) -> tuple[Any, ...]:
    return (module(input_ids).last_hidden_state,)


def _denoise(
    module: Any, sample: Any, timestep: Any, context: Any, guidance: Any = None
) -> tuple[Any, ...]:
    predicted = module(
        sample, timestep, encoder_hidden_states=context, timestep_cond=guidance, return_dict=False
    )
    return (predicted[0],)


class StableDiffusion(Published):
    knows = Settings
    ends = True
    _settings: Settings

    @classmethod
    def components(cls, pack: Pack) -> Mapping[str, Component]:
        denoised: dict[str, Any] = dict.fromkeys(("sample", "timestep", "context"), "float")
        if pack.settings(cls.knows).guided:
            denoised["guidance"] = "float"
        return {
            "encoder": reader("transformers.CLIPTextModel", _encode),
            "denoiser": Component(
                inputs=denoised,
                outputs=("predicted",),
                model="diffusers.UNet2DConditionModel",
                call=_denoise,
                wished=frozenset({"context"}),
            ),
            "decoder": painter("diffusers.AutoencoderKL"),
        }

    def course(self, pixels: tuple[int, int], steps: int) -> Course:
        return self._settings.noising.course(self._shape(pixels), steps)

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
