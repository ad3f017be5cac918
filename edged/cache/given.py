"""Who was given which variants of a wish: nobody gets the same picture twice in a row without asking for it."""

from __future__ import annotations

from collections import OrderedDict

OWNERS, WISHES, SEEDS = 512, 64, 64
"""At most so many are remembered: owners, wishes of each, seeds of each wish; the oldest are forgotten first."""


class Given:
    """In memory only; the ledger tells of the time before a start."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, OrderedDict[str, OrderedDict[int, None]]] = OrderedDict()

    def add(self, owner: str, caption: str, seed: int) -> bool:
        """Whether they were not given it before."""
        new = seed not in self.seeds(owner, caption)
        wishes = self._owners.setdefault(owner, OrderedDict())
        self._owners.move_to_end(owner)
        seeds = wishes.setdefault(caption, OrderedDict())
        wishes.move_to_end(caption)
        seeds[seed] = None
        seeds.move_to_end(seed)
        for kept, most in ((self._owners, OWNERS), (wishes, WISHES), (seeds, SEEDS)):
            while len(kept) > most:
                kept.popitem(last=False)
        return new

    def remove(self, owner: str, caption: str, seed: int) -> None:
        """They were not given it after all."""
        if wishes := self._owners.get(owner):
            wishes.get(caption, OrderedDict()).pop(seed, None)

    def seeds(self, owner: str, caption: str) -> frozenset[int]:
        wishes = self._owners.get(owner)
        return frozenset(wishes.get(caption, ())) if wishes else frozenset()

    def clear(self) -> None:
        self._owners.clear()
