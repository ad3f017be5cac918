"""Latents → pictures of 512²: a linear way that is right on average, and convolutions that draw the sharp rest.

Trained by forge/train_autoencoder.py.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from forge.latents import GRID, PATCH, PREVIEW
from forge.nets.model import Conv, norm

DOT = 2 * PATCH
"""Pixels a side of one latent position's patch in the 512² picture."""


class Unit(nn.Module):
    """Norm, 3×3, GELU, 3×3, added to what came in."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))
        self.first = Conv(width, width)
        self.second = Conv(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.gelu(self.first(norm(x) * self.gain)))


class Decoder(nn.Module):
    """f32 or bf16 [B, C, h, w] → [B, 32h, 32w, 3], values −1 to 1 (not clipped).

    `sizes`: channels at 16², 32², 64² and 128²; `units`: residual units there.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, channels: int, sizes: tuple[int, ...], units: tuple[int, ...]) -> None:
        super().__init__()
        self.channels, self.sizes, self.units = channels, sizes, units
        self.linear = Conv(channels, DOT * DOT * 3)
        self.linear.requires_grad_(False)
        self.enter = Conv(channels, sizes[0])
        self.stages = nn.ModuleList(
            nn.Sequential(*(Unit(width) for _ in range(count)))
            for width, count in zip(sizes, units, strict=True)
        )
        self.ups = nn.ModuleList(nn.Linear(a, 4 * b) for a, b in pairwise(sizes))
        self.leave = Conv(sizes[-1], 4 * 4 * 3)
        for parameter in self.leave.parameters():
            nn.init.zeros_(parameter)
        self.register_buffer("mean", torch.zeros(channels, 1, 1))
        self.register_buffer("deviation", torch.ones(channels, 1, 1))

    def begin(self, weight: Tensor, bias: Tensor) -> None:
        """Sets the linear way: [3072, C, 3, 3] and [3072]."""
        assert self.linear.bias is not None  # noqa: S101 - a convolution of ours has one
        with torch.no_grad():
            self.linear.weight.copy_(weight)
            self.linear.bias.copy_(bias)

    def forward(self, latents: Tensor) -> Tensor:
        z = (latents * self.deviation + self.mean).permute(0, 2, 3, 1)
        x = self.enter(z)
        for stage, units in enumerate(self.stages):
            x = units(x)
            if stage < len(self.ups):
                x = shuffled(self.ups[stage](norm(x)), 2)
        return shuffled(self.linear(z), DOT) + shuffled(self.leave(F.gelu(norm(x))), 4)


class Preview(nn.Module):
    """The cheap linear map to 128²: [B, C, 16, 16] → [B, 128, 128, 3], values −1 to 1."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.linear = nn.Linear(channels, (PREVIEW // GRID) ** 2 * 3)

    def forward(self, latents: Tensor) -> Tensor:
        return shuffled(self.linear(latents.permute(0, 2, 3, 1)), PREVIEW // GRID)


class Painter(nn.Module):
    """A decoder or preview whose answer is pixels: uint8 [B, H, W, 3]."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, latents: Tensor) -> Tensor:
        pixels = (self.network(latents) + 1) * 127.5
        return pixels.round().clamp(0, 255).to(torch.uint8)


def shuffled(x: Tensor, factor: int) -> Tensor:
    """[B, h, w, f·f·C] → [B, f·h, f·w, C]"""
    batch, height, width, channels = x.shape
    inside = channels // factor**2
    blocks = x.reshape(batch, height, width, factor, factor, inside).permute(0, 1, 3, 2, 4, 5)
    return blocks.reshape(batch, height * factor, width * factor, inside)


def loss_of(painted: Tensor, wanted: Tensor) -> Tensor:
    """Absolute error, rounded at the tip, + 1.5 × that of the gradients + 2 × squared error."""
    painted = painted.float()
    across = _error(painted[:, :, 1:] - painted[:, :, :-1], wanted[:, :, 1:] - wanted[:, :, :-1])
    along = _error(painted[:, 1:] - painted[:, :-1], wanted[:, 1:] - wanted[:, :-1])
    return _error(painted, wanted) + 0.75 * (across + along) + 2 * F.mse_loss(painted, wanted)


def _error(painted: Tensor, wanted: Tensor) -> Tensor:
    """Like Charbonnier's, but torch has one kernel for it: passes over pixels are half the cost of a step."""
    return F.smooth_l1_loss(painted, wanted, beta=0.02)
