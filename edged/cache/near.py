"""Wishes so alike that a picture of one can begin with latents of the other: one worn or held thing apart."""

from __future__ import annotations

from functools import lru_cache

from edged.cache.shelf import Entry, Shelf
from runtime.prompt.caption import Caption, Part

THINGS = frozenset({"worn", "held"})
"""Roles that may differ. Animals, colours, action and scene decide how the picture is laid out."""
SHARE = 1 / 8
"""Of a picture's steps, left out where it begins with a neighbour's latents: measured to cost less than a point (docs/cache.md)."""


def near(one: Caption, other: Caption) -> bool:
    """The same but for one thing more, less, or in the place of another; not the very same."""
    if one == other or frame(one) != frame(other):
        return False
    ours, theirs = things(one), things(other)
    return len(ours - theirs) <= 1 and len(theirs - ours) <= 1


def neighbour(wish: Caption, latents: Shelf) -> Entry | None:
    """Of what is near, the least served, then the oldest."""
    alike = [
        entry
        for one in latents.wishes()
        if one.wish is not None and near(wish, one.wish)
        for entry in latents.of(one.caption)
    ]
    return min(alike, key=lambda entry: (entry.served, entry.number), default=None)


@lru_cache(maxsize=8192)
def frame(caption: Caption) -> tuple[Part, ...]:
    """Everything but things."""
    return tuple(part for part in caption.parts if part.role not in THINGS)


@lru_cache(maxsize=8192)
def things(caption: Caption) -> frozenset[Part]:
    return frozenset(part for part in caption.parts if part.role in THINGS)
