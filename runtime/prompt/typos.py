"""Finds the word that a child meant: one slip in words of 5 letters and more, two from 8 on, the first letter right.

Symmetric deletion: every known word is filed under itself with letters left out, so a look-up costs a fixed number of
steps however many words there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

SHORTEST: Final = 5
"""Letters; shorter words are too close to each other."""
TWO_SLIPS: Final = 8
LONGEST: Final = 16
"""Letters of the longest word that is looked at; keeps the number of its shortenings small."""


class Typos:
    """An index of words; `meant("dinosor")` is dinosaur."""

    def __init__(self, known: Iterable[str]) -> None:
        self.words = tuple(w for w in sorted(set(known)) if SHORTEST <= len(w) <= LONGEST)
        self._filed: dict[str, list[str]] = {}
        for word in self.words:
            for short in set(_shortened(word, slips(word))):
                self._filed.setdefault(short, []).append(word)

    def meant(self, typed: str) -> str | None:
        """The nearest known word or None; of several, one with the same letters (baloon), then the first by alphabet."""
        if not SHORTEST <= len(typed) <= LONGEST or not typed.isascii():
            return None
        best: tuple[int, bool, str] | None = None
        for short in set(_shortened(typed, slips(typed + " "))):
            for word in self._filed.get(short, ()):
                if not _likely(typed, word):
                    continue
                far = distance(typed, word)
                near = (far, set(word) != set(typed), word)
                if far <= slips(word) and (best is None or near < best):
                    best = near
        return best[2] if best else None


def slips(word: str) -> int:
    """Slips allowed in typing this word; one only in verbs, there are too many of them."""
    return 2 if len(word) >= TWO_SLIPS and not word.endswith("ing") else 1


def distance(first: str, second: str) -> int:
    """Letters to change, add, leave out or swap with their neighbour."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(second, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _likely(typed: str, word: str) -> bool:
    """The first letter is rarely wrong, and verbs of one length (baking, biking) are different verbs."""
    verbs = typed.endswith("ing") and len(typed) == len(word)
    return typed[0] == word[0] and not verbs


def _shortened(word: str, most: int) -> Iterator[str]:
    yield word
    for count in range(1, most + 1):
        for places in combinations(range(len(word)), count):
            yield "".join(letter for i, letter in enumerate(word) if i not in places)
