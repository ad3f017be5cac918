"""Flow matching: noise levels for training, and Euler steps from noise to latents for looking at samples."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import torch
from msgspec import Struct
from torch import Tensor

from forge.nets.model import Generator

DECAY = 0.4
"""Share of the time at the end in which the rate falls to zero."""
WARM = 100
"""Steps of rising rate."""


class Sampling(Struct, frozen=True):
    """How a generator wants to be sampled; checkpoints remember it."""

    steps: int = 8
    guidance: float = 3.0

    @property
    def distilled(self) -> bool:
        """Guidance is learned in, and the steps are the only ones that were."""
        return self.guidance == 1


def rate_at(step: int, done: float, warm: int = WARM) -> float:
    """Factor of the learning rates; `done` is the share of the time that has passed."""
    return min(1.0, (step + 1) / warm) * min(1.0, max(0.0, 1 - done) / DECAY)


def logit_normal(count: int, generator: torch.Generator) -> Tensor:
    """Levels in 0..1, most of them in the middle, where there is most to learn."""
    return torch.sigmoid(torch.randn(count, generator=generator, device=generator.device))


def noised(clean: Tensor, noise: Tensor, level: Tensor) -> Tensor:
    """The picture at a level: 0 is clean, 1 pure noise."""
    share = level.view(-1, 1, 1, 1)
    return clean + share * (noise - clean)


def field(
    network: Generator, tokens: Tensor, guidance: float
) -> Callable[[Tensor, Tensor], Tensor]:
    """Of int64 [B, T, 2]: a function of x [B, C, h, w] and its level, [] or [B], that gives the guided velocity, f32.

    The captions are encoded once; both halves of guidance are one batch, and guidance 1 needs only one half.
    """
    plain = guidance == 1
    asked = tokens if plain else torch.cat([tokens, torch.zeros_like(tokens)])
    context, pooled = network.encoder(asked)

    def velocity(x: Tensor, level: Tensor) -> Tensor:
        here = (x if plain else torch.cat([x, x])).to(context.dtype)
        levels = level.expand(len(x)).repeat(len(here) // len(x))
        found = network.denoiser(here, levels, context, pooled).float()
        if plain:
            return found
        wished, free = found.chunk(2)
        return free + guidance * (wished - free)

    return velocity


@torch.no_grad()
def sample(
    network: Generator, tokens: Tensor, noise: Tensor, steps: int = 8, guidance: float = 3.0
) -> Tensor:
    """int64 [B, T, 2] and noise [B, C, h, w] → latents"""
    velocity = field(network, tokens, guidance)
    levels = torch.linspace(1, 0, steps + 1, device=noise.device)
    x = noise.float()
    for level, following in pairwise(levels):
        x = x - (level - following) * velocity(x, level)
    return x
