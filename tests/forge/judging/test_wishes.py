"""What is drawn for an evaluation was never trained on."""

from pathlib import Path

import pytest

from forge.animals import SUBJECT
from forge.dataset import captions
from forge.draw import draw
from forge.errors import NothingToJudge
from forge.evaluate import PROMPTS
from forge.examples import vehicles
from forge.judging.wishes import (
    KIDS,
    KNOWN,
    NEW,
    SEVERAL,
    UNSEEN,
    Wish,
    said_in,
    varied_captions,
    wishes_for,
)
from forge.subject import Subject
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary
from tests.forge.conftest import toy_caption

VOCABULARY = load_vocabulary()


def by_group(wishes: list[Wish]) -> dict[str, list[Caption]]:
    found: dict[str, list[Caption]] = {}
    for wish in wishes:
        found.setdefault(wish.group, []).append(wish.caption)
    return found


def test_wishes_are_sentences_and_four_groups_of_captions_that_training_never_saw() -> None:
    wishes = wishes_for(SUBJECT, VOCABULARY, 42, PROMPTS, trained=500)
    of = by_group(wishes)
    assert {UNSEEN: 10, KNOWN: 10, NEW: 11, SEVERAL: 11}.items() <= {g: len(c) for g, c in of.items()}.items()  # fmt: skip
    trained = {captions("train", index, SUBJECT, VOCABULARY)[0] for index in range(500)}
    assert not trained & {*of[UNSEEN], *of[KNOWN], *of[NEW], *of[SEVERAL]}
    assert len({wish.seed for wish in wishes}) == len(wishes)
    assert all(caption.parts for caption in of[KIDS])


def test_new_combinations_differ_from_known_ones_in_being_held_out_alone() -> None:
    of = by_group(wishes_for(SUBJECT, VOCABULARY, 40, PROMPTS, trained=0))
    for caption in of[KNOWN] + of[NEW]:
        assert caption.of("worn")
        assert caption.of("action")
        assert len(caption.of("animal")) == 1
    assert all(map(SUBJECT.holds_out, of[NEW]))
    assert not any(map(SUBJECT.holds_out, of[KNOWN] + of[UNSEEN] + of[SEVERAL]))


def test_only_the_last_group_has_several_animals() -> None:
    of = by_group(wishes_for(SUBJECT, VOCABULARY, 40, PROMPTS, trained=0))
    assert all(len(caption.of("animal")) == 1 for caption in of[UNSEEN])
    assert all(len(caption.of("animal")) in {2, 3} for caption in of[SEVERAL])


def test_a_source_without_what_is_looked_for_ends_the_search(toy_vocabulary: Vocabulary) -> None:
    of = by_group(wishes_for(Subject(toy_caption, draw), toy_vocabulary, 8, PROMPTS, trained=0))
    assert KNOWN not in of
    assert SEVERAL not in of


def test_sentences_about_other_things_are_no_wishes(tmp_path: Path) -> None:
    subject, vocabulary = vehicles.SUBJECT, vehicles.SUBJECT.vocabulary()
    own = tmp_path / "own.tsv"
    own.write_text("prompt\n红色的汽车\n小熊在草地上\n", encoding="utf-8")
    (wish,) = wishes_for(subject, vocabulary, 0, own, trained=0)
    assert vocabulary.text(wish.caption) == "car: red"
    own.write_text("prompt\n小熊在草地上\n", encoding="utf-8")
    with pytest.raises(NothingToJudge, match="--prompts"):
        wishes_for(subject, vocabulary, 0, own, trained=0)


def test_captions_to_vary_are_always_the_same_ones() -> None:
    assert varied_captions(SUBJECT, VOCABULARY, 3) == varied_captions(SUBJECT, VOCABULARY, 3)


def test_a_group_of_sentences_is_called_as_their_file_and_never_as_another_group() -> None:
    assert said_in(PROMPTS) == KIDS
    assert said_in(Path("vehicles.tsv")) == "vehicles"
    assert said_in(Path("unseen.tsv")) == "sentences of unseen.tsv"
