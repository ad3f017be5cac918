"""The data set: the same whoever draws it, resumed where it stopped, without the held-out combinations."""

import random
from pathlib import Path

import numpy as np
import pytest

from forge.animals import SUBJECT
from forge.captions import sample_caption
from forge.dataset import build, captions, open_dataset, open_whole
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
