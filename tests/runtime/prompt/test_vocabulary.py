"""The shipped list of what can be drawn, and its numbers."""

from __future__ import annotations

from collections import Counter

import msgspec

from runtime.prompt import Caption, Part, Vocabulary
from runtime.prompt.normalise import normalise
from runtime.prompt.vocabulary import decode_vocabulary


def test_the_slots_are_those_the_model_is_trained_with(vocabulary: Vocabulary) -> None:
    assert vocabulary.slots == ("animal", "worn", "worn", "held", "action", "scene", "sky")
    assert Counter(c.role for c in vocabulary.concepts) == {
        "animal": 34,
        "worn": 16,
        "held": 18,
        "action": 18,
        "scene": 12,
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
    caption = Caption((Part("animal", "bear"), Part("worn", "hat", "red")))
    assert vocabulary.tokens(caption) == [[1, 0], [35, 1], *([[0, 0]] * 5)]


def test_it_survives_being_written_as_json(vocabulary: Vocabulary) -> None:
    assert decode_vocabulary(msgspec.json.encode(vocabulary)) == vocabulary
