"""The nearest training drawing of a picture, to tell painting from copying."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from PIL import Image

from forge.dataset import captions, picture
from forge.drawings import small
from forge.latents import PICTURE, Bytes, Floats
from forge.progress import each
from forge.sheets import contact_sheet
from forge.subject import Subject
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

TRAINED = 5000
"""Drawings of the training set that are compared with."""
CHUNK = 64
COLUMNS = 8


class Nearest(Struct, frozen=True):
    distances: Floats
    """[N], to the nearest one."""
    numbers: list[int]
    """Which one that is."""


class Copying(Struct, frozen=True):
    """Mean distances to the nearest training drawing."""

    pictures: int
    compared: int
    """Training drawings."""
    made: float
    drawn: float
    """Of new drawings of the same captions."""

    @property
    def ratio(self) -> float:
        return self.made / self.drawn


def nearest(features: Floats, trained: Floats) -> Nearest:
    """Of each of [N, …] among [M, …]."""
    flat, known = (rows.reshape(len(rows), -1).astype(np.float64) for rows in (features, trained))
    squares = (flat**2).sum(1)[:, None] + (known**2).sum(1) - 2 * flat @ known.T
    numbers = squares.argmin(axis=1)
    away = np.sqrt(squares.min(axis=1).clip(0)).astype(np.float32)
    return Nearest(away, [int(n) for n in numbers])


def training_drawings(subject: Subject, vocabulary: Vocabulary, count: int = TRAINED) -> Bytes:
    """uint8 [count, 128, 128, 3]: the first of the training set, drawn again exactly as they were."""
    parts = []
    for start in each("training drawings", range(0, count, CHUNK), lambda at: f"of {count}: {at}"):
        indices = range(start, min(start + CHUNK, count))
        drawn = [picture("train", i, PICTURE, subject, vocabulary)[0] for i in indices]
        parts.append(small(np.stack(drawn)))
    return np.concatenate(parts)


def trained_captions(
    subject: Subject, vocabulary: Vocabulary, count: int, trained: int = TRAINED
) -> list[Caption]:
    """Captions of the training set, evenly from its first `trained`: what was learnt by heart would show here."""
    indices = np.linspace(0, trained - 1, count).astype(int)
    return [captions("train", int(i), subject, vocabulary)[0] for i in indices]


def pairs(pictures: Sequence[Bytes], neighbours: Sequence[Bytes]) -> Image.Image:
    """A picture and beside it its nearest training drawing, four pairs in a row."""
    cells = [cell for pair in zip(pictures, neighbours, strict=True) for cell in pair]
    return contact_sheet(cells, COLUMNS)
