"""Captions are sorted by how much they ask for, and only those are taken that the pack can draw."""

from __future__ import annotations

import msgspec

from forge.animals import SUBJECT
from forge.crowds import CROWDED, fits, gather
from forge.dataset import captions
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption, Part

VOCABULARY = load_vocabulary()


def test_each_class_has_different_captions_of_its_number_of_parts() -> None:
    found = gather(SUBJECT, VOCABULARY, VOCABULARY, 5, 10)
    assert list(found.captions) == [1, 2, 3, 4, 5, CROWDED]
    for parts, rows in found.captions.items():
        assert len(set(rows)) == 5
        assert all(min(len(caption.parts), CROWDED) == parts for caption in rows)
    assert abs(sum(found.shares.values()) - 1) < 1e-9
    assert found.shares[4] > found.shares[1]


def test_captions_of_the_training_come_last() -> None:
    found = gather(SUBJECT, VOCABULARY, VOCABULARY, 3, 400)
    trained = {captions("train", index, SUBJECT, VOCABULARY)[0] for index in range(400)}
    assert found.seen == 0
    assert not trained & {caption for rows in found.captions.values() for caption in rows}


def test_a_pack_that_knows_less_gets_only_what_it_knows() -> None:
    roles = tuple(role for role in VOCABULARY.roles if role.id != "size")
    one = (msgspec.structs.replace(roles[0], slots=1), *roles[1:])
    small = msgspec.structs.replace(VOCABULARY, roles=one, concepts=VOCABULARY.concepts[:20])
    for rows in gather(SUBJECT, VOCABULARY, small, 2, 0).captions.values():
        assert all(fits(caption, small) for caption in rows)
    cat = VOCABULARY.concepts[0].id
    assert fits(Caption((Part("animal", cat),)), small)
    assert not fits(Caption((Part("animal", cat),) * 2), small)
    assert not fits(Caption((Part("animal", cat), Part("size", "big"))), small)
    assert not fits(Caption((Part("animal", cat, "infrared"),)), small)
