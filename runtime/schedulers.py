"""Noise levels, and the way between two of them. Nothing here knows whose turn it is.

Three spaces hold what the models in use were trained on; `level` is how noisy, 0 is always clean:

    flow     latents = (1 - level) * clean + level * noise          velocity = noise - clean
    sigma    latents = clean + level * noise                        velocity = noise
    angle    latents = cos(level) * clean + sin(level) * noise      velocity = cos(level) * noise - sin(level) * clean
"""

from __future__ import annotations

import math
from enum import Enum

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class Space(Enum):
    """How noise and picture are mixed. All arrays [..., C, h, w]."""

    FLOW = "flow"
    SIGMA = "sigma"
    ANGLE = "angle"

    def noised(self, clean: Floats, noise: Floats, level: float) -> Floats:
        """The picture under as much noise as `level` says."""
        if self is Space.FLOW:
            kept, added = 1 - np.float32(level), np.float32(level)
        elif self is Space.SIGMA:
            kept, added = np.float32(1), np.float32(level)
        else:
            kept, added = np.float32(math.cos(level)), np.float32(math.sin(level))
        return kept * clean + added * noise

    def clean(self, latents: Floats, velocity: Floats, level: float) -> Floats:
        """What the picture is without its noise, as far as `velocity` tells."""
        return self.step(latents, velocity, level, 0.0)

    def step(self, latents: Floats, velocity: Floats, level: float, to: float) -> Floats:
        """Along `velocity` from one level to another: a step of Euler's, on the circle where levels are angles."""
        by = level - to
        if self is Space.ANGLE:
            return np.float32(math.cos(by)) * latents - np.float32(math.sin(by)) * velocity
        return latents - np.float32(by) * velocity


class Course(Struct, frozen=True, kw_only=True):
    """What a picture passes on its way from noise to clean."""

    shape: tuple[int, int, int]
    """Of its latents: [C, h, w]."""
    levels: tuple[float, ...]
    """One more than there are steps, falling to 0."""
    space: Space = Space.FLOW
    first: float = 1.0
    """What the noise is multiplied with to begin."""
    fresh: bool = False
    """Whether new noise follows each step, as models want that were taught to end in one step from anywhere."""


def flow_levels(steps: int, *, shift: float = 1.0) -> tuple[float, ...]:
    """`steps` + 1 falling levels from 1.0 to 0.0 for Euler steps of a flow model.

    A shift above 1 spends more of the steps near pure noise, where the composition is decided.
    """
    if steps < 1 or shift <= 0:
        raise ValueError(f"no levels for {steps} steps with shift {shift}")
    even = (1 - step / steps for step in range(steps + 1))
    return tuple(shift * level / (1 + (shift - 1) * level) for level in even)
