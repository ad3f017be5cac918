"""Animals that no pack draws: their nearest relatives, under both names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runtime.prompt import Reading, Vocabulary
from runtime.prompt.lexicon import lexicon
from runtime.prompt.relatives import RELATIVES
from runtime.prompt.tokens import words

Read = Callable[[str], Reading]
Say = Callable[[str], str]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("白色的狼在雪山上", "dog: white; at snow"),
        ("a jaguar", "tiger"),
        ("美洲豹", "tiger"),
        ("a shark with sunglasses", "dolphin; wears sunglasses"),
        ("海星和海马", "fish; crab"),
        ("wolves", "dog; dog"),
        ("狼和小狗", "dog; dog"),
        ("🐺", "dog"),
        ("皮卡丘", "mouse: yellow"),
        ("a red pikachu", "mouse: yellow"),
        ("小鸟吃虫子", "bird; does eating"),
        ("a bat", "mouse; does flying"),
    ],
)
def test_the_nearest_relative_is_drawn(caption: Say, text: str, wanted: str) -> None:
    assert caption(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted", "dropped"),
    [
        ("a bird with a worm", "bird", ("worm",)),
        ("毛毛虫变成了蝴蝶", "butterfly", ("毛毛虫",)),
        ("小蚂蚁和蜻蜓", "bee; ladybird", ()),
        ("小女孩和蚂蚁", "ladybird", ("小女孩",)),
        ("a sheepdog and a sheep", "dog; sheep", ()),
    ],
)
def test_a_small_creature_gives_way_to_an_animal_that_is_drawn_as_itself(
    reading: Read, vocabulary: Vocabulary, text: str, wanted: str, dropped: tuple[str, ...]
) -> None:
    found = reading(text)
    assert vocabulary.text(found.caption) == wanted
    assert found.dropped == dropped


def test_the_child_is_shown_both_names(reading: Read) -> None:
    assert [(u.word, u.concept) for u in reading("一只狼").understood] == [("狼", "dog")]


def test_every_relative_is_an_animal_of_the_shipped_vocabulary(vocabulary: Vocabulary) -> None:
    subjects = {role.id for role in vocabulary.roles if role.required}
    known = lexicon(vocabulary)
    for typed in RELATIVES.values():
        for word in typed.split():
            entry = known.entry(words(word.replace("_", " ")))
            assert entry is not None, word
            assert any(part.role in subjects for part in entry.things), word


def test_a_pack_without_the_relative_leaves_the_animal_out(alone: Say) -> None:
    assert alone("狼") == "dog"
