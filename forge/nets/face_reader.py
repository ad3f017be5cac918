"""Says of each place of latents whether a face is there, and whether it is whole: whom a student's faces are refined against.

It answers for places and not for pictures, so that two faces of one picture are not taken for each other.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from forge.nets.decoder import Unit, shuffled
from forge.nets.model import norm
from forge.nets.reader import squares

WIDTHS, UNITS = (128, 192), (3, 2, 2)
"""Channels at 16² and 8²; residual units at 16², at 8² and at 16² again."""
PLACES = 3.0
"""Weight of the question where faces are: its loss is small, most places have none."""


class FaceReader(nn.Module):
    """[B, C, 16, 16] → logits that a face is there and, where one is, that it is whole: each f32 [B, 16, 16]."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        wide, deep = WIDTHS
        self.enter = nn.Linear(channels, wide)
        self.stages = nn.ModuleList(
            nn.Sequential(*(Unit(width) for _ in range(count)))
            for width, count in zip((wide, deep, wide), UNITS, strict=True)
        )
        self.downs = nn.ModuleList([nn.Linear(4 * wide, deep)])
        self.up = nn.Linear(deep, 4 * wide)
        self.leave = nn.Linear(wide, 2)

    def forward(self, latents: Tensor) -> tuple[Tensor, Tensor]:
        near = self.stages[0](self.enter(latents.permute(0, 2, 3, 1)))
        far = self.stages[1](self.downs[0](squares(norm(near), 2)))
        x = self.stages[2](near + shuffled(self.up(norm(far)), 2))
        there, whole = self.leave(norm(x)).float().unbind(-1)
        return there, whole


def by_face(whole: Tensor, places: Tensor) -> Tensor:
    """The logit of each face, [M]: the mean over its places, of bool [B, animals, 16, 16] those that have any."""
    share = places.float()
    share = share / share.sum((2, 3), keepdim=True).clamp_min(1)
    return (whole[:, None] * share).sum((2, 3))[places.any(3).any(2)]


def lesson_loss(there: Tensor, whole: Tensor, places: Tensor, broken: Tensor) -> Tensor:
    """Cross-entropy of where faces are, bool [B, animals, 16, 16], and of which of them are broken, bool [B, animals]."""
    where = F.binary_cross_entropy_with_logits(there, places.any(1).float())
    fine = ~broken[places.any(3).any(2)]
    return PLACES * where + F.binary_cross_entropy_with_logits(by_face(whole, places), fine.float())


def broken_loss(there: Tensor, whole: Tensor, was: Tensor) -> Tensor:
    """What a student loses by faces that are not whole, or not where they were: `was`, f32 [B, 16, 16] in 0..1."""
    here = was * there.detach().sigmoid()
    broken = (here * F.softplus(-whole)).sum() / here.sum().clamp_min(1)
    gone: Tensor = F.binary_cross_entropy_with_logits(there, was)
    return broken + PLACES * gone


@torch.no_grad()
def seen(reader: FaceReader, latents: Tensor) -> Tensor:
    """Where faces are, f32 [B, 16, 16] in 0..1."""
    return reader(latents)[0].sigmoid()
