"""Sentences as numbers of tokens, by the tokenizer that came with the model."""

from __future__ import annotations

import numpy as np

from runtime.engines.base import LibraryMissing, PackUnusable, Tokens
from runtime.pack import Pack


class Tokenizer:
    """A `tokenizer.json` of the tokenizers library."""

    def __init__(self, text: bytes) -> None:
        """Raises an Exception where it is none; the library has no class of its own for it."""
        from tokenizers import Tokenizer as Reader  # noqa: PLC0415  # only families that read text need it

        self._reader = Reader.from_str(text.decode())
        self._reader.no_truncation()
        self._reader.no_padding()

    def tokens(self, sentence: str) -> list[int]:
        """With the tokens that the model wants around a sentence."""
        return list(self._reader.encode(sentence).ids)

    def filled(self, sentence: str, length: int, pad: int, *, ends: bool = True) -> Tokens:
        """[length]: cut, or filled up with `pad`. `ends`: its last token says so, and stays."""
        found = self.tokens(sentence)
        if len(found) > length:
            found = [*found[: length - 1], found[-1]] if ends else found[:length]
        return np.array(found + [pad] * (length - len(found)), np.int64)


def tokenizer_of(pack: Pack, component: str) -> Tokenizer:
    """Raises LibraryMissing, and PackUnusable where the pack has none, or one that cannot be read."""
    path = pack.manifest.components.get(component, "")
    try:
        return Tokenizer(pack.contents[path])
    except ImportError as error:
        raise LibraryMissing(pack=pack.manifest.name, library="tokenizers", extra="text") from error
    except Exception as error:
        absent = f"there is no file {path!r}" if path else "the manifest does not name it"
        problem = absent if isinstance(error, KeyError) else str(error)
        raise PackUnusable(pack=pack.manifest.name, component=component, problem=problem) from error
