"""Sentences by chance, of everything that the reader has rules for: wishes, evasions, slips, scripts, signs and noise."""

from __future__ import annotations

import csv
import random
import string
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

from runtime.prompt import LIMIT, Vocabulary
from runtime.prompt.blocked import BLOCKED_EMOJI
from runtime.prompt.compounds import EMOJI
from runtime.prompt.confusables import CONFUSABLES
from runtime.prompt.homophones import HEARD
from runtime.prompt.lexicon import lexicon
from runtime.prompt.pinyin import syllables
from runtime.prompt.shade import spelled
from runtime.prompt.traditional import SIMPLIFIED
from tests.runtime.prompt.evasions import evasions

Sentence = Callable[[random.Random], str]

DATA: Final = Path(__file__).parents[2] / "data"
CODECS: Final = ("utf-8", "latin-1", "utf-16-le", "gb18030", "cp1251", "big5")
GLUES: Final = ("", " ", "", "-", "，", ", ", "的", " and ", "和", "\n", "'")
ODD: Final = (
    *("\u200b", "\u202e", "\ufeff", "\x00", "\x1b[31m", "\ud800", "\udfff", "\U0010ffff", "ﷺ", "㎏", "ẞ", "İ", "ǅ", "ﬀ", "①", "²"),
    *("👨‍👩‍👧", "🇨🇳", "👍🏽", "🐻‍❄️", "1️⃣", "\u0301" * 9, "'", "’", "@", "$", ".", ". ", "\x85", "\u2028", "\u3000", "٣", "Ⅷ", "〇"),
    *("13812345678", "1234567", "a.b@school.cn", "010-8888 6666", "3", "12只", "k1ll", "c@t", "kn1fe", "soooo", "cattt", "b.o.m.b"),
)  # fmt: skip
_LOOKS: Final = {letter: look for look, letter in CONFUSABLES.items()}
_TRADITIONAL: Final = {simple: old for old, simple in SIMPLIFIED.items()}
_DIVIDERS: Final = ("\u200b", "\u00ad", "\u0301", "*", " ", ".", "-", "😀", "'", "。")
_FULL_WIDTH: Final = range(0x21, 0x7F)


@cache
def listed() -> tuple[str, ...]:
    """Every sentence of the lists in tests/data."""
    found: list[str] = []
    for path in sorted(DATA.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [row["prompt"] for row in rows]
    return tuple(found)


def sentences(count: int, seed: int, vocabulary: Vocabulary) -> Iterator[str]:
    """The same ones for the same seed; each is what a browser can send, and most are short enough to be read."""
    chance = random.Random(seed)
    kinds = _kinds(vocabulary)
    tricks = [evasion.text for evasion in evasions(count // 5, seed)]
    for turn in range(count):
        text = tricks[turn // 5 - 1] if turn % 5 == 0 and tricks else chance.choice(kinds)(chance)
        yield _sendable(text if chance.random() < 0.01 else text[:LIMIT])


def _kinds(vocabulary: Vocabulary) -> list[Sentence]:
    words = tuple(spelled(key).replace("~", "") for key in lexicon(vocabulary).planted())
    signs = "".join((*EMOJI.values(), *BLOCKED_EMOJI.values()))
    pieces = (
        *vocabulary.words,
        *ODD,
        *signs,
        *HEARD,
        *"的在和不没一二两三个只了戴穿拿抱骑像是有我你，。、！？;",
    )
    glue = (
        "not",
        "a",
        "the",
        "and",
        "with",
        "two",
        "wearing",
        "holding",
        "riding",
        "like",
        "my",
        "is",
        "baby",
        "on",
        "'s",
    )

    def mixture(chance: random.Random) -> str:
        """Anything after anything."""
        some = chance.choices((pieces, glue, words), k=chance.randrange(1, 14))
        return chance.choice(GLUES).join(chance.choice(group) for group in some)

    def known(chance: random.Random) -> str:
        """Words that the lexicon holds, as they are."""
        return chance.choice(("", " ", "，")).join(chance.choices(words, k=chance.randrange(1, 7)))

    return [_wish, _disguised, _mistyped, _joined, _sounded, mixture, mixture, known, known, _noise]


def _wish(chance: random.Random) -> str:
    return chance.choice(listed())


def _joined(chance: random.Random) -> str:
    """Two wishes, or halves of them."""
    one, other = chance.choices(listed(), k=2)
    return one[: chance.randrange(1, 60)] + chance.choice(GLUES) + other[chance.randrange(0, 12) :]


def _disguised(chance: random.Random) -> str:
    """A wish in capitals, in full width, in look-alikes, in traditional characters, with something between its letters."""
    text, how = chance.choice(listed()), chance.randrange(6)
    if how == 0:
        return text.upper()
    if how == 1:
        return "".join(chr(ord(c) + 0xFEE0) if ord(c) in _FULL_WIDTH else c for c in text)
    if how == 2:
        return "".join(_LOOKS.get(c, c) if chance.random() < 0.3 else c for c in text)
    if how == 3:
        return "".join(_TRADITIONAL.get(c, c) for c in text)
    divider = chance.choice(_DIVIDERS)
    return "".join(c + divider if how == 4 or chance.random() < 0.2 else c for c in text)


def _mistyped(chance: random.Random) -> str:
    """A wish with letters left out, doubled, swapped or changed."""
    letters = list(chance.choice(listed()))
    for _ in range(chance.randrange(1, 5)):
        place = chance.randrange(len(letters))
        how = chance.randrange(5)
        if how == 0 and len(letters) > 1:
            del letters[place]
        elif how == 1:
            letters.insert(place, letters[place] * chance.randrange(1, 4))
        elif how == 2:
            letters[place : place + 2] = reversed(letters[place : place + 2])
        else:
            letters[place] = chance.choice(string.ascii_lowercase + "0134@$ '.,-")
    return "".join(letters)


def _sounded(chance: random.Random) -> str:
    """A Chinese wish in pinyin, whole or here and there, or in characters that sound the same."""
    text, how = chance.choice(listed()), chance.randrange(3)
    if how == 0:
        return chance.choice(("", " ")).join(
            chance.choice((" ".join(syllables(c) or (c,)), c)) for c in text
        )
    if how == 1:
        return " ".join(HEARD.get(c, c) for c in text)
    alike = [c for c, sound in HEARD.items() if sound == HEARD.get(chance.choice(text))]
    return "".join(chance.choice(alike) if alike and chance.random() < 0.2 else c for c in text)


def _noise(chance: random.Random) -> str:
    """Bytes in any encoding, characters from anywhere, or from one corner of Unicode between known words."""
    how = chance.randrange(3)
    if how == 0:
        return chance.randbytes(chance.randrange(200)).decode(
            chance.choice(CODECS), errors="replace"
        )
    if how == 1:
        return "".join(
            chr(chance.randrange(sys.maxunicode + 1)) for _ in range(chance.randrange(60))
        )
    start = chance.choice((0x80, 0x370, 0x400, 0x600, 0x1100, 0x1E00, 0x2000, 0x2460, 0x3000, 0xA000, 0xF900, 0xFF00, 0x1D400, 0x1F100))  # fmt: skip
    corner = [chr(start + chance.randrange(0x400)) for _ in range(chance.randrange(1, 30))]
    return "".join(c + chance.choice(("", "", " ", "cat", "小熊")) for c in corner)


def _sendable(text: str) -> str:
    """A high surrogate and a low one beside it are one character in a browser."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
