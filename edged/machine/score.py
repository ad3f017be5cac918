"""How well a profile fits a machine: the conditions it states, one by one, and what each is worth."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from edged.machine.cards import Card
from edged.machine.facts import Machine
from runtime.profile import Match

BOARD, GPU, PROCESSOR, OTHER = 1000, 300, 100, 1
"""Points of a condition that holds. A name beats everything below it together, whatever the numbers say."""
LETTERS_LIMIT = 50
"""Points that a name's length adds at most: of two names that are found the longer one says more."""

Value = str | int | float | bool


class Condition(Struct, frozen=True, kw_only=True):
    """One thing that a profile asks of a machine."""

    name: str
    """The field of `[match]`."""
    wanted: Value | tuple[str, ...]
    found: Value | tuple[str, ...] | None
    """None: nothing says it."""
    points: int | None
    """None: it does not hold, or nobody knows."""


def score(match: Match, facts: Machine) -> int | None:
    """The sum of the points; None where a condition does not hold."""
    total = 0
    for condition in conditions(match, facts):
        if condition.points is None:
            return None
        total += condition.points
    return total


def conditions(match: Match, facts: Machine) -> tuple[Condition, ...]:
    """Those that the profile states, the weightiest first."""
    card = facts.card
    boards = tuple(filter(None, (facts.board, *facts.compatible, facts.vendor, facts.product)))
    asked = (
        _named("board", match.board, boards, BOARD),
        _named("gpu", match.gpu, (card.name,) if card and card.name else (), GPU),
        _named("processor", match.processor, _some(facts.processor), PROCESSOR),
        _same("arch", match.arch, facts.arch),
        _same("nvidia", match.nvidia, facts.nvidia),
        _within("min_cores", match.min_cores, facts.cores),
        _within("max_cores", match.max_cores, facts.cores),
        _within("min_memory_mb", match.min_memory_mb, facts.memory_mb),
        _within("max_memory_mb", match.max_memory_mb, facts.memory_mb),
        _within("min_gpu_memory_mb", match.min_gpu_memory_mb, facts.gpu_memory_mb),
        _within("max_gpu_memory_mb", match.max_gpu_memory_mb, facts.gpu_memory_mb),
        _compute(match.min_compute, card),
        _by_hand(match.by_hand),
    )
    return tuple(condition for condition in asked if condition is not None)


def _by_hand(asked: bool) -> Condition | None:
    """Holds on no machine."""
    return Condition(name="by_hand", wanted=True, found=None, points=None) if asked else None


def _some(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _named(
    name: str, wanted: tuple[str, ...], found: tuple[str, ...], weight: int
) -> Condition | None:
    """Any of the wanted texts stands somewhere in what was found; upper and lower case are the same."""
    if not wanted:
        return None
    texts = [text.casefold() for text in found]
    lengths = [len(word) for word in wanted if _stands(word.casefold(), texts)]
    points = weight + min(max(lengths), LETTERS_LIMIT) if lengths else None
    return Condition(name=name, wanted=wanted, found=found or None, points=points)


def _stands(word: str, texts: Iterable[str]) -> bool:
    return any(word in text for text in texts)


def _same(name: str, wanted: Value | None, found: Value | None) -> Condition | None:
    if wanted is None:
        return None
    return Condition(
        name=name, wanted=wanted, found=found, points=OTHER if wanted == found else None
    )


def _within(name: str, bound: float | None, found: float | None) -> Condition | None:
    """`min_…` or `max_…`."""
    if bound is None:
        return None
    holds = found is not None and (found >= bound if name.startswith("min_") else found <= bound)
    return Condition(name=name, wanted=bound, found=found, points=OTHER if holds else None)


def _compute(least: float | None, card: Card | None) -> Condition | None:
    """A card that does not say what it can do may try: the profile counts only once a picture was drawn."""
    if least is not None and card is not None and card.compute is None:
        return Condition(name="min_compute", wanted=least, found=None, points=0)
    return _within("min_compute", least, card.compute if card else None)
