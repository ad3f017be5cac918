"""Finds eyes, mouths and ears: a small network trained on drawings alone, whose faces are known exactly.

Some faces are spoilt on purpose, so that it says where an eye is and not where one ought to be. Never used to train
the generator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from msgspec import Struct
from torch import Tensor, nn
from torch.nn import functional as F

from forge.damage import LEFT, MOUTH, RIGHT
from forge.drawings import SIDE, as_floats
from forge.judging.lesson import BATCH, Lesson
from forge.judging.portrait import shown
from forge.judging.retina import PATCH, UNITS, WIDTHS, Retina
from forge.latents import Bytes, Floats
from forge.nets.decoder import Unit, shuffled
from forge.nets.model import norm
from forge.teaching import teach

KINDS = ((LEFT, RIGHT), (MOUTH,), (3, 4))
"""Rows of a face that share a map: eyes, mouth, ears."""
CELLS = SIDE // PATCH
SPREAD = 0.6
"""Deviation, in cells, of the bump around a point."""
SPOILT = 0.4
"""Share of the drawings of which a face is spoilt."""
LEAST = 0.2
"""Score below which nothing is found."""
MOST = 12
"""Points of a kind found in one picture."""


class Points(Struct, frozen=True):
    """What is found in one picture: rows of x and y in 0..1 and the score, the best first."""

    eyes: Floats
    mouths: Floats


class Keypoints(Retina):
    """Maps at 32²: for eyes, mouths and ears how likely one is in a cell, and where in the cell."""

    def __init__(
        self, widths: tuple[int, int, int] = WIDTHS, units: tuple[int, int, int] = UNITS
    ) -> None:
        super().__init__(widths, units)
        fine, middle, deep = widths
        self.up = nn.Linear(deep, 4 * middle)
        self.over = nn.Linear(middle, 4 * fine)
        self.last = Unit(fine)
        self.leave = nn.Linear(fine, 3 * len(KINDS))
        with torch.no_grad():
            self.leave.bias[: len(KINDS)] = -4

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """[B, 128, 128, 3] → (logits [B, 32, 32, 3], places in the cell [B, 32, 32, 3, 2], −0.5 to 0.5)."""
        levels = self.levels(pictures)
        middle = levels[1] + shuffled(self.up(norm(levels[2])), 2)
        fine = self.last(levels[0] + shuffled(self.over(norm(middle)), 2))
        heat, place = self.leave(norm(fine)).float().split((len(KINDS), 2 * len(KINDS)), dim=-1)
        return heat, place.unflatten(-1, (len(KINDS), 2))


class Targets(Struct, frozen=True):
    heat: Tensor
    """[B, 32, 32, 3]: 1 in the cell of a point, less around it."""
    place: Tensor
    """[B, 32, 32, 3, 2]"""


def targets(faces: Floats) -> Targets:
    """For [B, animals, 5, 2] in 0..1; NaN and what lies outside is not there."""
    heat = np.zeros((len(faces), CELLS, CELLS, len(KINDS)), np.float32)
    place = np.zeros((*heat.shape, 2), np.float32)
    cells = np.arange(CELLS)
    for kind, rows in enumerate(KINDS):
        points = faces[:, :, rows].reshape(len(faces), -1, 2) * CELLS
        inside = np.isfinite(points).all(-1) & (np.nan_to_num(points, nan=-1) >= 0).all(-1)
        inside &= (np.nan_to_num(points, nan=CELLS) < CELLS).all(-1)
        for number, index in zip(*np.nonzero(inside), strict=True):
            point = points[number, index]
            x, y = np.floor(point).astype(int)
            away = (cells[None] - x) ** 2 + (cells[:, None] - y) ** 2
            bump = np.exp(-away / (2 * SPREAD**2))
            heat[number, ..., kind] = np.maximum(heat[number, ..., kind], bump)
            place[number, y, x, kind] = point - (x + 0.5, y + 0.5)
    return Targets(torch.from_numpy(heat), torch.from_numpy(place))


def loss_of(heat: Tensor, place: Tensor, wanted: Targets) -> Tensor:
    """Focal loss, in which cells beside a point count little, and the absolute error of places."""
    there = wanted.heat == 1
    count = there.sum().clamp(min=1)
    hits = F.logsigmoid(heat) * torch.sigmoid(-heat) ** 2
    misses = F.logsigmoid(-heat) * torch.sigmoid(heat) ** 2 * (1 - wanted.heat) ** 4
    found = -torch.where(there, hits, misses).sum() / count
    return found + (place - wanted.place).abs()[there].sum() / count


def train(
    network: Keypoints, lesson: Lesson, pace: Callable[[int], float], batch: int = BATCH
) -> Keypoints:
    """Trains until `pace` of the step reaches 1; returns the network with averaged weights, fp32."""

    def loss(network: Keypoints) -> Tensor:
        seen = shown(lesson.sight(batch), lesson.rng, SPOILT)
        moved, (dx, dy) = lesson.moved(seen.pictures)
        heat, place = network(moved.bfloat16())
        step = np.array([dx / SIDE, dy / SIDE], np.float32)
        return loss_of(heat, place, targets(seen.faces + step))

    return teach(network, loss, pace)


@torch.no_grad()
def points(network: Keypoints, pictures: Bytes) -> Iterator[Points]:
    """What is found in each of uint8 [N, 128, 128, 3]."""
    for start in range(0, len(pictures), BATCH):
        with torch.autocast("cpu", torch.bfloat16):
            logits, place = network(as_floats(pictures[start : start + BATCH]))
        heat = torch.sigmoid(logits)
        highest = F.max_pool2d(heat.permute(0, 3, 1, 2), 3, 1, 1).permute(0, 2, 3, 1)
        alone = (heat * (heat == highest)).numpy()
        for scores, places in zip(alone, place.numpy(), strict=True):
            yield Points(*(_peaks(scores[..., k], places[..., k, :]) for k in range(2)))


def _peaks(scores: Floats, places: Floats) -> Floats:
    rows, columns = np.nonzero(scores > LEAST)
    best = np.argsort(-scores[rows, columns])[:MOST]
    rows, columns = rows[best], columns[best]
    dx, dy = places[rows, columns].clip(-0.5, 0.5).T
    x, y = (columns + 0.5 + dx) / CELLS, (rows + 0.5 + dy) / CELLS
    return np.stack([x, y, scores[rows, columns]], axis=1).astype(np.float32)
