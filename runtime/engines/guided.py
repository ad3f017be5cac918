"""A graph whose rows come in twos that differ in their wish alone: what stands before the wish is computed once for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
from numpy.typing import NDArray

from runtime.engines.common import cut
from runtime.engines.fixed import Feeds, FixedGraph, Shapes, rows_of, shapes_of


class GuidedGraph:
    """Two of `FixedGraph`, one after the other. Not to be shared between threads."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that it is made with
        self,
        core: ov.Core,
        name: str,
        read: Callable[[Shapes], ov.Model],
        options: Mapping[str, Any],
        folder: Path | None,
        source: Path,
        *,
        wished: AbstractSet[str],
    ) -> None:
        """`wished`: inputs in which the two rows differ; the others as for `FixedGraph`."""
        self._wished = wished

        def part(number: int) -> Callable[[Shapes], ov.Model]:
            return lambda shapes: cut(read(shapes), wished)[number]

        # All processors for what is computed once, then one of two rows on each half of them.
        self._common = FixedGraph(core, f"{name}_common", part(0), options, folder, source)
        self._own = FixedGraph(core, name, part(1), options, folder, source, at_once=2)

    @property
    def kept(self) -> list[Path]:
        """What was compiled before, for whichever sizes."""
        return [*self._common.kept, *self._own.kept]

    def recall(self) -> None:
        """Loads what was used last, before anybody asks for it. May be called from another thread, as long as nobody else is here."""
        self._common.recall()
        self._own.recall()

    def run(self, feeds: Feeds, outputs: Sequence[str]) -> list[NDArray[Any]]:
        """Each row by itself, less what it shares with another. Compiles where the size is another one than before."""
        rows = rows_of(feeds)
        shapes = shapes_of(rows[0])
        for part in self._common, self._own:
            part.prepare(shapes)
        answers: list[list[NDArray[Any]]] = [[]] * len(rows)
        for pair in self._pairs(rows):
            (common,) = self._common.answer([rows[pair[0]]])
            answered = self._own.answer([{**rows[i], **common} for i in pair])
            for i, one in zip(pair, answered, strict=True):
                # Copies: the request's own memory is written over by the next one.
                answers[i] = [np.array(one[name]) for name in outputs]
        return [np.concatenate(each) for each in zip(*answers, strict=True)]

    def rest(self) -> None:
        """Gives back what it computed in and what it read of its files; the next row takes them again."""
        self._common.rest()
        self._own.rest()

    def _pairs(self, rows: Sequence[Feeds]) -> Iterator[list[int]]:
        """Rows that differ in nothing but their wish, two at most; whoever has no other goes alone."""
        left = list(range(len(rows)))
        while left:
            first, *others = left
            pair = [first, *(i for i in others if self._alike(rows[first], rows[i]))][:2]
            left = [i for i in left if i not in pair]
            yield pair

    def _alike(self, one: Feeds, other: Feeds) -> bool:
        return all(
            np.array_equal(value, other[name])
            for name, value in one.items()
            if name not in self._wished
        )
