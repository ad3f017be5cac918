"""Folds what a child typed to one spelling and remembers where each character came from.

Per character, so that it is linear and every result keeps its place in the original: compatibility form without accents,
invisible characters (Cf), variation selectors and skin tones → case folded → look-alikes → simplified characters.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from msgspec import Struct

from runtime.prompt.confusables import CONFUSABLES
from runtime.prompt.traditional import SIMPLIFIED

INVISIBLE: Final = frozenset(("Cf", "Mn", "Me"))
SKIN_TONES: Final = range(0x1F3FB, 0x1F400)


class Normal(Struct, frozen=True):
    """Folded text; `origins[i]` is the index in the original of the character that `text[i]` stands for."""

    original: str
    text: str
    origins: tuple[int, ...]


def normalise(original: str) -> Normal:
    """Never raises; lone surrogates and unassigned characters stay as they are."""
    forms: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(original):
        for form in folded(character):
            forms.append(form)
            origins.append(index)
    return Normal(original, "".join(forms), tuple(origins))


def folded(character: str) -> str:
    """What one character becomes: nothing, itself, or (for signs like ㎏) several characters."""
    if character.isascii():
        return character.lower()
    if ord(character) in SKIN_TONES:
        return ""
    plain = "".join(
        part
        for part in unicodedata.normalize("NFKD", character)
        if unicodedata.category(part) not in INVISIBLE
    )
    plain = unicodedata.normalize("NFC", plain).casefold()
    return "".join(SIMPLIFIED.get(look, look) for look in map(_letter, plain))


def _letter(character: str) -> str:
    return CONFUSABLES.get(character, character)
