"""Blocked words in harmless company, and what no company excuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forge.vocabulary import load_vocabulary
from runtime.prompt import Reading
from runtime.prompt.blocked import BLOCKED, PAIRS
from runtime.prompt.excuses import EXCUSES
from runtime.prompt.lexicon import lexicon
from runtime.prompt.tokens import words

Read = Callable[[str], Reading]
Say = Callable[[str], str]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("halloween cat dressed as a ghost", "cat"),
        ("小猫装扮成吸血鬼过万圣节", "cat"),
        ("狐狸扮成小鬼去要糖", "fox; holds lollipop"),
        ("小狗穿骷髅衣服过万圣节", "dog; wears sweater"),
        ("章鱼当大厨拿着菜刀切西瓜", "octopus; wears chef-hat; holds watermelon"),
        ("mouse spreading jam with a knife", "mouse"),
        ("a bear cutting the birthday cake with a knife", "bear; holds cake"),
        ("小猴子膝盖流血了贴创可贴", "monkey"),
        ("a cat watching fireworks explode", "cat; at party"),
        ("a cat and a dog at war with pillows", "cat; dog; at bedroom"),
        ("basketball shooting rabbit", "rabbit; holds ball"),
        ("恐怖的大恐龙", "dinosaur; is big"),
        ("a bear blending bananas in a blender", "bear; holds banana"),
        ("小象脱衣服洗澡", "elephant; does bathing; at bathtub"),
        ("给王老师画一只猫", "cat"),
        ("我的小狗死了，想它", "dog"),
    ],
)
def test_company_excuses(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "a ghost in the dark",
        "拿着刀的小熊",
        "a chef attacks the pig with a knife",
        "大厨拿着菜刀追小兔子",
        "a cat covered in blood at the doctor",
        "shooting people with a basketball",
        "女孩脱衣服洗澡",
        "恐怖的鬼",
        "frog in a blender",
        "王老师很丑",
        "小狗死了",
    ],
)
def test_without_it_or_against_somebody_they_are_refused(reading: Read, text: str) -> None:
    found = reading(text).refused
    assert found is not None
    assert found.category not in ("empty", "no_subject")


def test_every_excused_word_is_a_blocked_one(reading: Read) -> None:
    words = {word for blocked, _ in EXCUSES for word in blocked}
    found = {word: reading(word).refused for word in words}
    assert {word for word, no in found.items() if no is None or no.category not in BLOCKED} == set()


def test_no_word_that_only_goes_with_others_hides_one_of_the_vocabulary() -> None:
    """A phrase planted for the gate's sake is one word: an animal in it would not be drawn."""
    vocabulary = load_vocabulary()
    animals = {word for c in vocabulary.concepts if c.role == "animal" for word in (*c.en, *c.zh)}
    phrases = {word for _, company in EXCUSES for word in company}
    phrases |= {word for _, *halves in PAIRS for half in halves for word in half}
    known = lexicon(vocabulary)
    for phrase in phrases - animals:
        entry = known.entry(words(phrase))
        if entry is not None and entry.shown and not entry.things:
            assert not animals & set(phrase.split()), phrase
