"""Cuts a sentence into known words: the cut with the fewest unknown pieces, then with the fewest words.

A whole-sentence choice and not the longest match from the left, so that 做爱吃的蛋糕 is 做 爱吃 的 蛋糕. A single Han
character counts only where it stands as a word: next to an unknown character it is a part of something unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from runtime.prompt.lexicon import Entry, Lexicon, Node
from runtime.prompt.tokens import Token

_UNKNOWN: Final = 30
_WORD: Final = 10
_SINGLE: Final = 14
_BLOCKED: Final = 5
"""Added to a blocked word's cost: of two cuts that cost nearly the same, the harmless one is meant (猫妈妈的)."""

_MARKS: Final = {":": Entry(grammar="is"), "、": Entry(grammar="join")}
_BREAK: Final = Entry(grammar="break")


class Segment(Struct, frozen=True):
    """One word of the sentence; without an entry nothing is known about it."""

    entry: Entry | None
    start: int
    end: int
    """Place in the original, `[start, end)`."""
    text: str
    """Folded, without blanks for Han words, with them for others."""
    han: bool
    plural: bool = False
    """An English word that ends like one; whether it is a plural the lexicon knows."""


class Cut(Struct, frozen=True):
    segments: tuple[Segment, ...]
    steps: int
    """Places of the lexicon's tree that were looked at; grows with the sentence's length and with nothing else."""


class _Choice(Struct):
    cost: int
    length: int
    entry: Entry | None


def cut(tokens: Sequence[Token], lexicon: Lexicon) -> Cut:
    """The cheapest cut of the whole sentence."""
    tokens = [part for token in tokens for part in lexicon.parted(token)]
    forms = [lexicon.forms(token) for token in tokens]
    best = [_Choice(0, 0, None)] * (len(tokens) + 1)
    steps = 0
    for start in range(len(tokens) - 1, -1, -1):
        if tokens[start].kind == "mark":
            entry = _MARKS.get(tokens[start].text, _BREAK)
            best[start] = _Choice(best[start + 1].cost, 1, entry)
            continue
        best[start] = _Choice(best[start + 1].cost + _UNKNOWN, 1, None)
        frontier: list[tuple[Node, int]] = [(lexicon.root, 0)]
        for end in range(start, len(tokens)):
            steps += len(frontier)
            frontier = _onward(frontier, forms[end])
            if not frontier:
                break
            _improve(best, start, end + 1, frontier, tokens)
    return Cut(tuple(_standing(_pieces(tokens, best))), steps)


def _onward(
    frontier: list[tuple[Node, int]], forms: list[tuple[str, int]]
) -> list[tuple[Node, int]]:
    return [
        (node.next[form], spent + cost)
        for node, spent in frontier
        for form, cost in forms
        if form in node.next
    ]


def _improve(
    best: list[_Choice],
    start: int,
    end: int,
    frontier: list[tuple[Node, int]],
    tokens: Sequence[Token],
) -> None:
    single = end - start == 1 and tokens[start].kind == "han"
    for node, spent in frontier:
        if node.entry is None:
            continue
        cost = best[end].cost + spent + (_SINGLE if single else _WORD)
        cost += _BLOCKED if node.entry.blocked else 0
        if cost <= best[start].cost:
            best[start] = _Choice(cost, end - start, node.entry)


def _pieces(tokens: Sequence[Token], best: list[_Choice]) -> list[Segment]:
    pieces = []
    place = 0
    while place < len(tokens):
        choice = best[place]
        part = tokens[place : place + choice.length]
        han = part[0].kind == "han"
        text = ("" if han else " ").join(token.text for token in part)
        plural = part[-1].kind == "word" and text.endswith("s") and not part[-1].owns
        pieces.append(Segment(choice.entry, part[0].start, part[-1].end, text, han, plural))
        place += choice.length
    return pieces


def _standing(pieces: list[Segment]) -> list[Segment]:
    """Single characters next to unknown ones lose their meaning; a verb may be followed by an unknown object."""
    return [
        Segment(None, piece.start, piece.end, piece.text, han=True)
        if _single(piece) and _torn(pieces, place)
        else piece
        for place, piece in enumerate(pieces)
    ]


def _single(piece: Segment) -> bool:
    entry = piece.entry
    return (
        piece.han
        and len(piece.text) == 1
        and entry is not None
        and bool(entry.things or entry.colour or entry.blocked)
    )


def _torn(pieces: list[Segment], place: int) -> bool:
    entry = pieces[place].entry
    verb = (
        entry is not None
        and bool(entry.things)
        and all(part.role == "action" for part in entry.things)
    )
    neighbours = [place - 1] if verb else [place - 1, place + 1]
    return any(
        0 <= near < len(pieces) and pieces[near].entry is None and pieces[near].han
        for near in neighbours
    )
