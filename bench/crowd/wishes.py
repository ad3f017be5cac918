"""What children ask for: sentences that stand in the repository, the well-liked ones more often than the others."""

from __future__ import annotations

import csv
from itertools import accumulate
from pathlib import Path
from random import Random

FILE = Path(__file__).resolve().parents[2] / "tests" / "data" / "kids50.tsv"


def sentences() -> list[str]:
    """All of them, each once."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return [row["prompt"] for row in csv.DictReader(file, delimiter="\t")]


class Taste:
    """The n-th sentence of an order of one's own is asked for 1/n times as often as the first: a class has its favourites."""

    def __init__(self, seed: int) -> None:
        self._sentences = sentences()
        Random(seed).shuffle(self._sentences)
        self._weights = list(accumulate(1 / place for place in range(1, len(self._sentences) + 1)))

    def pick(self, chance: Random) -> str:
        return chance.choices(self._sentences, cum_weights=self._weights)[0]


def pieces(sentence: str) -> list[str]:
    """What stands in the field at each pause of somebody who types it: words, or two Chinese characters."""
    if " " in sentence:
        words = sentence.split()
        return [" ".join(words[:count]) for count in range(1, len(words) + 1)]
    return [sentence[:end] for end in range(2, len(sentence) + 2, 2)]
