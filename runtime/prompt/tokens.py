"""Cuts folded text into its smallest pieces: single Han characters, words of letters and digits, emoji, marks."""

from __future__ import annotations

import re
from typing import Final, Literal

from msgspec import Struct

from runtime.prompt.normalise import Normal

Kind = Literal["han", "word", "sign", "mark"]

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
MARKS: Final = ",;:!?，。；：！？、\n"
SIGNS: Final = r"^\s\x00-\x7f\u2000-\u206f\u3000-\u303f\uff00-\uffef"
_PIECE: Final = re.compile(
    rf"(?P<han>[{HAN}])"
    rf"|(?P<word>(?:(?![{HAN}])[^\W_]|[@$])+)"
    rf"|(?P<mark>[{MARKS}]|(?<=[a-z])\.(?=\s|$))"
    rf"|(?P<sign>[{SIGNS}])"
)
"""Blanks, hyphens and other signs only divide."""
APOSTROPHES: Final = frozenset("'’‘`´")
"""Taken out before (lamb's -> lambs)."""


class Token(Struct, frozen=True):
    """One piece: its folded text and its place in the original, `[start, end)`."""

    text: str
    kind: Kind
    start: int
    end: int
    owns: bool = False
    """An apostrophe was in it: "lamb's" is one lamb."""


def tokens(normal: Normal) -> list[Token]:
    """All pieces in order; linear in the text's length."""
    text, origins = _without_apostrophes(normal)
    found = []
    for match in _PIECE.finditer(text):
        kind: Kind = match.lastgroup  # type: ignore[assignment]
        start, end = origins[match.start()], origins[match.end() - 1] + 1
        owns = kind == "word" and not APOSTROPHES.isdisjoint(normal.original[start:end])
        found.append(Token(match.group(), kind, start, end, owns))
    return found


def words(text: str) -> tuple[str, ...]:
    """The pieces' texts of a word of the lexicon: "bow-tie" -> (bow, tie)."""
    return tuple(
        match.group() for match in _PIECE.finditer(text.replace("'", "")) if match.lastgroup
    )


def _without_apostrophes(normal: Normal) -> tuple[str, tuple[int, ...]]:
    kept = [
        (c, i) for c, i in zip(normal.text, normal.origins, strict=True) if c not in APOSTROPHES
    ]
    return "".join(c for c, _ in kept), tuple(i for _, i in kept)
