"""The probe learns from drawings and is measured on others."""

import random
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from forge.animals import SUBJECT
from forge.captions import sample_caption
from forge.dataset import captions
from forge.draw.picture import Face
from forge.drawings import Drawings, Softener, draw_drawings, mixed_caption, small
from forge.judging.lesson import Lesson
from forge.judging.probe import (
    Probe,
    caption_of,
    ceilings,
    load_probe,
    looks,
    save_probe,
    summary,
    train,
)
from forge.nets.autoencoder import FILE
from forge.subject import Subject
from forge.teaching import by_steps
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary
from tests.forge.toylatents import write_autoencoder

COLOURS = {"red": (220, 40, 40), "green": (40, 200, 40)}
PLACES = {"bear": 0, "rabbit": 128, "hat": 64}


def block_caption(rng: random.Random, vocabulary: Vocabulary) -> Caption:
    """One to three animals, of one kind or of two."""
    slots = vocabulary.roles[0].slots
    names = [rng.choice(("bear", "rabbit")) for _ in range(rng.randint(1, slots))]
    tint = {name: rng.choice(tuple(COLOURS)) for name in names}
    animals = [Part("animal", name, tint[name]) for name in names]
    hat = [Part("worn", "hat", rng.choice(tuple(COLOURS)))] if rng.random() < 0.5 else []
    return vocabulary.canonical((*animals, *hat))


