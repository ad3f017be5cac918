"""How probe and key points are taught: drawings, half of them soft as generated pictures are, no two alike."""

from __future__ import annotations

import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from forge.dataset import Dataset
from forge.drawings import Drawings, Softener, as_floats

BATCH = 32
NOISE = 0.3
"""Largest deviation of the noise on latents before a picture goes soft; a latent's own deviation is 1."""
PAINTED = 32
"""One in so many of a batch goes through the trained decoder."""
SHIFT = 4
"""Pixels by which a batch is moved at most."""


class Sight(Struct, frozen=True):
    """One batch of drawings as they are shown."""

    pictures: Tensor
    """f32 [B, 128, 128, 3], −1 to 1, the soft ones first."""
    tokens: Tensor
    """int64 [B, T, 2]"""
    faces: NDArray[np.float32]
    """[B, animals, 5, 2] of the drawings, in 0..1; NaN where there is none."""


class Lesson:
    """Batches of drawings, half of them soft, no two alike."""

    def __init__(
        self, drawings: Drawings, softener: Softener, more: Dataset | None = None, seed: int = 0
    ) -> None:
        """`more`: drawings of which only latents are kept, without faces; they are half of those that go soft."""
        self.drawings, self.softener, self.more = drawings, softener, more
        self.rng = np.random.default_rng(seed)

    def batch(self, count: int) -> tuple[Tensor, Tensor]:
        """(f32 [count, 128, 128, 3], int64 [count, T, 2])"""
        sight = self.sight(count)
        moved, _ = self.moved(sight.pictures)
        return moved, sight.tokens

    def sight(self, count: int) -> Sight:
        """Drawings as they are, and as they come out of latents."""
        own = self.rng.integers(0, len(self.drawings.tokens), count)
        soft, clean = own[: count // 2], own[count // 2 :]
        latents, tokens = self.drawings.latents[soft], self.drawings.tokens[own].astype(np.int64)
        faces = self.drawings.faces[own].astype(np.float32)
        if self.more is not None:
            others = self.rng.choice(self.more.drawn, len(soft) // 2)
            latents[: len(others)] = self.more.latents[others]
            tokens[: len(others)] = self.more.tokens[others]
            faces[: len(others)] = np.nan
        amount = self.rng.uniform(0, NOISE, (len(soft), 1, 1, 1))
        noisy = latents + amount * self.rng.standard_normal(latents.shape)
        painted = int(count / PAINTED + self.rng.random())
        softened = self.softener.soft(torch.from_numpy(noisy).float(), painted)
        pictures = torch.cat([softened, as_floats(self.drawings.pictures[clean])])
        return Sight(pictures, torch.from_numpy(tokens), faces)

    def moved(self, pictures: Tensor, shift: int = SHIFT) -> tuple[Tensor, tuple[int, int]]:
        """Shifted together by (x, y) pixels, some blurred, each in its own light."""
        dy, dx = (int(d) for d in self.rng.integers(-shift, shift + 1, 2))
        moved = pictures.roll((dy, dx), (1, 2))
        blurred = F.avg_pool2d(moved[::4].permute(0, 3, 1, 2), 3, 1, 1).permute(0, 2, 3, 1)
        moved[::4] = blurred
        light = self.rng.uniform((0.92, -0.08), (1.08, 0.08), (len(moved), 2)).astype(np.float32)
        gain, lift = torch.from_numpy(light).view(-1, 2, 1, 1, 1).unbind(1)
        return moved * gain + lift, (dx, dy)
