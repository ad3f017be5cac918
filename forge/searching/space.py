"""The sub-networks that the search may choose from: how wide, how deep, in how many steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

import msgspec
from msgspec import Struct
from torch import Tensor

from forge.carve import CHUNK
from forge.nets.model import Shape

STEPS = (2, 3, 4, 5, 6, 8)
PARTS = 8
"""Widths are multiples of an eighth of the whole one, from a quarter on."""


class Candidate(Struct, frozen=True, order=True):
    """Widths are those of every block that stays; the caption's encoder stays whole."""

    heads: int
    hidden: int
    """Channels inside each feedforward."""
    conv: int
    """Channels inside each convolution block."""
    blocks: int
    """Of the transformer; the least worthy ones go."""
    steps: int
    """Of a whole picture."""


class Space(Struct, frozen=True):
    """What each field of a candidate can be, rising."""

    heads: tuple[int, ...]
    hidden: tuple[int, ...]
    conv: tuple[int, ...]
    blocks: tuple[int, ...]
    steps: tuple[int, ...]

    def choices(self) -> dict[str, tuple[int, ...]]:
        return msgspec.structs.asdict(self)

    def __len__(self) -> int:
        return prod(map(len, self.choices().values()))

    def __iter__(self) -> Iterator[Candidate]:
        return (Candidate(*numbers) for numbers in product(*self.choices().values()))

    def ends(self) -> list[Candidate]:
        """The whole network in each number of steps, and the smallest one in fewest: the search begins there."""
        least = Candidate(*(choices[0] for choices in self.choices().values()))
        whole = [self.whole(steps) for steps in self.steps]
        return list(dict.fromkeys([whole[0], whole[-1], least, *whole]))

    def whole(self, steps: int) -> Candidate:
        return Candidate(self.heads[-1], self.hidden[-1], self.conv[-1], self.blocks[-1], steps)


def space_of(shape: Shape, steps: tuple[int, ...] = STEPS) -> Space:
    """Of everything that can be cut out of a network."""
    whole = shape.whole()
    present = sum(
        heads + hidden > 0 for heads, hidden in zip(whole.heads, whole.hidden, strict=True)
    )
    return Space(
        heads=tuple(range(1, max(whole.heads) + 1)),
        hidden=_widths(max(whole.hidden)),
        conv=_widths(max(whole.conv_hidden)),
        blocks=tuple(range(max(1, present // 2), present + 1)),
        steps=steps,
    )


def shape_of(candidate: Candidate, shape: Shape, worth: Mapping[str, Tensor]) -> Shape:
    """What is left of `shape`; nothing grows. `worth`: group → what each of its units is worth."""
    whole = shape.whole()

    def of_block(number: int) -> float:
        parts = (f"denoiser.blocks.{number}.{part}" for part in ("attention", "feedforward"))
        return sum(float(worth[part].sum()) for part in parts if part in worth)

    ranked = sorted(range(shape.blocks), key=of_block, reverse=True)
    stay = [number in ranked[: candidate.blocks] for number in range(shape.blocks)]
    return msgspec.structs.replace(
        whole,
        heads=tuple(min(candidate.heads, n) * on for n, on in zip(whole.heads, stay, strict=True)),
        hidden=tuple(
            min(candidate.hidden, n) * on for n, on in zip(whole.hidden, stay, strict=True)
        ),
        conv_hidden=tuple(min(candidate.conv, n) for n in whole.conv_hidden),
    )


def _widths(most: int) -> tuple[int, ...]:
    """Multiples of CHUNK near the eighths of `most`, and `most` itself."""
    parts = (most * part / PARTS for part in range(PARTS // 4, PARTS))
    return tuple(
        sorted({max(1, round(part / CHUNK)) * CHUNK for part in parts if most > CHUNK} | {most})
    )
