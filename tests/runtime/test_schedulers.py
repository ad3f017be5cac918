"""Noise levels."""

from __future__ import annotations

from itertools import pairwise

import pytest

from runtime.schedulers import flow_levels


@pytest.mark.parametrize("shift", [0.5, 1.0, 3.0])
@pytest.mark.parametrize("steps", [1, 4, 20])
def test_levels_fall_from_pure_noise_to_clean(steps: int, shift: float) -> None:
    levels = flow_levels(steps, shift=shift)
    assert len(levels) == steps + 1
    assert (levels[0], levels[-1]) == (1.0, 0.0)
    assert all(a > b for a, b in pairwise(levels))


def test_without_shift_the_steps_are_even() -> None:
    assert flow_levels(4) == (1.0, 0.75, 0.5, 0.25, 0.0)


def test_a_shift_spends_steps_near_noise() -> None:
    assert flow_levels(4, shift=3.0)[2] == pytest.approx(0.75)


@pytest.mark.parametrize(("steps", "shift"), [(0, 1.0), (4, 0.0)])
def test_nonsense_is_refused(steps: int, shift: float) -> None:
    with pytest.raises(ValueError, match="no levels"):
        flow_levels(steps, shift=shift)
