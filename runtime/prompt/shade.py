"""Which words of a lexicon are shown to whoever opens a file, and which are kept as numbers (`hidden`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import msgspec
from msgspec import Struct

from runtime.prompt.blocked import PAIRS
from runtime.prompt.caption import Part
from runtime.prompt.hidden import packed, path
from runtime.prompt.lexicon import Entry, Lexicon
from runtime.prompt.tokens import HAN, words

Key = tuple[str, ...]

BETWEEN: Final = "|"
"""Divides the words of a list; no token contains it."""
_HAN: Final = re.compile(f"[{HAN}]")


class Meaning(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An `Entry` of the lexicon and the words that mean it."""

    things: tuple[Part, ...] = ()
    colour: str = ""
    grammar: str = ""
    blocked: str = ""
    shown: bool = False
    pinyin: bool = False
    count: int = 0
    person: bool = False
    standin: bool = False
    words: str = ""
    """Divided by `|`; tokens by blanks, none between Han characters."""
    hidden: str = ""
    """Packed numbers of the words that are not shown."""


class Shade:
    """Over what is blocked, what contains something blocked, and what is refused beside another word."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._keys = lexicon.planted()
        self._blocked = {key for key, entry in self._keys.items() if entry.blocked}
        halves = {words(word) for _, *sets in PAIRS for half in sets for word in half}
        self._dark = {key for key in self._keys if key in halves or self.covers(key)}
        self._light = self._keys.keys() - self._dark

    def covers(self, key: Key) -> bool:
        """Whether there is a blocked word in it."""
        ends = range(1, len(key) + 1)
        return any(key[start:end] in self._blocked for end in ends for start in range(end))

    def meanings(self) -> list[Meaning]:
        """Each entry once, in the lexicon's order."""
        groups: dict[Entry, tuple[list[str], list[int]]] = {}
        for key, entry in self._keys.items():
            shown, hidden = groups.setdefault(entry, ([], []))
            if key in self._dark:
                hidden.append(path(key))
            else:
                shown.append(spelled(key))
        return [
            Meaning(
                **msgspec.structs.asdict(entry), words=BETWEEN.join(shown), hidden=packed(hidden)
            )
            for entry, (shown, hidden) in groups.items()
        ]

    def paths(self) -> Iterator[int]:
        """Numbers of the beginnings of hidden words that are no beginnings of shown ones."""
        light = {key[:end] for key in self._light for end in range(1, len(key) + 1)}
        dark = {key[:end] for key in self._dark for end in range(1, len(key))}
        return (path(key) for key in dark - light - self._dark)

    def tokens(self) -> set[str]:
        """Of all words."""
        return {token for key in self._keys for token in key}

    def hidden_tokens(self) -> set[str]:
        """Those of hidden words that stand in no shown one; Han characters need not be known one by one."""
        dark = {token for key in self._dark for token in key}
        shown = {token for key in self._light for token in key}
        return {token for token in dark - shown if not _HAN.match(token) and token[0] != "~"}


def spelled(key: Key) -> str:
    """(小, 鸭) -> 小鸭, (bow, tie) -> bow tie, (k, 粉) -> k 粉."""
    text = key[0]
    for before, token in pairwise(key):
        text += token if _HAN.match(before) and _HAN.match(token) else f" {token}"
    return text
