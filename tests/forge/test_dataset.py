"""The data set: the same whoever draws it, resumed where it stopped, without the held-out combinations."""

import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from forge.animals import SUBJECT
from forge.captions import sample_caption
from forge.dataset import (
    CHUNK,
    _lengthen,
    _resize,
    build,
    captions,
    open_dataset,
    open_whole,
    picture,
)
from forge.subject import Subject
from forge.vocabulary import load_vocabulary
from runtime.prompt.vocabulary import Vocabulary


def test_a_picture_depends_on_its_number_alone(
    tmp_path: Path, toy_work: Path, subject: Subject, toy_vocabulary: Vocabulary
) -> None:
    (tmp_path / "autoencoder.pt").write_bytes((toy_work / "autoencoder.pt").read_bytes())
    build(tmp_path, subject, toy_vocabulary, {"train": 300})
    first, again = open_dataset(toy_work, "train"), open_dataset(tmp_path, "train")
    assert np.array_equal(first.tokens[:300], again.tokens)
    assert np.array_equal(first.latents[:300], again.latents)


def test_an_interrupted_set_goes_on_and_what_is_drawn_can_be_used(
    tmp_path: Path, toy_work: Path, subject: Subject, toy_vocabulary: Vocabulary
) -> None:
    (tmp_path / "autoencoder.pt").write_bytes((toy_work / "autoencoder.pt").read_bytes())
    build(tmp_path, subject, toy_vocabulary, {"train": 300})
    done = np.load(tmp_path / "train" / "done.npy", mmap_mode="r+")
    done[1] = False
    done.flush()
    assert len(open_dataset(tmp_path, "train").drawn) == 256
    before = np.array(open_dataset(tmp_path, "train").latents)
    build(tmp_path, subject, toy_vocabulary, {"train": 300})
    assert len(open_dataset(tmp_path, "train").drawn) == 300
    assert np.array_equal(before, open_dataset(tmp_path, "train").latents)


def test_with_more_pictures_than_before_what_is_drawn_stays_and_the_rest_is_drawn(
    tmp_path: Path,
    toy_work: Path,
    subject: Subject,
    toy_vocabulary: Vocabulary,
    capsys: pytest.CaptureFixture[str],
) -> None:
    build(tmp_path, subject, toy_vocabulary, {"whole": 300})
    marked = np.load(tmp_path / "whole" / "pictures.npy", mmap_mode="r+")
    marked[0] = 7  # drawn again it would not be so
    marked.flush()
    capsys.readouterr()
    build(tmp_path, subject, toy_vocabulary, {"whole": 310})
    assert "300 pictures become 310; 1 of 2 chunks are drawn" in capsys.readouterr().out
    grown = open_whole(tmp_path)
    assert len(grown) == 310
    assert (grown[0] == 7).all()
    for number in (299, 309):
        drawn, tokens = picture("whole", number, 512, subject, toy_vocabulary)
        assert np.array_equal(grown[number], drawn)
        assert np.load(tmp_path / "whole" / "tokens.npy")[number].tolist() == tokens


def test_with_fewer_pictures_than_before_those_that_are_drawn_stay_and_it_is_said(
    tmp_path: Path,
    subject: Subject,
    toy_vocabulary: Vocabulary,
    capsys: pytest.CaptureFixture[str],
) -> None:
    build(tmp_path, subject, toy_vocabulary, {"whole": 8})
    build(tmp_path, subject, toy_vocabulary, {"whole": 3})
    assert "3 pictures are asked for, 8 are drawn and stay" in capsys.readouterr().out
    assert len(open_whole(tmp_path)) == 8


def test_of_a_large_set_that_was_only_begun_no_more_is_drawn_than_asked_for_now(
    tmp_path: Path, toy_work: Path, subject: Subject, toy_vocabulary: Vocabulary
) -> None:
    shutil.copytree(toy_work / "train", tmp_path / "train")
    shutil.copy(toy_work / "autoencoder.pt", tmp_path)
    _resize(tmp_path / "train", 10 * CHUNK)
    assert len(np.load(tmp_path / "train" / "done.npy")) == 10
    before = np.array(open_dataset(toy_work, "train").latents[:CHUNK])
    build(tmp_path, subject, toy_vocabulary, {"train": 280})
    small = open_dataset(tmp_path, "train")
    assert small.drawn.tolist() == list(range(280))
    assert np.array_equal(small.latents[:CHUNK], before)


def test_a_set_that_was_interrupted_while_it_grew_is_whole_afterwards(
    tmp_path: Path, toy_work: Path, subject: Subject, toy_vocabulary: Vocabulary
) -> None:
    shutil.copytree(toy_work / "train", tmp_path / "train")
    shutil.copy(toy_work / "autoencoder.pt", tmp_path)
    _lengthen(tmp_path / "train" / "latents.npy", 320)  # and not the tokens any more
    build(tmp_path, subject, toy_vocabulary, {"train": 320})
    grown, first = open_dataset(tmp_path, "train"), open_dataset(toy_work, "train")
    assert len(grown.drawn) == len(grown.latents) == 320
    assert np.array_equal(grown.latents[:300], first.latents)
    assert grown.tokens[319].tolist() == picture("train", 319, 32, subject, toy_vocabulary)[1]


def test_a_set_that_was_never_drawn_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="train"):
        open_dataset(tmp_path, "train")


def test_whole_pictures_are_kept_for_the_decoder(toy_work: Path) -> None:
    pictures = open_whole(toy_work)
    assert pictures.shape == (72, 512, 512, 3)
    assert pictures.dtype == np.uint8


def test_held_out_combinations_are_some_and_never_drawn_for_training() -> None:
    vocabulary = load_vocabulary()
    free = [sample_caption(random.Random(i), vocabulary) for i in range(3000)]
    assert 20 < sum(map(SUBJECT.holds_out, free)) < 120
    real = SUBJECT
    assert not any(
        SUBJECT.holds_out(captions("train", i, real, vocabulary)[0]) for i in range(1500)
    )