def block_picture(caption: Caption, rng: random.Random, size: int) -> np.ndarray:
    """A block for each thing: its height in the picture tells which, its colour tells its colour."""
    grain = np.random.default_rng(rng.randrange(2**32)).integers(90, 130, (32, 32, 3), np.uint8)
    picture = grain.repeat(size // 32, axis=0).repeat(size // 32, axis=1)
    columns = iter(rng.sample((0, 1, 2), 3))
    for part in caption.parts:
        top = PLACES[part.concept] * size // 256
        left = next(columns) * size // 3 if part.role == "animal" else size // 4
        wide = size // 4 if part.role == "animal" else size // 2
        picture[top : top + size // 4, left : left + wide] = COLOURS[part.colour]
    return picture


def toy_probe(vocabulary: Vocabulary) -> Probe:
    return Probe(vocabulary, widths=(16, 96, 32), units=(1, 1, 1))


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    full = load_vocabulary()
    named = {c.id: c for c in full.concepts}
    return msgspec.structs.replace(
        full,
        roles=tuple(role for role in full.roles if role.id in {"animal", "worn"}),
        colours=tuple(c for c in full.colours if c.id in COLOURS),
        concepts=tuple(named[name] for name in ("bear", "rabbit", "hat", "scarf")),
    )


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject(block_caption, block_picture)


@pytest.fixture(scope="module")
def work(
    tmp_path_factory: pytest.TempPathFactory, subject: Subject, vocabulary: Vocabulary
) -> Path:
    folder = tmp_path_factory.mktemp("probe")
    rngs = [random.Random(index) for index in range(8)]
    pictures = [subject.draw(subject.sample_caption(rng, vocabulary), rng, 512) for rng in rngs]
    write_autoencoder(folder, np.stack(pictures))
    return folder


@pytest.fixture(scope="module")
def learnt(work: Path, subject: Subject, vocabulary: Vocabulary) -> Drawings:
    return draw_drawings(work, "learn", 256, subject, vocabulary)


@pytest.fixture(scope="module")
def held(work: Path, subject: Subject, vocabulary: Vocabulary) -> Drawings:
    return draw_drawings(work, "held", 128, subject, vocabulary)


def test_a_tiny_vocabulary_is_learnt_and_measured_on_drawings_never_seen(
    work: Path, learnt: Drawings, held: Drawings, vocabulary: Vocabulary
) -> None:
    torch.manual_seed(0)
    lesson = Lesson(learnt, Softener(work))
    probe = train(toy_probe(vocabulary), lesson, vocabulary, by_steps(200), batch=8)
    clean, soft = ceilings(probe, held, Softener(work), vocabulary, {})
    for shares in (clean, soft):
        assert shares["animal"].of == 128
        for slot in (
            "animal",
            "number of animals",
            "animal colour",
            "worn",
            "worn colour",
            "worn exact",
        ):
            assert shares[slot].value > 0.9, (slot, shares[slot])
    save_probe(probe, work / "probe.pt")
    pictures = np.array(held.pictures[:4])
    again = list(looks(load_probe(work, toy_probe(vocabulary)), pictures, vocabulary))
    assert again == list(looks(probe, pictures, vocabulary))


def test_a_vocabulary_of_one_animal_a_picture_has_one_answer_for_it(
    learnt: Drawings, vocabulary: Vocabulary
) -> None:
    animal = msgspec.structs.replace(vocabulary.roles[0], slots=1)
    old = msgspec.structs.replace(vocabulary, roles=(animal, *vocabulary.roles[1:]))
    (seen,) = looks(toy_probe(old).eval(), np.array(learnt.pictures[:1]), old)
    assert seen.best.keys() == {"animal"}
    assert seen.present.keys() == {"worn"}
    assert seen.counts == {}


@pytest.mark.parametrize("coloured", [True, False])
def test_a_vocabulary_with_one_thing_a_picture_is_learnt_coloured_or_not(
    work: Path, learnt: Drawings, vocabulary: Vocabulary, *, coloured: bool
) -> None:
    roles = tuple(
        msgspec.structs.replace(role, slots=1, coloured=coloured) for role in vocabulary.roles
    )
    plain = msgspec.structs.replace(vocabulary, roles=roles)
    places = [vocabulary.slots.index(slot) for slot in plain.slots]
    things = msgspec.structs.replace(learnt, tokens=np.array(learnt.tokens)[:, places])
    lesson = Lesson(things, Softener(work))
    probe = train(toy_probe(plain), lesson, plain, by_steps(2), batch=8)
    (seen,) = looks(probe, np.array(learnt.pictures[:1]), plain)
    assert seen.best.keys() == {"animal", "worn"}


def test_at_least_one_animal_is_always_seen(learnt: Drawings, vocabulary: Vocabulary) -> None:
    for seen in looks(toy_probe(vocabulary).eval(), np.array(learnt.pictures[:8]), vocabulary):
        assert seen.found("animal")
        assert seen.counts["animal"] in {1, 2, 3}


def test_a_summary_has_features_of_sixteen_parts_and_moves_with_the_picture(
    learnt: Drawings, vocabulary: Vocabulary
) -> None:
    torch.manual_seed(0)
    pictures = np.array(learnt.pictures[:3])
    found = summary(toy_probe(vocabulary).eval(), np.concatenate([pictures, pictures[:1]]))
    assert found.shape == (4, 16, 96)
    assert np.allclose(found[0], found[3])
    assert not np.allclose(found[0], found[1])


def test_faces_are_kept_with_the_drawings_where_the_artist_tells_of_them(
    work: Path, learnt: Drawings, vocabulary: Vocabulary
) -> None:
    assert np.isnan(learnt.faces).all()
    assert learnt.faces.shape == (256, 3, 5, 2)
    point = (0.25, 0.5)

    def noted(caption: Caption, rng: random.Random, size: int) -> tuple[np.ndarray, list[Face]]:
        return block_picture(caption, rng, size), [Face(point, point, point, point, point)]

    teller = Subject(block_caption, block_picture, noted)
    drawn = draw_drawings(work, "told", 8, teller, vocabulary)
    assert (drawn.faces[:, 0] == point).all()
    assert np.isnan(drawn.faces[:, 1:]).all()


def test_no_held_drawing_is_among_those_learnt_from(learnt: Drawings, held: Drawings) -> None:
    assert not {p.tobytes() for p in learnt.pictures} & {p.tobytes() for p in held.pictures}


def test_drawing_goes_on_where_it_was_interrupted(
    tmp_path: Path, work: Path, subject: Subject, vocabulary: Vocabulary
) -> None:
    (tmp_path / FILE).write_bytes((work / FILE).read_bytes())
    whole = draw_drawings(tmp_path, "learn", 256, subject, vocabulary)
    before = np.array(whole.pictures)
    done = np.load(tmp_path / "probe" / "learn" / "done.npy", mmap_mode="r+")
    done[1] = False
    assert (draw_drawings(tmp_path, "learn", 256, subject, vocabulary).pictures == before).all()
    assert np.load(tmp_path / "probe" / "learn" / "done.npy").all()
    assert len(draw_drawings(tmp_path, "learn", 100, subject, vocabulary).tokens) == 100


def test_tokens_become_the_caption_they_came_from(subject: Subject, vocabulary: Vocabulary) -> None:
    for index in range(20):
        caption = subject.sample_caption(random.Random(index), vocabulary)
        assert caption_of(np.array(vocabulary.tokens(caption)), vocabulary) == caption


def test_a_mixed_caption_keeps_its_animal_and_the_vocabularys_order() -> None:
    vocabulary = load_vocabulary()
    subject = Subject(sample_caption, block_picture, held_out=SUBJECT.held_out)
    for index in range(50):
        caption = mixed_caption(random.Random(index), subject, vocabulary)
        assert caption == vocabulary.canonical(caption.parts)
        assert caption.of("animal") == sample_caption(random.Random(index), vocabulary).of("animal")


def test_held_out_combinations_are_never_trained_on_and_do_exist() -> None:
    vocabulary = load_vocabulary()
    subject = Subject(sample_caption, block_picture, held_out=SUBJECT.held_out)
    trained = [captions("train", index, subject, vocabulary)[0] for index in range(1500)]
    free = [sample_caption(random.Random(index), vocabulary) for index in range(1500)]
    assert not any(map(SUBJECT.holds_out, trained))
    assert any(map(SUBJECT.holds_out, free))


def test_a_picture_is_made_small_by_the_mean_of_its_squares() -> None:
    picture = np.zeros((1, 256, 256, 3), np.uint8)
    picture[0, ::2, ::2] = 100
    assert (small(picture) == 25).all()
