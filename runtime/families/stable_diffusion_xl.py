"""Stable Diffusion XL, Turbo and Lightning: Stable Diffusion with two readers, and a U-Net that is told the picture's size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from runtime.engines.base import Backend, Conditioning, Tokens
from runtime.families import stable_diffusion
from runtime.families.base import Component, Kind
from runtime.families.discrete import Noising
from runtime.families.published import painter, reader
from runtime.families.stable_diffusion import StableDiffusion
from runtime.families.text import tokenizer_of
from runtime.pack import Pack
from runtime.prompt.caption import Caption
from runtime.schedulers import Floats


class Settings(stable_diffusion.Settings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`settings` of the manifest."""

    pad_2: int = 0
    """The same as `pad`, for the second reader."""
    scaling: float = 0.13025
    noising: Noising = Noising(spacing="trailing")


def _encode(module: Any, input_ids: Any) -> tuple[Any, ...]:
    return (module(input_ids, output_hidden_states=True).hidden_states[-2],)


def _encode_2(module: Any, input_ids: Any) -> tuple[Any, ...]:
    read = module(input_ids, output_hidden_states=True)
    return read.hidden_states[-2], read.text_embeds


def _denoise(
    module: Any, sample: Any, timestep: Any, context: Any, guidance: Any = None, **added: Any
) -> tuple[Any, ...]:
    predicted = module(
        sample,
        timestep,
        encoder_hidden_states=context,
        timestep_cond=guidance,
        added_cond_kwargs={"text_embeds": added["pooled"], "time_ids": added["time_ids"]},
        return_dict=False,
    )
    return (predicted[0],)


def _decode(module: Any, latents: Any) -> tuple[Any, ...]:
    if module.config.force_upcast and latents.dtype == latents.half().dtype:
        module.float()  # its numbers grow too large for half precision: the picture would be black
    return (module.decode(latents.to(module.dtype), return_dict=False)[0],)


class StableDiffusionXL(StableDiffusion):
    knows = Settings
    _settings: Settings

    @classmethod
    def components(cls, pack: Pack) -> Mapping[str, Component]:
        parts = super().components(pack)
        denoiser = parts["denoiser"]
        told: dict[str, Kind] = {**denoiser.inputs, "pooled": "float", "time_ids": "float"}
        return {
            "encoder": reader("transformers.CLIPTextModel", _encode),
            "encoder_2": reader("transformers.CLIPTextModelWithProjection", _encode_2, "pooled"),
            # What the sentence says as a whole goes into every block: there is nothing before it.
            "denoiser": structs.replace(
                denoiser, inputs=told, call=_denoise, wished=frozenset[str]()
            ),
            "decoder": painter("diffusers.AutoencoderKL", _decode),
        }

    def __init__(self, pack: Pack, backend: Backend) -> None:
        super().__init__(pack, backend)
        self._second = tokenizer_of(pack, "tokenizer_2")

    def spell(self, caption: Caption | None) -> Tokens:
        """[length, 2]: as each of the two reads it."""
        first = super().spell(caption)
        second = self._second.filled(self._sentence(caption), len(first), self._settings.pad_2)
        return np.stack([first, second], axis=1)

    def encode(self, tokens: Tokens) -> Conditioning:
        ids = np.ascontiguousarray(tokens.transpose(2, 0, 1))
        (first,) = self._backend.run("encoder", {"input_ids": ids[0]})
        second, pooled = self._backend.run("encoder_2", {"input_ids": ids[1]})
        return Conditioning(np.concatenate([first, second], axis=2), pooled)

    def _added(self, latents: Floats, conditioning: Conditioning) -> dict[str, NDArray[Any]]:
        height, width = (side * self.shrink for side in latents.shape[2:])
        # Of the picture it was trained on, where that was cut, and of the one wanted: the whole, from the corner.
        ids = np.array([height, width, 0, 0, height, width], np.float32)
        return {"pooled": conditioning.pooled, "time_ids": np.repeat(ids[None], len(latents), 0)}
