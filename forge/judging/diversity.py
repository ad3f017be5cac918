"""How varied pictures are, and how near their whole crowd is to the drawings' one, in the probe's features."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from forge.latents import Floats

Matrix = NDArray[np.float64]


class Variety(Struct, frozen=True):
    """How different pictures of one caption are, generated ones and drawings."""

    captions: int
    pictures: int
    """Of each caption."""
    made: float
    drawn: float

    @property
    def ratio(self) -> float:
        return self.made / self.drawn


class Crowd(Struct, frozen=True):
    """Fréchet distances to as many drawings of the same captions."""

    count: int
    made: float
    decoded: float
    """Of other drawings after the way through latents: what the decoder alone costs."""
    floor: float
    """Of other drawings."""


def variety(made: Floats, drawn: Floats, captions: int) -> Variety:
    """Both [captions·n, 16, D], the pictures of a caption one after the other."""
    pictures = len(made) // captions
    return Variety(captions, pictures, spread(made, captions), spread(drawn, captions))


def crowd(made: Floats, drawn: Floats, others: Floats, decoded: Floats) -> Crowd:
    """All [N, 16, D]; `others` and `decoded` are the same drawings, of the captions of `drawn` but not those."""
    one, target, second, soft = (rows.mean(axis=1) for rows in (made, drawn, others, decoded))
    return Crowd(len(made), frechet(one, target), frechet(soft, target), frechet(second, target))


def spread(features: Floats, groups: int) -> float:
    """Mean distance of two pictures of one caption; [groups·n, …] holds n ≥ 2 pictures of each, one after the other."""
    flat = features.reshape(groups, -1, features[0].size).astype(np.float64)
    count = flat.shape[1]
    if count < 2:
        raise ValueError("a spread needs two pictures of each caption")
    first, second = np.triu_indices(count, 1)
    return float(np.linalg.norm(flat[:, first] - flat[:, second], axis=-1).mean())


def frechet(one: Floats, other: Floats) -> float:
    """Fréchet distance of the Gaussians that fit [N, D] and [M, D] best; 0: the same crowd.

    Covariances of few samples are shrunk, so that it says something from about a hundred samples on. What it says for
    two crowds of the same kind is not 0 but a floor that sinks with their size: show it beside.
    """
    first, second = (_covariance(rows.astype(np.float64)) for rows in (one, other))
    apart = one.mean(axis=0, dtype=np.float64) - other.mean(axis=0, dtype=np.float64)
    root = _root(first)
    both = np.linalg.eigvalsh(root @ second @ root).clip(0)
    traces = np.trace(first) + np.trace(second)
    return float(max(0.0, apart @ apart + traces - 2 * np.sqrt(both).sum()))


def _covariance(rows: Matrix) -> Matrix:
    """Shrunk towards the same variance in all directions, as far as Ledoit and Wolf (2004) found best."""
    count, width = rows.shape
    centred = rows - rows.mean(axis=0)
    sample: Matrix = centred.T @ centred / count
    round_ = np.trace(sample) / width * np.eye(width)
    away = ((sample - round_) ** 2).sum()
    noise = (((centred**2).sum(axis=1)) ** 2).mean() - (sample**2).sum()
    share = min(1.0, max(0.0, noise / count / max(away, 1e-30)))
    return share * round_ + (1 - share) * sample


def _root(matrix: Matrix) -> Matrix:
    values, vectors = np.linalg.eigh(matrix)
    found: Matrix = (vectors * np.sqrt(values.clip(0))) @ vectors.T
    return found
