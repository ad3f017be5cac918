"""The linear way into latents: PCA of 16×16 patches of a 256² picture, 32 channels at 16×16.

The learned encoder (forge/nets/autoencoder.py) starts from it.

Each component is scaled by its variance to the power of −1/4, so that fine detail weighs more than its energy, and
the channels are rotated until their variances are nearly equal: the denoiser then needs no weights per channel.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

CHANNELS = 32
GRID = 16
"""Latent positions a side."""
PATCH = 16
"""Pixels a side of one position's patch in the 256² picture."""
PICTURE = GRID * PATCH
PREVIEW = 128
"""Pixels a side of a preview."""

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]


class PatchEncoder(Struct, frozen=True):
    """Picture ↔ latents, both ways linear. Values of pixels run from −1 to 1 inside."""

    mean: Floats
    """[768], the mean patch."""
    down: Floats
    """[768, C], patch → latent."""
    up: Floats
    """[C, 768], latent → patch."""

    def encode(self, pictures: Bytes) -> Floats:
        """uint8 [B, 256, 256, 3], or any multiple of 16 → f32 [B, C, 16, 16]."""
        latents = (_patches(pictures) - self.mean) @ self.down
        count, height, width, _ = pictures.shape
        grid = latents.reshape(count, height // PATCH, width // PATCH, -1)
        return np.ascontiguousarray(grid.transpose(0, 3, 1, 2))


def half(pictures: Bytes) -> Bytes:
    """[B, 512, 512, 3] → [B, 256, 256, 3], each pixel the mean of four."""
    count, height, width, _ = pictures.shape
    boxes = pictures.reshape(count, height // 2, 2, width // 2, 2, 3).astype(np.uint16)
    four = boxes[:, :, 0, :, 0] + boxes[:, :, 0, :, 1] + boxes[:, :, 1, :, 0] + boxes[:, :, 1, :, 1]
    return ((four + 2) // 4).astype(np.uint8)


def fit_encoder(pictures: Bytes, channels: int = CHANNELS) -> PatchEncoder:
    """PCA over every patch of uint8 [B, 256, 256, 3]; a few thousand pictures are enough."""
    width = PATCH * PATCH * 3
    total, outer, count = np.zeros(width), np.zeros((width, width)), 0
    for start in range(0, len(pictures), 64):
        patches = _patches(pictures[start : start + 64])
        total += patches.sum(axis=0, dtype=np.float64)
        outer += (patches.T @ patches).astype(np.float64)
        count += len(patches)
    mean = total / count
    variances, axes = np.linalg.eigh(outer / count - np.outer(mean, mean))
    variances, axes = variances[::-1][:channels], axes[:, ::-1][:, :channels]
    scaled = np.sqrt(variances)
    turn = _rotation(scaled)
    unit = np.sqrt(scaled.mean())
    gain = variances**-0.25 / unit
    down = (axes * gain) @ turn
    up = turn.T @ (axes / gain).T
    return PatchEncoder(mean.astype(np.float32), down.astype(np.float32), up.astype(np.float32))


def _rotation(variances: NDArray[Any]) -> NDArray[Any]:
    """An orthogonal [C, C] after which channels of these variances are nearly equal: the best of 500 random ones."""
    rng = np.random.default_rng(0)
    best, spread = np.eye(len(variances)), np.inf
    for _ in range(500):
        turn = np.linalg.qr(rng.standard_normal((len(variances), len(variances))))[0]
        after = (turn**2 * variances[:, None]).sum(axis=0)
        if after.max() / after.min() < spread:
            best, spread = turn, after.max() / after.min()
    return best


def _patches(pictures: Bytes) -> Floats:
    """uint8 [B, 256, 256, 3] → f32 [B·256, 768], −1 to 1."""
    count, height, width, _ = pictures.shape
    blocks = pictures.reshape(count, height // PATCH, PATCH, width // PATCH, PATCH, 3).transpose(
        0, 1, 3, 2, 4, 5
    )
    return blocks.reshape(-1, PATCH * PATCH * 3).astype(np.float32) / 127.5 - 1
