"""The tables of characters say what folding and cutting do."""

from __future__ import annotations

import random
import sys
from itertools import pairwise

import pytest

from runtime.prompt.characters import Characters, characters
from runtime.prompt.normalise import folded, normalise
from runtime.prompt.tokens import tokens

KINDS = {"h": "han", "a": "word", "d": "word", "g": "word", "n": "word", "w": "word", "m": "mark"}


@pytest.fixture(scope="module")
def table() -> Characters:
    return characters()


def _codes(ranges: str) -> list[int]:
    codes: list[int] = []
    end = 0
    numbers = [int(number, 36) for number in ranges.split()]
    for gap, length in zip(numbers[::2], numbers[1::2], strict=True):
        start, end = end + gap, end + gap + length
        codes += range(start, end)
    return codes


def _samples() -> list[int]:
    """All of the first plane's letters and signs but its Han and Hangul, and some of everything."""
    chance = random.Random(3)
    return [
        *range(0x3400),
        *range(0xA000, 0xAC20),
        *range(0xD780, 0x10000),
        *range(0x1D000, 0x1F000),
        *(chance.randrange(sys.maxunicode + 1) for _ in range(20_000)),
    ]


def test_every_character_becomes_what_folding_makes_of_it(table: Characters) -> None:
    forms = dict(zip(_codes(table.folding), table.folded.split("\n"), strict=True))
    forms |= dict.fromkeys(_codes(table.dropped), "")
    for code in _samples():
        character = chr(code)
        expected = character.lower() if code < 0x80 else forms.get(code, character)
        assert folded(character) == expected, hex(code)


def test_every_character_begins_the_piece_that_the_table_says(table: Characters) -> None:
    kinds = {code: kind for kind, ranges in table.kinds.items() for code in _codes(ranges)}
    for code in _samples():
        character = chr(code)
        if folded(character) != character:
            continue
        found = tokens(normalise(character))
        kind = found[0].kind if found else ""
        expected = "" if kinds.get(code) in {"s", "x"} else KINDS.get(kinds.get(code, ""), "sign")
        assert kind == expected or character in "'’‘`´", hex(code)


def test_letters_digits_and_numerals_are_told_apart_as_python_does(table: Characters) -> None:
    for code in _codes(table.kinds["a"]):
        assert chr(code).isalpha()
    for code in _codes(table.kinds["d"]):
        assert chr(code).isdecimal()
    for code in _codes(table.kinds["g"]):
        assert chr(code).isdigit()
        assert not chr(code).isdecimal()


def test_ranges_ascend_and_never_overlap(table: Characters) -> None:
    everything = sorted(code for ranges in table.kinds.values() for code in _codes(ranges))
    assert all(one < other for one, other in pairwise(everything))
