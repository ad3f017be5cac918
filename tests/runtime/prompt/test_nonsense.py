"""Bytes, mixtures and endless text: always a reading, in bounded work, or the one error."""

from __future__ import annotations

import random
from itertools import chain

import pytest

from forge.vocabulary import load_vocabulary
from runtime.prompt import LIMIT, PromptTooLong, Reading, read
from runtime.prompt.blocked import BLOCKED
from runtime.prompt.homophones import HEARD
from runtime.prompt.lexicon import lexicon
from runtime.prompt.normalise import normalise
from runtime.prompt.segment import cut
from runtime.prompt.tokens import tokens

VOCABULARY = load_vocabulary()
CODECS = ("utf-8", "latin-1", "utf-16-le", "gb18030", "cp1251", "big5")
ODD = [
    "\u200b",
    "\u202e",
    "\ufeff",
    "\x00",
    "\x1b[31m",
    "\ud800",
    "\U0010ffff",
    "ﷺ",
    "㎏",
    "👨‍👩‍👧",
    "🇨🇳",
    "\u0301" * 9,
    "'",
    "’",
    "@",
    "$",
]
BAD = [word for text in BLOCKED.values() for word in text.replace(",", " ").split()]


def _checked(text: str) -> Reading:
    found = read(text[:LIMIT], VOCABULARY)
    assert VOCABULARY.canonical(found.caption.parts) == found.caption
    assert len(VOCABULARY.tokens(found.caption)) == len(VOCABULARY.slots)
    assert bool(found.caption.parts) is (found.refused is None)
    if found.refused is not None and found.refused.category in BLOCKED:
        assert (found.understood, found.dropped) == ((), ())
    return found


def test_random_bytes_in_any_encoding_have_a_reading() -> None:
    chance = random.Random(1)
    for turn in range(300):
        raw = chance.randbytes(chance.randrange(200))
        _checked(raw.decode(CODECS[turn % len(CODECS)], errors="replace"))
        _checked("".join(chr(chance.randrange(0x110000)) for _ in range(chance.randrange(60))))


def test_mixtures_of_everything_have_a_reading() -> None:
    chance = random.Random(2)
    pieces = [
        *VOCABULARY.words,
        *BAD,
        *ODD,
        *HEARD,
        *",.;:!?，。、！？ 的在和不一二3",
        "not",
        "a",
        "the",
        "and",
        "with",
        "戴",
        "拿",
    ]
    for _ in range(600):
        glue = chance.choice(["", " ", "", "-"])
        _checked(glue.join(chance.choices(pieces, k=chance.randrange(1, 30))))


@pytest.mark.parametrize("piece", ["小", "a", "杀", "1", "\u200b", "😀", "@", "a1", "大象", " "])
def test_a_million_characters_are_too_long_and_nothing_else(piece: str) -> None:
    with pytest.raises(PromptTooLong):
        read(piece * 10**6, VOCABULARY)


PATTERNS = [
    "小",
    "杀人",
    "sha ren ",
    "xiaoyazi",
    "a ",
    "kniiife ",
    "大象",
    "not a ",
    "b.",
    "🐱",
    "1 ",
    "红色的",
    "manta ",
    "小老",
    "一",
    "哈",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_four_times_the_text_is_four_times_the_work(pattern: str) -> None:
    known = lexicon(VOCABULARY)
    short, long = (
        cut(tokens(normalise((pattern * length)[:length])), known).steps for length in (400, 1600)
    )
    assert long <= 4.2 * short + 100


def test_the_longest_text_costs_few_steps_a_character() -> None:
    known = lexicon(VOCABULARY)
    worst = max(
        cut(tokens(normalise((pattern * LIMIT)[:LIMIT])), known).steps
        for pattern in chain(PATTERNS, VOCABULARY.words[::60])
    )
    assert worst <= 40 * LIMIT
