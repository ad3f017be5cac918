"""What this box is asked for most: counted in memory, without anybody's name, and gone at its end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

from runtime.prompt.caption import Caption

MOST = 512
"""Different wishes that are counted; the rarest are forgotten first."""
OFTEN = 2
"""Times that a wish must have come before it is thought to come again."""


class Asked:
    def __init__(self) -> None:
        self.last = time.monotonic()
        """Monotonic seconds of the last wish, or of the start."""
        self._wishes: Counter[Caption] = Counter()
        self._concepts: Counter[tuple[str, str]] = Counter()

    def count(self, caption: Caption) -> None:
        self.last = time.monotonic()
        self._wishes[caption] += 1
        self._concepts.update((part.role, part.concept) for part in caption.parts)
        if len(self._wishes) > MOST:
            self._wishes = Counter(dict(self._wishes.most_common(MOST // 2)))

    def often(self, most: int) -> Iterator[Caption]:
        """The commonest wishes, the commonest first."""
        for caption, times in self._wishes.most_common(most):
            if times >= OFTEN:
                yield caption

    def times(self, role: str, concept: str) -> int:
        """How often this was part of a wish."""
        return self._concepts[role, concept]

    def clear(self) -> None:
        self._wishes.clear()
        self._concepts.clear()
