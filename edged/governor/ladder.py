"""What the rungs of a profile cost, measured against its first one."""

from __future__ import annotations

from runtime.profile import Profile, Rung

CALM_SIZE = 384
"""Pixels of a side: what a box that is too busy draws."""


def cost(rung: Rung) -> float:
    """Pixels times steps: what its pictures cost to draw, in a unit of its own."""
    width, height = rung.pixels
    return float(width * height * rung.steps)


def costs(profile: Profile) -> tuple[float, ...]:
    """Of each rung, as a share of the dearest one so far: a rung that is no cheaper than the one before counts as it."""
    first = cost(profile.ladder[0])
    found = [1.0]
    for rung in profile.ladder[1:]:
        found.append(min(found[-1], cost(rung) / first))
    return tuple(found)


def calm_level(profile: Profile) -> int:
    """The best rung of at most 384×384, or the last one where none is so small."""
    for level, rung in enumerate(profile.ladder):
        if max(rung.pixels) <= CALM_SIZE:
            return level
    return len(profile.ladder) - 1
