"""The noise levels of models that were trained on a thousand of them, Stable Diffusion first.

A level is a sigma here: latents = clean + sigma * noise (`Space.SIGMA`). What such a model saw instead is that divided by
sqrt(1 + sigma²), and the number of the level. Same figures as diffusers' EulerDiscreteScheduler and LCMScheduler.
"""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta, Struct
from numpy.typing import NDArray

from runtime.schedulers import Course, Floats, Space

_SIGMA_DATA, _TIME_SCALE = 0.5, 10.0
"""Of the boundary condition of latent consistency models."""


class Noising(Struct, frozen=True, kw_only=True, dict=True, forbid_unknown_fields=True):
    """From a model's scheduler_config.json."""

    kind: Literal["euler", "lcm"] = "euler"
    betas: Literal["scaled_linear", "linear"] = "scaled_linear"
    beta_start: float = 0.00085
    beta_end: float = 0.012
    trained: Annotated[int, Meta(ge=2)] = 1000
    """Levels."""
    spacing: Literal["leading", "trailing", "linspace"] = "leading"
    offset: int = 0
    """Added to `leading` levels."""
    original: Annotated[int, Meta(ge=1)] = 50
    """Steps of the teacher, from which those of `lcm` are taken."""
    prediction: Literal["epsilon", "v_prediction", "sample"] = "epsilon"

    @cached_property
    def sigmas(self) -> NDArray[np.float64]:
        """[trained], rising."""
        if self.betas == "linear":
            betas = np.linspace(self.beta_start, self.beta_end, self.trained, dtype=np.float32)
        else:
            ends = self.beta_start**0.5, self.beta_end**0.5
            betas = np.linspace(*ends, self.trained, dtype=np.float32) ** 2
        kept = np.cumprod(1 - betas, dtype=np.float32)
        return np.asarray(((1 - kept) / kept) ** 0.5, np.float64)

    def course(self, shape: tuple[int, int, int], steps: int) -> Course:
        """Raises ValueError where so many steps cannot be."""
        times = self._times(steps)
        falling = np.interp(times, np.arange(self.trained), self.sigmas)
        levels = (*(float(sigma) for sigma in falling.astype(np.float32)), 0.0)
        first = levels[0]
        if self.kind == "lcm" or self.spacing == "leading":
            first = (first**2 + 1) ** 0.5
        return Course(
            shape=shape, levels=levels, space=Space.SIGMA, first=first, fresh=self.kind == "lcm"
        )

    def times(self, levels: Floats) -> Floats:
        """Sigmas [B] -> numbers of the levels [B], from 0, with fractions between two."""
        found = np.interp(levels, self.sigmas, np.arange(self.trained))
        # A sigma that was rounded to 32 bits is still the level it came from.
        whole = np.rint(found)
        return np.where(np.abs(found - whole) < 1e-2, whole, found).astype(np.float32)

    def seen(self, latents: Floats, levels: Floats) -> Floats:
        """What the model is shown of latents [B, C, h, w] at these sigmas."""
        scale = np.sqrt(1 + _columns(levels) ** 2).astype(np.float32)
        return latents / scale

    def velocity(self, predicted: Floats, latents: Floats, levels: Floats) -> Floats:
        """The noise in the latents, of what the model predicted."""
        sigma = _columns(levels)
        scale = np.sqrt(1 + sigma**2)
        if self.prediction == "epsilon":
            noise = predicted
        elif self.prediction == "v_prediction":
            noise = predicted / scale + latents * sigma / scale**2
        else:
            noise = (latents - predicted) / sigma
        return self._bounded(noise, latents, levels) if self.kind == "lcm" else noise

    def _bounded(self, noise: Floats, latents: Floats, levels: Floats) -> Floats:
        """As if the model had said by itself that a picture with hardly any noise is clean."""
        sigma = _columns(levels)
        time = _columns(self.times(levels)) * np.float32(_TIME_SCALE)
        skip = _SIGMA_DATA**2 / (time**2 + _SIGMA_DATA**2)
        out = time / np.sqrt(time**2 + _SIGMA_DATA**2)
        clean = out * (latents - sigma * noise) + skip * latents / np.sqrt(1 + sigma**2)
        bounded: Floats = ((latents - clean) / sigma).astype(np.float32)
        return bounded

    def _times(self, steps: int) -> NDArray[np.float64]:
        """The numbers of the levels, falling."""
        if self.kind == "lcm":
            if steps > self.original:
                raise ValueError(f"at most {self.original} steps")
            every = self.trained // self.original
            known = np.arange(self.original, 0, -1) * every - 1
            chosen = np.floor(np.linspace(0, self.original, num=steps, endpoint=False))
            return known[chosen.astype(np.int64)].astype(np.float64)
        if self.spacing == "linspace":
            return np.linspace(0, self.trained - 1, steps, dtype=np.float32)[::-1].astype(float)
        if self.spacing == "trailing":
            return np.arange(self.trained, 0, -self.trained / steps).round() - 1.0
        every = self.trained // steps
        return (np.arange(steps)[::-1] * every + self.offset).astype(np.float64)


def _columns(levels: Floats) -> Floats:
    """[B] -> [B, 1, 1, 1]."""
    return np.asarray(levels, np.float32)[:, None, None, None]
