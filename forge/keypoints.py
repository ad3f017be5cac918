"""Finds eyes, mouths and ears: a small network trained on drawings alone, whose faces are known exactly.

    python -m forge.keypoints --work ~/.cache/edged-forge --minutes 8

Some faces are spoilt on purpose, so that it says where an eye is and not where one ought to be. Never used to train
the generator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from msgspec import Struct
from torch import Tensor, nn
from torch.nn import functional as F

from forge.damage import LEFT, MOUTH, RIGHT, TAUGHT, faces_of, spoil
from forge.decoder import Unit, shuffled
from forge.drawings import SIDE, Softener, as_floats, draw_drawings
from forge.latents import Bytes, Floats
from forge.lesson import BATCH, Lesson, by_minutes, teach
from forge.model import norm
from forge.retina import PATCH, UNITS, WIDTHS, Retina
from forge.subject import Subject
from runtime.prompt.vocabulary import Vocabulary

LEARN = 12_000
"""Drawings to learn from."""
KINDS = ((LEFT, RIGHT), (MOUTH,), (3, 4))
"""Rows of a face that share a map: eyes, mouth, ears."""
CELLS = SIDE // PATCH
SPREAD = 0.6
"""Deviation, in cells, of the bump around a point."""
SPOILT = 0.75
"""Share of pictures of which a face is spoilt."""
JITTER = 0.003
"""Deviation of points from the true ones in training, in picture sides: a tenth of a cell."""
FEW = 16
"""Drawings of a batch: more steps teach more than larger ones here."""
WHOLE = 2.0
"""Weight of the question whether a face is whole."""
LEAST = 0.2
"""Score below which nothing is found."""
MOST = 12
"""Points of a kind found in one picture."""


class Points(Struct, frozen=True):
    """What is found in one picture: rows of x and y in 0..1 and the score, the best first."""

    eyes: Floats
    mouths: Floats
    features: Tensor
    """[32, 32, 64]: what the network sees at each place, for `Keypoints.whole`."""


class Keypoints(Retina):
    """Maps at 32²: for eyes, mouths and ears how likely one is in a cell, and where in the cell.

    And of two eyes and a mouth, whether they look like one whole face.
    """

    def __init__(
        self, widths: tuple[int, int, int] = WIDTHS, units: tuple[int, int, int] = UNITS
    ) -> None:
        super().__init__(widths, units)
        fine, middle, deep = widths
        self.up = nn.Linear(deep, 4 * middle)
        self.over = nn.Linear(middle, 4 * fine)
        self.last = Unit(fine)
        self.leave = nn.Linear(fine, 3 * len(KINDS))
        self.grow, self.answer = nn.Linear(4 * fine + 3, 2 * fine), nn.Linear(2 * fine, 1)
        with torch.no_grad():
            self.leave.bias[: len(KINDS)] = -4

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """[B, 128, 128, 3] → (logits [B, 32, 32, 3], places in the cell [B, 32, 32, 3, 2], −0.5 to 0.5, features)."""
        levels = self.levels(pictures)
        middle = levels[1] + shuffled(self.up(norm(levels[2])), 2)
        fine = norm(self.last(levels[0] + shuffled(self.over(norm(middle)), 2)))
        heat, place = self.leave(fine).float().split((len(KINDS), 2 * len(KINDS)), dim=-1)
        return heat, place.unflatten(-1, (len(KINDS), 2)), fine

    def whole(self, features: Tensor, trios: Tensor) -> Tensor:
        """Logits [B, F] that left eye, right eye and mouth, f32 [B, F, 3, 2] in 0..1, are one whole face."""
        maps = features.permute(0, 3, 1, 2).float()
        here = F.grid_sample(maps, trios * 2 - 1, align_corners=False)
        three = here.permute(0, 2, 3, 1)
        seen = [three.flatten(2), (three[:, :, 0] - three[:, :, 1]).abs()]
        across, down = trios[:, :, 1] - trios[:, :, 0], trios[:, :, 2] - trios[:, :, :2].mean(2)
        apart = across.norm(dim=-1, keepdim=True).clamp(min=1e-3)
        aside = (across * down).sum(-1, keepdim=True) / apart**2
        below = (across[..., :1] * down[..., 1:] - across[..., 1:] * down[..., :1]) / apart**2
        known = torch.cat([*seen, aside, below, apart.log()], dim=-1)
        return self.answer(F.gelu(self.grow(known.to(self.grow.weight.dtype)))).float()[..., 0]


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


class Shown(Struct, frozen=True):
    """A batch of drawings, some of their faces spoilt."""

    pictures: Tensor
    """f32 [B, 128, 128, 3]"""
    faces: Floats
    """[B, animals, 5, 2], what is left of them."""
    trios: Floats
    """[B, animals, 3, 2], eyes and mouths where a careless eye would see them; NaN where there is no face."""
    whole: Tensor
    """bool [B, animals]"""


def shown(lesson: Lesson, count: int) -> Shown:
    """Drawings as probes see them, some of their faces spoilt."""
    sight, rng = lesson.sight(count), lesson.rng
    pictures, faces = sight.pictures.numpy(), sight.faces
    trios = faces[:, :, :3].copy()
    whole = torch.from_numpy(np.isfinite(faces).all(axis=(2, 3)))
    for number in np.flatnonzero(rng.random(count) < SPOILT):
        there, donor = faces_of(faces[number]), int(rng.integers(count))
        others = faces_of(faces[donor])
        if there and others and donor != number:
            chosen = there[int(rng.integers(len(there)))]
            fault = TAUGHT[int(rng.integers(len(TAUGHT)))]
            other = (pictures[donor], faces[donor, others[0]])
            left = spoil(pictures[number], faces[number, chosen], fault, other, rng)
            if left is not None:
                faces[number, chosen] = left
                whole[number, chosen] = False
                if fault == "mouth moved" and rng.random() < 0.5:
                    trios[number, chosen, MOUTH] = left[MOUTH]
    moved, (dx, dy) = lesson.moved(sight.pictures)
    step = np.array([dx / SIDE, dy / SIDE], np.float32)
    return Shown(moved, faces + step, trios + step, whole)


def train(
    network: Keypoints, lesson: Lesson, pace: Callable[[int], float], batch: int = FEW
) -> Keypoints:
    """Trains until `pace` of the step reaches 1; returns the network with averaged weights, fp32."""

    def loss(network: Keypoints) -> Tensor:
        batch_ = shown(lesson, batch)
        heat, place, features = network(batch_.pictures.bfloat16())
        found = loss_of(heat, place, targets(batch_.faces))
        there = torch.from_numpy(np.isfinite(batch_.trios).all(axis=(2, 3)))
        if not there.any():
            return found
        # A point found later is not quite where the drawing has it.
        near = batch_.trios + lesson.rng.normal(0, JITTER, batch_.trios.shape)
        trios = torch.from_numpy(np.nan_to_num(near).astype(np.float32))
        logits = network.whole(features, trios)[there]
        whole = F.binary_cross_entropy_with_logits(logits, batch_.whole[there].float())
        return found + whole * WHOLE

    return teach(network, loss, pace)


@torch.no_grad()
def points(network: Keypoints, pictures: Bytes) -> Iterator[Points]:
    """What is found in each of uint8 [N, 128, 128, 3]."""
    for start in range(0, len(pictures), BATCH):
        with torch.autocast("cpu", torch.bfloat16):
            logits, place, features = network(as_floats(pictures[start : start + BATCH]))
        heat = torch.sigmoid(logits)
        highest = F.max_pool2d(heat.permute(0, 3, 1, 2), 3, 1, 1).permute(0, 2, 3, 1)
        alone = (heat * (heat == highest)).numpy()
        for scores, places, seen in zip(alone, place.numpy(), features.float(), strict=True):
            eyes, mouths = (_peaks(scores[..., k], places[..., k, :]) for k in range(2))
            yield Points(eyes, mouths, seen)


def _peaks(scores: Floats, places: Floats) -> Floats:
    rows, columns = np.nonzero(scores > LEAST)
    best = np.argsort(-scores[rows, columns])[:MOST]
    rows, columns = rows[best], columns[best]
    dx, dy = places[rows, columns].clip(-0.5, 0.5).T
    x, y = (columns + 0.5 + dx) / CELLS, (rows + 0.5 + dy) / CELLS
    return np.stack([x, y, scores[rows, columns]], axis=1).astype(np.float32)


def make_keypoints(
    work: Path, subject: Subject, vocabulary: Vocabulary, minutes: float, count: int = LEARN
) -> Keypoints:
    """Draws what is missing and trains. Raises FileNotFoundError without an autoencoder."""
    drawings = draw_drawings(work, "learn", count, subject, vocabulary)
    torch.manual_seed(0)
    lesson = Lesson(drawings, Softener(work))
    return train(Keypoints(), lesson, by_minutes(minutes))
