"""Text cut into its smallest pieces."""

from __future__ import annotations

import pytest

from runtime.prompt.normalise import normalise
from runtime.prompt.tokens import tokens, words


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("小熊 bear", ["小", "熊", "bear"]),
        ("ice-cream", ["ice", "cream"]),
        ("the lamb's hat", ["the", "lambs", "hat"]),
        ("小狗，小猫", ["小", "狗", ",", "小", "猫"]),
        ("🐱和🐟", ["🐱", "和", "🐟"]),
        ("b.o.m.b", ["b", "o", "m", "b"]),
        ("a bear. a cat", ["a", "bear", ".", "a", "cat"]),
        ("三 . 级", ["三", "级"]),
        ("小熊bear小猫", ["小", "熊", "bear", "小", "猫"]),
        ("sh00t", ["sh00t"]),
    ],
)
def test_pieces(text: str, pieces: list[str]) -> None:
    assert [token.text for token in tokens(normalise(text))] == pieces


def test_a_piece_knows_its_place_in_the_original() -> None:
    text = "a L\u200bamb's 帽子"
    assert [text[t.start : t.end] for t in tokens(normalise(text))] == [
        "a",
        "L\u200bamb's",
        "帽",
        "子",
    ]


def test_an_owner_is_told_from_several() -> None:
    assert [t.owns for t in tokens(normalise("lambs lamb's lamb’s"))] == [False, True, True]


def test_words_of_the_lexicon_are_cut_like_sentences() -> None:
    assert words("bow-tie") == ("bow", "tie")
    assert words("farmer's hat") == ("farmers", "hat")
    assert words("小熊") == ("小", "熊")
