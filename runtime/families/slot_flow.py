"""Our own family: a wish is one (concept, colour) a slot, the model a flow over latents of one size.

Every size is drawn at the natural one, and made smaller afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
from msgspec.structs import astuple

from runtime.engines.base import Backend, Conditioning, Pixels, Tokens
from runtime.families.base import Component, Family
from runtime.pack import Pack
from runtime.prompt.caption import Caption
from runtime.schedulers import Course, Floats, flow_levels

COMPONENTS: Mapping[str, Component] = MappingProxyType(
    {
        "encoder": Component(inputs={"tokens": "int64"}, outputs=("context", "pooled")),
        "denoiser": Component(
            inputs=dict.fromkeys(("latents", "level", "context", "pooled"), "float"),
            outputs=("velocity",),
        ),
        "decoder": Component(inputs={"latents": "float"}, outputs=("image",)),
        "preview": Component(inputs={"latents": "float"}, outputs=("image",)),
    }
)


class SlotFlow(Family):
    @classmethod
    def components(cls, pack: Pack) -> Mapping[str, Component]:
        return COMPONENTS

    def __init__(self, pack: Pack, backend: Backend) -> None:
        super().__init__(pack, backend)
        self._vocabulary = pack.vocabulary
        self._shape = astuple(pack.manifest.latent)

    def spell(self, caption: Caption | None) -> Tokens:
        """[T, 2] of (concept, colour), one row a slot; zeros stand for nothing."""
        return np.array(self._vocabulary.tokens(caption or Caption(())), np.int64)

    def course(self, pixels: tuple[int, int], steps: int) -> Course:
        return Course(shape=self._shape, levels=flow_levels(steps))

    def encode(self, tokens: Tokens) -> Conditioning:
        return Conditioning(*self._backend.run("encoder", {"tokens": tokens}))

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        feeds = {
            "latents": latents,
            "level": levels,
            "context": conditioning.context,
            "pooled": conditioning.pooled,
        }
        velocity: Floats = self._backend.run("denoiser", feeds)[0]
        return velocity

    def decode(self, latents: Floats) -> Pixels:
        image: Pixels = self._backend.run("decoder", {"latents": latents})[0]
        return image

    def preview(self, latents: Floats) -> Pixels:
        image: Pixels = self._backend.run("preview", {"latents": latents})[0]
        return image
