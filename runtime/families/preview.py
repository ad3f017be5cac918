"""A rough picture of latents without their decoder: one linear map from channels to colours."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from runtime.engines.base import Pixels
from runtime.families.base import pixels_of
from runtime.schedulers import Floats


class Rough(Struct, frozen=True, forbid_unknown_fields=True):
    """Least squares between latents and their decoded pictures, made smaller; colours in -1..1."""

    colours: tuple[tuple[float, float, float], ...]
    """One row a channel."""
    base: tuple[float, float, float] = (0.0, 0.0, 0.0)


def preview_of(latents: Floats, rough: Rough | None) -> Pixels:
    """[B, C, h, w] -> [B, h, w, 3]. Without a map: how strong the latents are, in grey."""
    if rough is None:
        strength = latents.std(axis=1, keepdims=True) - 1
        return pixels_of(np.repeat(strength, 3, axis=1))
    colours = np.array(rough.colours, np.float32)
    images = np.einsum("bchw,cr->brhw", latents, colours)
    return pixels_of(images + np.array(rough.base, np.float32)[:, None, None])
