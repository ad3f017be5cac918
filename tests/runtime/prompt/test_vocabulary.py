"""The shipped list of what can be drawn, and its numbers."""

from __future__ import annotations

from collections import Counter

import msgspec

from runtime.prompt import Caption, Part, Vocabulary
from runtime.prompt.normalise import normalise
from runtime.prompt.vocabulary import decode_vocabulary


def test_the_slots_are_those_the_model_is_trained_with(vocabulary: Vocabulary) -> None:
    assert vocabulary.slots == (
        *("animal", "animal", "animal", "size"),
        *("worn", "worn", "held", "action", "scene", "sky"),
    )
    assert Counter(c.role for c in vocabulary.concepts) == {
        "animal": 50,
        "size": 2,
        "worn": 22,
        "held": 29,
        "action": 28,
        "scene": 22,
        "sky": 4,
    }
    assert len(vocabulary.colours) == 14


def test_a_word_means_one_thing_save_for_the_rainbow(vocabulary: Vocabulary) -> None:
    doubled = {word for word, count in Counter(vocabulary.words).items() if count > 1}
    assert doubled == {"rainbow", "彩虹"}


def test_words_are_written_as_sentences_are_folded(vocabulary: Vocabulary) -> None:
    assert [word for word in vocabulary.words if normalise(word).text != word] == []


def test_what_is_implied_exists(vocabulary: Vocabulary) -> None:
    for concept in vocabulary.concepts:
        assert set(concept.implies.items()) <= set(vocabulary.concept_index)
        assert bool(concept.zone) is (concept.role == "worn")


def test_tokens_are_rows_of_concept_and_colour_with_zeros_for_empty_slots(
    vocabulary: Vocabulary,
) -> None:
    caption = Caption(
        (Part("animal", "bear"), Part("animal", "rabbit", "red"), Part("size", "big"))
    )
    assert vocabulary.tokens(caption) == [[1, 0], [2, 1], [0, 0], [51, 0], *([[0, 0]] * 6)]


def test_parts_in_any_order_are_one_caption(vocabulary: Vocabulary) -> None:
    red, blue, plain = (Part("animal", "bird", colour) for colour in ("red", "blue", ""))
    parts = (Part("held", "kite"), blue, Part("animal", "cat"), plain, red)
    assert vocabulary.text(vocabulary.canonical(parts)) == (
        "cat; bird; bird: red; bird: blue; holds kite"
    )
    assert vocabulary.canonical(parts) == vocabulary.canonical(parts[::-1])


def test_it_survives_being_written_as_json(vocabulary: Vocabulary) -> None:
    assert decode_vocabulary(msgspec.json.encode(vocabulary)) == vocabulary
