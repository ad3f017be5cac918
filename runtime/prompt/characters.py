"""What each of Unicode's characters becomes and which kind of piece it begins, as short tables.

Browsers know other versions of Unicode than this Python: the tables say what this one does, so that both fold alike.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Final

from msgspec import Struct

from runtime.prompt.confusables import CONFUSABLES
from runtime.prompt.normalise import INVISIBLE, SKIN_TONES, folded
from runtime.prompt.tokens import HAN, MARKS, SIGNS
from runtime.prompt.traditional import SIMPLIFIED

_BLOCK: Final = 256
_SIGNS_ONLY: Final = 0x40000
"""From here on lie tags, private and unassigned characters."""
_BETWEEN: Final = "\n"
"""Divides the folded forms; no character folds to it."""
_RUN: Final = re.compile(
    rf"(?P<h>[{HAN}]+)|(?P<a>(?:(?![{HAN}])[^\W_])+)|(?P<w>[@$]+)|(?P<m>[{MARKS}]+)"
    rf"|(?P<sign>(?:(?![{HAN}{MARKS}]|[^\W_])[{SIGNS}])+)|(?P<s>(?:(?![{MARKS}])\s)+)|(?P<x>.)",
    re.DOTALL,
)
"""The pieces of `tokens`, as many in a row as there are; what divides is told apart."""


class Characters(Struct, frozen=True, kw_only=True):
    """Ranges are "gap length gap length …" in base 36, each gap counted from the end of the range before."""

    dropped: str
    """Ranges of characters that fold to nothing."""
    folding: str
    """Ranges of characters that fold to something else."""
    folded: str
    """What those become, one after the other, divided by line ends."""
    kinds: dict[str, str]
    """Letter -> ranges: h Han, a other letters, d digits, g digits that are no decimals, n other numerals, w signs that
    stand in words, m marks, s blanks, x whatever else only divides. All others are signs."""


@cache
def characters() -> Characters:
    """Takes a quarter of a second at the first call; the same in every process of this Python."""
    forms = dict(_forms())
    changed = [code for code, form in forms.items() if form]
    texts = [forms[code] for code in changed]
    if any(_BETWEEN in text for text in texts):
        raise ValueError("a character folds to a line end")
    return Characters(
        dropped=_ranges(code for code, form in forms.items() if not form),
        folding=_ranges(changed),
        folded=_BETWEEN.join(texts),
        kinds={kind: _ranges(codes) for kind, codes in _kinds().items()},
    )


def _forms() -> Iterator[tuple[int, str]]:
    """Characters beyond ASCII that do not stay as they are, with what they become."""
    special = set(map(ord, (*CONFUSABLES, *SIMPLIFIED))) | set(SKIN_TONES)
    for start in range(0, sys.maxunicode + 1, _BLOCK):
        block = range(max(start, 0x80), start + _BLOCK)
        if _touched("".join(map(chr, block))) or not special.isdisjoint(block):
            for code in block:
                form = folded(chr(code))
                if form != chr(code):
                    yield code, form


def _touched(text: str) -> bool:
    """Whether folding may change any of these characters; most of Unicode is Han and unassigned."""
    return (
        unicodedata.normalize("NFKD", text) != text
        or text.casefold() != text
        or not INVISIBLE.isdisjoint(map(unicodedata.category, text))
    )


def _kinds() -> dict[str, list[int]]:
    kinds: dict[str, list[int]] = {kind: [] for kind in "hadgnwmsx"}
    for match in _RUN.finditer("".join(map(chr, range(_SIGNS_ONLY)))):
        run, kind = range(match.start(), match.end()), str(match.lastgroup)
        for code in run if kind != "sign" else ():
            kinds[_letter(chr(code)) if kind == "a" else kind].append(code)
    return kinds


def _letter(character: str) -> str:
    """Of what Python takes for a letter or a number, its kind."""
    if character.isalpha():
        return "a"
    if character.isdecimal():
        return "d"
    return "g" if character.isdigit() else "n"


def _ranges(codes: Iterable[int]) -> str:
    """Ascending code points as ranges."""
    found: list[list[int]] = []
    for code in codes:
        if found and found[-1][1] == code:
            found[-1][1] += 1
        else:
            found.append([code, code + 1])
    ends = chain([0], (end for _, end in found))
    numbers = (
        (start - before, end - start) for before, (start, end) in zip(ends, found, strict=False)
    )
    return " ".join(_base36(number) for pair in numbers for number in pair)


def _base36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
