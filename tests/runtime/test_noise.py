"""Noise: the same numbers everywhere, and normal ones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from runtime.noise import gaussian

MASK = (1 << 64) - 1


def _mix(word: int) -> int:
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & MASK
    return word ^ (word >> 31)


def _plain(seed: int, count: int) -> list[float]:
    """As the module's docstring says it, in whole numbers: what a browser does with BigInt."""
    words = [
        _mix((_mix(seed) + (k + 1) * 0x9E3779B97F4A7C15) & MASK) >> 11
        for k in range(count + count % 2)
    ]
    numbers = []
    for a, b in zip(words[::2], words[1::2], strict=True):
        radius, angle = math.sqrt(-2 * math.log((a + 1) / 2**53)), 2 * math.pi * b / 2**53
        numbers += [radius * math.cos(angle), radius * math.sin(angle)]
    return numbers[:count]


@pytest.mark.parametrize("seed", [0, 1, 42, 2**63 - 1])
def test_it_is_the_documented_generator(seed: int) -> None:
    np.testing.assert_allclose(
        gaussian(seed, (3, 5, 7)).reshape(-1), _plain(seed, 105), rtol=1e-6, atol=1e-7
    )


def test_the_first_numbers_of_a_seed_never_change() -> None:
    expected = np.array(FIRST, np.float32)
    np.testing.assert_allclose(gaussian(7, (4,)), expected, rtol=1e-6)


FIRST = [-0.3656324, 1.0758811, 0.2590252, -0.2335342]


def test_it_is_normal_and_neighbouring_seeds_have_nothing_in_common() -> None:
    first, second = gaussian(100, (24, 64, 64)).reshape(-1), gaussian(101, (24, 64, 64)).reshape(-1)
    assert abs(first.mean()) < 0.01
    assert abs(first.std() - 1) < 0.01
    assert abs((first**4).mean() - 3) < 0.1
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.01


def test_an_odd_count_is_the_beginning_of_the_even_one() -> None:
    np.testing.assert_array_equal(gaussian(5, (7,)), gaussian(5, (8,))[:7])
