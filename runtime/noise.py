"""Noise that is the same wherever it is made: a browser with the same seed begins with the same picture.

The k-th 64-bit word of a seed is `mix(mix(seed) + (k + 1) * GAMMA)`, splitmix64's output function over a counter, all
modulo 2^64. Words 2k and 2k + 1 become u = (w >> 11 + 1) / 2^53 in (0, 1] and v = (w >> 11) / 2^53 in [0, 1), and these,
by Box and Muller in float64, the numbers 2k and 2k + 1: sqrt(-2 ln u) * cos(2 pi v) and sqrt(-2 ln u) * sin(2 pi v).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MULTIPLIERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_UNIT = 2.0**-53


STREAM = 2**40
"""Words from the beginning of one stream of a seed to the next one's."""


def gaussian(seed: int, shape: tuple[int, ...], stream: int = 0) -> NDArray[np.float32]:
    """Standard normal numbers of the given shape, in C order. `seed`: 0 <= seed < 2**63.

    `stream`: 0 <= stream < 2**20; the same seed has other numbers in each.
    """
    count = math.prod(shape)
    pairs = (count + 1) // 2
    words = (_words(seed, 2 * pairs, stream) >> np.uint64(11)).astype(np.float64).reshape(pairs, 2)
    radius = np.sqrt(-2.0 * np.log((words[:, 0] + 1.0) * _UNIT))
    angle = (2.0 * math.pi * _UNIT) * words[:, 1]
    normal = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return normal.reshape(-1)[:count].astype(np.float32).reshape(shape)


def _words(seed: int, count: int, stream: int) -> NDArray[np.uint64]:
    start, before = _mix(np.array([seed], np.uint64)), stream * STREAM
    return _mix(start + np.arange(before + 1, before + count + 1, dtype=np.uint64) * GAMMA)


def _mix(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Arrays, not scalars: numpy lets arrays wrap around silently."""
    words = (words ^ (words >> np.uint64(30))) * _MULTIPLIERS[0]
    words = (words ^ (words >> np.uint64(27))) * _MULTIPLIERS[1]
    return words ^ (words >> np.uint64(31))
