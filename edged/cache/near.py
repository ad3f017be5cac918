"""Wishes so alike that a picture of one can begin with latents of the other: one worn or held thing apart."""

from __future__ import annotations

from functools import lru_cache

from edged.cache.shelf import Entry, Shelf
from runtime.prompt.caption import Caption, Part

THINGS = frozenset({"worn", "held"})
"""Roles that may differ. Animals, colours, action and scene decide how the picture is laid out."""
SHARE = 1 / 8
"""Of a picture's steps, left out where it begins with a neighbour's latents: measured to cost less than a point (docs/cache.md)."""

KNOWN = 8192
"""Wishes of which it is remembered whether they have a neighbour, or what their parts are."""


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


class Neighbourhood:
    """Which wishes have a neighbour: asked for each that waits, whenever the queue moves, and looked for only once."""

    def __init__(self, latents: Shelf) -> None:
        self._latents = latents
        self._known: dict[Caption, bool] = {}
        self._changes = latents.changes
        """The shelf's, when what is known was found."""

    def __contains__(self, wish: Caption) -> bool:
        if self._changes != self._latents.changes or len(self._known) >= KNOWN:
            self._known.clear()
            self._changes = self._latents.changes
        if wish not in self._known:
            self._known[wish] = neighbour(wish, self._latents) is not None
        return self._known[wish]


@lru_cache(maxsize=KNOWN)
def frame(caption: Caption) -> tuple[Part, ...]:
    """Everything but things."""
    return tuple(part for part in caption.parts if part.role not in THINGS)


@lru_cache(maxsize=KNOWN)
def things(caption: Caption) -> frozenset[Part]:
    return frozenset(part for part in caption.parts if part.role in THINGS)
