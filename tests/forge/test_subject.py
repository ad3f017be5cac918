"""A subject: found by its module's name, and never mixed up with another one's work."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from forge import animals
from forge.errors import ForgeError, SubjectUnknown, VocabularyDiffers
from forge.examples import vehicles
from forge.examples.vehicles.draw import draw
from forge.subject import Subject, check_counts, check_work, claim, load_subject


def test_the_animals_are_the_subject_unless_another_is_named() -> None:
    assert load_subject() is animals.SUBJECT
    assert load_subject("forge.examples.vehicles") is vehicles.SUBJECT


@pytest.mark.parametrize("module", ["forge.nothing", "forge.latents", "../vehicles.py"])
def test_a_module_without_a_subject_is_refused_by_its_name(module: str) -> None:
    with pytest.raises(SubjectUnknown, match="--subject"):
        load_subject(module)


def test_a_vocabulary_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    source = tmp_path / "vocabulary.toml"
    source.write_text("roles = 3")
    broken = Subject(vehicles.sample_caption, draw, source=source)
    with pytest.raises(ForgeError, match=r"vocabulary\.toml"):
        broken.vocabulary()


def test_a_work_folder_belongs_to_one_vocabulary(tmp_path: Path) -> None:
    mine, other = vehicles.SUBJECT.vocabulary(), animals.SUBJECT.vocabulary()
    check_work(tmp_path, other)
    claim(tmp_path, vehicles.SUBJECT, mine)
    claim(tmp_path, vehicles.SUBJECT, mine)
    with pytest.raises(VocabularyDiffers, match="vehicles"):
        claim(tmp_path, animals.SUBJECT, other)


def test_a_checkpoint_of_another_vocabulary_is_refused(tmp_path: Path) -> None:
    vocabulary = vehicles.SUBJECT.vocabulary()
    check_counts(tmp_path, (2, 8, 2), vocabulary)
    with pytest.raises(VocabularyDiffers, match="50 concepts"):
        check_counts(tmp_path, (2, 50, 2), vocabulary)


def test_some_vehicles_in_some_places_are_held_out_or_none_at_all() -> None:
    subject, vocabulary = vehicles.SUBJECT, vehicles.SUBJECT.vocabulary()
    captions = [subject.sample_caption(random.Random(i), vocabulary) for i in range(300)]
    apart = {c.parts[0].concept for c in captions if subject.holds_out(c)}
    assert len(apart) < 6
    assert all(len(c.parts) == 2 for c in captions if subject.holds_out(c))


def test_nothing_is_held_out_of_a_subject_without_such_roles() -> None:
    plain = Subject(vehicles.sample_caption, draw)
    vocabulary = vehicles.SUBJECT.vocabulary()
    assert not any(
        plain.holds_out(plain.sample_caption(random.Random(i), vocabulary)) for i in range(99)
    )
