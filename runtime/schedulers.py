"""Noise levels, and nothing else: which levels a picture passes on its way from noise (1) to clean (0)."""

from __future__ import annotations


def flow_levels(steps: int, *, shift: float = 1.0) -> tuple[float, ...]:
    """`steps` + 1 falling levels from 1.0 to 0.0 for Euler steps of a flow model.

    A shift above 1 spends more of the steps near pure noise, where the composition is decided.
    """
    if steps < 1 or shift <= 0:
        raise ValueError(f"no levels for {steps} steps with shift {shift}")
    even = (1 - step / steps for step in range(steps + 1))
    return tuple(shift * level / (1 + (shift - 1) * level) for level in even)
