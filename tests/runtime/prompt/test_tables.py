"""The file for the tablet's reader: whole, always the same, and nothing in it that a child must not read."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from forge.vocabulary import load_vocabulary
from runtime.prompt import LIMIT, Vocabulary
from runtime.prompt.blocked import BLOCKED, BLOCKED_EMOJI, PAIRS
from runtime.prompt.tables import as_json
from runtime.prompt.tokens import words

RAW = as_json(load_vocabulary())
OPEN = frozenset(("sentences", "no_subject", "too_long", "places", "order"))
"""What is said to people."""


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RAW)
    return found


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _strings(item)]
    return [text for item in value for text in _strings(item)] if isinstance(value, list) else []


def test_the_file_is_the_same_for_the_same_vocabulary(vocabulary: Vocabulary) -> None:
    assert as_json(vocabulary) == RAW


def test_the_file_is_small() -> None:
    assert len(RAW) < 350_000
    assert len(gzip.compress(RAW)) < 150_000


def test_no_blocked_word_can_be_read_in_the_file(tables: dict[str, Any]) -> None:
    shown = [text for name, value in tables.items() if name not in OPEN for text in _strings(value)]
    pieces = {words(piece) for text in shown if text not in BLOCKED for piece in text.split("|")}
    blocked = [" ".join(c.split()) for text in BLOCKED.values() for c in text.split(",")]
    english = {words(word) for word in blocked if word.isascii() and word}
    chinese = {words(each) for word in blocked if not word.isascii() for each in word.split()}
    assert len(english) > 500
    assert len(chinese) > 500
    assert pieces & english == set()
    assert pieces & chinese == set()
    assert not {sign for signs in BLOCKED_EMOJI.values() for sign in signs} & set("".join(shown))


def test_words_refused_beside_another_are_hidden(tables: dict[str, Any]) -> None:
    assert [category for category, _, _ in tables["pairs"]] == [category for category, *_ in PAIRS]
    assert "undressed" not in RAW.decode()


def test_the_sentences_and_the_limit_are_the_boxes(tables: dict[str, Any]) -> None:
    assert tables["limit"] == LIMIT
    assert str(LIMIT) in tables["too_long"]["fix_en"]
    assert set(tables["order"]) <= set(tables["sentences"])
    assert [text.count("{}") for text in tables["no_subject"]] == [1, 1]


def test_an_older_vocabulary_has_its_own_file(vocabulary: Vocabulary) -> None:
    smaller = Vocabulary(
        roles=vocabulary.roles, colours=vocabulary.colours, concepts=vocabulary.concepts[:40]
    )
    assert len(json.loads(as_json(smaller))["vocabulary"]["concepts"]) == 40
