"""Flow matching: noise levels for training, and Euler steps from noise to latents for looking at samples."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor

from forge.model import Generator

DECAY = 0.4
"""Share of the time at the end in which the rate falls to zero."""
WARM = 100
"""Steps of rising rate."""


def rate_at(step: int, done: float) -> float:
    """Factor of the learning rates; `done` is the share of the time that has passed."""
    return min(1.0, (step + 1) / WARM) * min(1.0, max(0.0, 1 - done) / DECAY)


def logit_normal(count: int, generator: torch.Generator) -> Tensor:
    """Levels in 0..1, most of them in the middle, where there is most to learn."""
    return torch.sigmoid(torch.randn(count, generator=generator))


def noised(clean: Tensor, noise: Tensor, level: Tensor) -> Tensor:
    """The picture at a level: 0 is clean, 1 pure noise."""
    share = level.view(-1, 1, 1, 1)
    return clean + share * (noise - clean)


@torch.no_grad()
def sample(
    network: Generator, tokens: Tensor, noise: Tensor, steps: int = 8, guidance: float = 3.0
) -> Tensor:
    """int64 [B, T, 2] and noise [B, C, h, w] → latents; both guidance halves in one batch."""
    count = len(tokens)
    context, pooled = network.encoder(torch.cat([tokens, torch.zeros_like(tokens)]))
    levels = torch.linspace(1, 0, steps + 1, device=noise.device)
    x = noise.float()
    for level, following in pairwise(levels):
        both = torch.cat([x, x]).to(context.dtype)
        velocity = network.denoiser(both, level.expand(2 * count), context, pooled).float()
        wished, free = velocity[:count], velocity[count:]
        x = x - (level - following) * (free + guidance * (wished - free))
    return x
