"""Where a sentence is cut, and that cutting stays cheap."""

from __future__ import annotations

import pytest

from runtime.prompt.lexicon import lexicon
from runtime.prompt.normalise import normalise
from runtime.prompt.segment import Cut, cut
from runtime.prompt.tokens import tokens
from runtime.prompt.vocabulary import Vocabulary


def _cut(text: str, vocabulary: Vocabulary) -> Cut:
    return cut(tokens(normalise(text)), lexicon(vocabulary))


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("小熊做爱吃的蛋糕", "小熊 做 爱吃 的 蛋糕"),
        ("白色狼在雪山上", "白色 狼 在 雪山 上"),
        ("黄色的小鸡", "黄色 的 小鸡"),
        ("小熊吃金黄片薯片", "小熊 吃 金黄 片 薯片"),
        ("橙色情人节", "橙色 情人节"),
        ("生日你好", "生日 你好"),
        ("红帽子", "红 帽子"),
        ("猫头鹰", "猫头鹰"),
        ("鱼缸", "鱼缸"),
        ("牛奶", "牛奶"),
    ],
)
def test_chinese_is_cut_into_words(vocabulary: Vocabulary, text: str, pieces: str) -> None:
    assert " ".join(s.text for s in _cut(text, vocabulary).segments) == pieces


def test_a_single_character_beside_an_unknown_one_means_nothing(vocabulary: Vocabulary) -> None:
    segments = _cut("罴熊", vocabulary).segments
    assert [segment.entry for segment in segments] == [None, None]


def test_a_verb_may_have_an_unknown_object(vocabulary: Vocabulary) -> None:
    eating = _cut("小熊吃罴", vocabulary).segments[1].entry
    assert eating is not None
    assert eating.things[0].concept == "eating"


@pytest.mark.parametrize(
    "unit", ["小", "戴着", "a ", "xiao ", "🐱", "，", "zzzzzzzz ", "彩虹", "ice-cream "]
)
def test_the_steps_grow_with_the_length_and_no_faster(vocabulary: Vocabulary, unit: str) -> None:
    short, long = (_cut(unit * count, vocabulary) for count in (100, 1000))
    assert long.steps <= 11 * max(short.steps, 1)
    assert long.steps <= 60 * len(unit) * 1000


def test_a_million_letters_are_one_word_that_is_not_looked_up_further(
    vocabulary: Vocabulary,
) -> None:
    found = _cut("x" * 10**6, vocabulary)
    assert len(found.segments) == 1
    assert found.steps <= 2
