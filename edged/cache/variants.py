"""Which of the pictures of one wish somebody gets: one that is new to them, fairly by turns, the cheapest first."""

from __future__ import annotations

from collections.abc import Iterable, Set

from msgspec import Struct

from edged.cache.shelf import Entry


class _Variant(Struct):
    """What there is of one seed."""

    entries: list[Entry]
    finished: bool = False

    @property
    def worth(self) -> tuple[int, bool, int]:
        """The smallest comes first: given least often, needing no worker, there for longest."""
        given = sum(entry.served for entry in self.entries)
        return given, not self.finished, min(entry.number for entry in self.entries)


def choose(finished: Iterable[Entry], latents: Iterable[Entry], known: Set[int]) -> int | None:
    """A seed that is not `known`, which counts as given from now on; None where there is none.

    `finished`, `latents`: what there is of the wish.
    """
    found: dict[int, _Variant] = {}
    for entry in finished:
        found.setdefault(entry.seed, _Variant([])).entries.append(entry)
        found[entry.seed].finished = True
    for entry in latents:
        found.setdefault(entry.seed, _Variant([])).entries.append(entry)
    new = [seed for seed in found if seed not in known]
    if not new:
        return None
    chosen = min(new, key=lambda seed: found[seed].worth)
    for entry in found[chosen].entries:
        entry.served += 1
    return chosen
