"""Pictures → latents: a linear way that never moves, and convolutions that add what it misses.

Trained with the decoder by forge/train_autoencoder.py.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from forge.latents import PATCH, Bytes, Floats, PatchEncoder
from forge.nets.decoder import Unit
from forge.nets.model import Conv, norm

SQUARE = 4
"""Pixels a side of what the encoder's first layer takes together."""


class Encoder(nn.Module):
    """[B, h, w, 3], values −1 to 1 → [B, C, h/16, w/16], each channel with mean 0 and deviation 1 over drawings.

    `widths`: channels at 64², 32² and 16² of a 256² picture; `units`: residual units there.
    """

    mean: Tensor
    deviation: Tensor
    patch_mean: Tensor

    def __init__(self, channels: int, widths: tuple[int, ...], units: tuple[int, ...]) -> None:
        super().__init__()
        self.register_buffer("patch_mean", torch.zeros(PATCH * PATCH * 3))
        self.linear = nn.Linear(PATCH * PATCH * 3, channels, bias=False)
        self.linear.requires_grad_(False)
        self.enter = nn.Linear(SQUARE * SQUARE * 3, widths[0])
        self.stages = nn.ModuleList(
            nn.Sequential(*(Unit(width) for _ in range(count)))
            for width, count in zip(widths, units, strict=True)
        )
        self.downs = nn.ModuleList(nn.Linear(4 * a, b) for a, b in pairwise(widths))
        self.leave = Conv(widths[-1], channels)
        for parameter in self.leave.parameters():
            nn.init.zeros_(parameter)
        self.register_buffer("mean", torch.zeros(channels, 1, 1))
        self.register_buffer("deviation", torch.ones(channels, 1, 1))

    def forward(self, pictures: Tensor) -> Tensor:
        return (self.raw(pictures) - self.mean) / self.deviation

    def raw(self, pictures: Tensor) -> Tensor:
        """Before mean and deviation are set right."""
        straight = self.linear(gathered(pictures, PATCH) - self.patch_mean)
        x = self.enter(gathered(pictures, SQUARE))
        for stage, units in enumerate(self.stages):
            x = units(x)
            if stage < len(self.downs):
                x = self.downs[stage](gathered(norm(x), 2))
        return (straight + self.leave(F.gelu(norm(x)))).permute(0, 3, 1, 2)

    @torch.no_grad()
    def encode(self, pictures: Bytes) -> Floats:
        """uint8 [B, h, w, 3], any multiples of 16 → f32 [B, C, h/16, w/16], computed in bf16 where that is fast."""
        device = self.mean.device
        floats = torch.from_numpy(np.ascontiguousarray(pictures)).to(device).float() / 127.5 - 1
        with torch.autocast(device.type, torch.bfloat16):
            latents: Tensor = self(floats)
        return latents.float().cpu().numpy()

    def begin(self, linear: PatchEncoder) -> None:
        """Sets the linear way."""
        with torch.no_grad():
            self.patch_mean.copy_(torch.from_numpy(linear.mean))
            self.linear.weight.copy_(torch.from_numpy(linear.down.T.copy()))


def gathered(x: Tensor, side: int) -> Tensor:
    """[B, h, w, C] → [B, h/side, w/side, side·side·C]"""
    batch, height, width, channels = x.shape
    split = x.reshape(batch, height // side, side, width // side, side, channels)
    return split.transpose(2, 3).reshape(batch, height // side, width // side, -1)
