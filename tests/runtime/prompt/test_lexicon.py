"""All words of one vocabulary."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from runtime.prompt import Reading, read
from runtime.prompt.lexicon import Lexicon, Node, lexicon
from runtime.prompt.tokens import words
from runtime.prompt.vocabulary import Vocabulary


def _node(known: Lexicon, word: str) -> Node | None:
    node: Node | None = known.root
    for token in words(word):
        node = node.next.get(token) if node else None
    return node


def test_every_word_of_the_vocabulary_leads_to_its_concept(vocabulary: Vocabulary) -> None:
    known = lexicon(vocabulary)
    lost = []
    for concept in vocabulary.concepts:
        for word in (*concept.en, *concept.zh):
            node = _node(known, word)
            things = node.entry.things if node and node.entry else ()
            if concept.id not in {part.concept for part in things}:
                lost.append((concept.id, word))
    assert lost == []


def test_no_word_of_the_vocabulary_is_blocked(vocabulary: Vocabulary) -> None:
    known = lexicon(vocabulary)
    for word in vocabulary.words:
        node = _node(known, word)
        assert node is not None
        assert node.entry is not None
        assert not node.entry.blocked, word


def test_it_is_compiled_once_for_a_vocabulary(vocabulary: Vocabulary) -> None:
    assert lexicon(vocabulary) is lexicon(vocabulary)


def test_a_smaller_vocabulary_needs_none_of_the_shared_tables_concepts(
    vocabulary: Vocabulary,
) -> None:
    animals = tuple(c for c in vocabulary.concepts if c.id in ("bear", "duck"))
    roles = tuple(role for role in vocabulary.roles if role.id == "animal")
    small = Vocabulary(roles=roles, colours=(), concepts=animals)
    node = _node(lexicon(small), "🐱")
    assert node is not None
    assert node.entry is not None
    assert node.entry.things == ()


def test_what_needs_a_concept_that_is_missing_is_not_read_as_its_other_half(
    vocabulary: Vocabulary,
) -> None:
    concepts = tuple(c for c in vocabulary.concepts if c.id != "car")
    older = Vocabulary(roles=vocabulary.roles, colours=vocabulary.colours, concepts=concepts)
    found = read("小狗开消防车", older)
    assert older.text(found.caption) == "dog"
    assert found.dropped == ("消防车",)


def test_the_lexicon_is_not_part_of_what_a_vocabulary_is_written_as(
    vocabulary: Vocabulary,
) -> None:
    lexicon(vocabulary)
    again = msgspec.json.decode(msgspec.json.encode(vocabulary), type=Vocabulary)
    assert again == vocabulary


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("froggie", "frog"), ("duckies", "duck"), ("birdie", "bird"), ("doggies", "dog")],
)
def test_pet_names_are_animals_and_other_words_of_that_ending_are_not(
    reading: Callable[[str], Reading], typed: str, meant: str
) -> None:
    assert {part.concept for part in reading(f"a {typed}").caption.of("animal")} == {meant}
    assert reading("a brownie and a cookie").understood == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("fense de xiao tuzi", "rabbit: pink"), ("lvse de qingwa", "frog: green")],
)
def test_pinyin_may_be_written_in_words(
    caption: Callable[[str], str], typed: str, meant: str
) -> None:
    assert caption(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("a foxwith a lolipop", "fox; holds lollipop"),
        ("thebear", "bear"),
        ("dolfin jumping", "dolphin; does jumping"),
        ("a dog talking on the phone to each other", "dog"),
        ("a cat on purpose", "cat"),
    ],
)
def test_a_missing_blank_and_an_f_for_ph_are_understood_and_plain_words_stay_what_they_are(
    caption: Callable[[str], str], typed: str, meant: str
) -> None:
    assert caption(typed) == meant


@pytest.mark.parametrize("typed", ["catwalk", "foxglove", "bullfrog", "pigtails", "x" * 400])
def test_words_grown_together_are_no_animals(reading: Callable[[str], Reading], typed: str) -> None:
    assert not reading(typed).understood
