"""Says of one face, cut out and turned upright, whether it is whole.

The mirror image lies beside it, so that two eyes which do not match are seen at once. It learns from drawings alone,
three in four with a face spoilt on purpose, and never from generated pictures.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from msgspec import Struct
from torch import Tensor, nn
from torch.nn import functional as F

from forge.damage import MOUTH, TAUGHT, faces_of, spoil
from forge.judging.lesson import BATCH, Lesson, Sight
from forge.latents import Floats
from forge.nets.decoder import Unit
from forge.nets.model import norm
from forge.nets.reader import squares
from forge.teaching import teach

SIZE = 32
"""Pixels a side."""
REACH = 0.95
"""Half a side, in distances between the eyes."""
LOW = 0.35
"""How far its middle lies below the eyes, in distances between them."""
WIDTHS = (48, 96, 128)
"""Channels at 16², 8² and 4²."""
SPOILT = 0.75
"""Share of the drawings of which a face is spoilt."""
ROUNDS = 3
"""How often a batch is shown, spoilt anew each time: drawings that went soft are dear."""
JITTER = 0.05
"""Deviation of points from the true ones in training, in distances between the eyes: as they are found later."""


class Portrait(nn.Module):
    """[N, 32, 32, 6] → logits [N] that this is a whole face."""

    def __init__(self, widths: tuple[int, int, int] = WIDTHS) -> None:
        super().__init__()
        inside = (6, *widths)
        self.downs = nn.ModuleList(
            nn.Linear(4 * a, b) for a, b in zip(inside, widths, strict=False)
        )
        self.stages = nn.ModuleList(Unit(width) for width in widths)
        self.leave = nn.Linear(2 * widths[-1], 1)

    def forward(self, portraits: Tensor) -> Tensor:
        x = portraits
        for number, (down, stage) in enumerate(zip(self.downs, self.stages, strict=True)):
            x = stage(down(squares(norm(x) if number else x, 2)))
        x = norm(x)
        return self.leave(torch.cat([x.mean((1, 2)), x.amax((1, 2))], dim=-1))[:, 0].float()


def portraits(pictures: Tensor, trios: Tensor) -> Tensor:
    """f32 [N, S, S, 3] and left eye, right eye and mouth of each, [N, 3, 2] in 0..1 → [N, 32, 32, 6].

    The mouth's side of the eyes is down.
    """
    left, right, mouth = trios.unbind(1)
    middle, across = (left + right) / 2, right - left
    down = torch.stack([-across[:, 1], across[:, 0]], dim=-1)
    down = down * ((mouth - middle) * down).sum(-1, keepdim=True).sign()
    steps = (torch.arange(SIZE) + 0.5) * 2 / SIZE - 1
    right_by = steps.view(1, 1, -1, 1) * REACH * across.view(-1, 1, 1, 2)
    down_by = (steps.view(1, -1, 1, 1) * REACH + LOW) * down.view(-1, 1, 1, 2)
    grid = (middle.view(-1, 1, 1, 2) + right_by + down_by) * 2 - 1
    channels = pictures.permute(0, 3, 1, 2)
    cut = F.grid_sample(channels, grid, padding_mode="border", align_corners=False)
    upright = cut.permute(0, 2, 3, 1)
    return torch.cat([upright, upright.flip(2)], dim=-1)


class Shown(Struct, frozen=True):
    """Drawings, some of their faces spoilt."""

    pictures: Tensor
    """f32 [B, 128, 128, 3]"""
    faces: Floats
    """[B, animals, 5, 2], what is left of them."""
    trios: Floats
    """[B, animals, 3, 2]: eyes and mouths where a careless eye would see them; NaN where there is no face."""
    whole: Tensor
    """bool [B, animals]"""


def shown(sight: Sight, rng: np.random.Generator, share: float = SPOILT) -> Shown:
    """A `share` of the drawings with one spoilt face each; the drawings themselves stay as they are."""
    pictures, faces = sight.pictures.numpy().copy(), sight.faces.copy()
    trios = faces[:, :, :3].copy()
    whole = torch.from_numpy(np.isfinite(faces).all(axis=(2, 3)))
    for number in np.flatnonzero(rng.random(len(faces)) < share):
        there, donor = faces_of(faces[number]), int(rng.integers(len(faces)))
        others = faces_of(sight.faces[donor])
        if not there or not others or donor == number:
            continue
        chosen = there[int(rng.integers(len(there)))]
        fault = TAUGHT[int(rng.integers(len(TAUGHT)))]
        other = (sight.pictures[donor].numpy(), sight.faces[donor, others[0]])
        left = spoil(pictures[number], faces[number, chosen], fault, other, rng)
        if left is not None:
            faces[number, chosen] = left
            whole[number, chosen] = False
            if fault == "mouth moved" and rng.random() < 0.5:
                trios[number, chosen, MOUTH] = left[MOUTH]
    return Shown(torch.from_numpy(pictures), faces, trios, whole)


def train(
    network: Portrait, lesson: Lesson, pace: Callable[[int], float], batch: int = BATCH
) -> Portrait:
    """Trains until `pace` of the step reaches 1; returns the network with averaged weights, fp32."""
    sights: list[Sight] = []

    def loss(network: Portrait) -> Tensor:
        if not sights:
            sights.extend([lesson.sight(batch)] * ROUNDS)
        seen = shown(sights.pop(), lesson.rng)
        there = np.isfinite(seen.trios).all(axis=(2, 3))
        owners, _ = np.nonzero(there)
        trios = seen.trios[there]
        apart = np.hypot(*(trios[:, 1] - trios[:, 0]).T)[:, None, None]
        trios = trios + JITTER * apart * lesson.rng.standard_normal(trios.shape)
        moved, _ = lesson.moved(seen.pictures, shift=0)
        cut = portraits(moved[torch.from_numpy(owners)], torch.from_numpy(trios).float())
        wanted = seen.whole[torch.from_numpy(there)].float()
        return F.binary_cross_entropy_with_logits(network(cut.bfloat16()), wanted)

    return teach(network, loss, pace)
