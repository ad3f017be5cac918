"""Copies are near to what was trained on, paintings are not."""

import numpy as np
import pytest

from forge.dataset import picture
from forge.drawings import small
from forge.judging.nearest import Copying, nearest, pairs, trained_captions, training_drawings
from forge.subject import Subject
from runtime.prompt.vocabulary import Vocabulary


def test_the_nearest_is_found_with_its_distance() -> None:
    trained = np.array([[0, 0], [10, 0], [0, 10]], np.float32)
    found = nearest(np.array([[9, 0], [0, 7], [0, 0]], np.float32), trained)
    assert found.numbers == [1, 2, 0]
    assert found.distances == pytest.approx([1, 3, 0])


def test_a_copy_has_a_ratio_far_below_one() -> None:
    assert Copying(20, 5000, made=0.2, drawn=2.0).ratio == pytest.approx(0.1)


def test_training_drawings_are_those_that_were_trained_on(
    subject: Subject, toy_vocabulary: Vocabulary
) -> None:
    drawn = training_drawings(subject, toy_vocabulary, 3)
    pixels, tokens = picture("train", 2, 256, subject, toy_vocabulary)
    assert np.array_equal(drawn[2], small(pixels[None])[0])
    captions = trained_captions(subject, toy_vocabulary, 2, 3)
    assert [toy_vocabulary.tokens(c) for c in captions][1] == tokens


def test_pairs_stand_side_by_side() -> None:
    black, white = np.zeros((128, 128, 3), np.uint8), np.full((128, 128, 3), 255, np.uint8)
    sheet = np.array(pairs([black] * 5, [white] * 5))
    assert sheet.shape == (2 * 128, 8 * 128, 3)
    assert sheet[0, ::128, 0].tolist() == [0, 255] * 4
