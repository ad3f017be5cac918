"""What one picture can hold, and what goes without saying."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runtime.prompt import Part, Vocabulary
from runtime.prompt.choose import complete

Say = Callable[[str], str]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a lion with a hat and a crown", "lion; wears hat"),
        ("a cat with a hat and glasses and a scarf", "cat; wears hat; wears glasses"),
        ("a bear with a drum and a ball", "bear; holds drum; does making-music"),
        ("小兔子唱歌跳舞", "rabbit; does singing"),
        ("a cat sitting on a sofa reading a book", "cat; holds book; does reading; at sofa"),
        ("小熊，棕色的小熊", "bear: brown"),
        ("四只小猪", "pig; pig; pig"),
    ],
)
def test_the_first_of_its_kind_stays(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a tiger playing the drum", "tiger; holds drum; does making-music"),
        ("小羊吃草", "sheep; holds grass; does eating; at meadow"),
        ("小羊在森林里吃草", "sheep; holds grass; does eating; at forest"),
        ("小猪在洗澡", "pig; does bathing; at bathtub"),
        ("a pig in a bathtub", "pig; does bathing; at bathtub"),
        ("a pig sleeping in a bathtub", "pig; does sleeping; at bathtub"),
        ("小狗和自行车", "dog; holds bicycle; does riding"),
        ("小狗读书", "dog; holds book; does reading"),
        ("青蛙老师", "frog; does teaching; at classroom"),
        ("小熊演奏音乐", "bear; holds piano; does making-music"),
    ],
)
def test_what_goes_without_saying_comes_along(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


def test_completing_twice_adds_nothing_more(vocabulary: Vocabulary) -> None:
    for concept in vocabulary.concepts:
        once = complete((Part(concept.role, concept.id),), vocabulary)
        assert complete(once, vocabulary) == once
