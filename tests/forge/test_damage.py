"""Faults are made where they are said to be, and only where a person would see them."""

import random

import numpy as np
import pytest

from forge.damage import FAULTS, TAUGHT, Fault, faces_of, spoil
from forge.latents import Floats
from forge.vocabulary import load_vocabulary
from tests.forge.toyfaces import draw_faces_noted, face_caption

VOCABULARY = load_vocabulary()


def drawing(seed: int) -> tuple[Floats, Floats]:
    """(f32 [256, 256, 3], its first face [5, 2])"""
    rng = random.Random(seed)
    picture, faces = draw_faces_noted(face_caption(rng, VOCABULARY), rng, 256)
    face = faces[0]
    points = (face.left_eye, face.right_eye, face.mouth, face.left_ear, face.right_ear)
    return picture.astype(np.float32), np.array(points, np.float32)


def closed(seed: int) -> tuple[Floats, Floats]:
    """The same with eyes of bright green."""
    picture, face = drawing(seed)
    picture[(picture.max(axis=-1) < 60)] = (20, 250, 20)
    return picture, face


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_changes_the_face_and_nothing_far_from_it(fault: Fault) -> None:
    picture, face = drawing(3)
    before = picture.copy()
    left = spoil(picture, face, fault, closed(5), np.random.default_rng(0))
    assert left is not None
    changed = np.argwhere(np.abs(picture - before).max(axis=-1) > 4)[:, ::-1] / 256
    apart = face[1, 0] - face[0, 0]
    assert len(changed) > 20
    assert (np.abs(changed - face[:3].mean(axis=0)) < 1.8 * apart).all()


def test_an_eye_that_is_gone_is_no_longer_in_the_face_and_a_mouth_that_moved_is_elsewhere() -> None:
    gone: tuple[Fault, Fault] = ("eye painted over", "eye blurred")
    for fault in gone:
        picture, face = drawing(3)
        left = spoil(picture, face, fault, closed(5), np.random.default_rng(0))
        assert left is not None
        assert np.isnan(left[:2]).all(axis=1).sum() == 1
        assert faces_of(left[None]) == []
    picture, face = drawing(3)
    left = spoil(picture, face, "mouth moved", closed(5), np.random.default_rng(0))
    assert left is not None
    assert np.hypot(*(left[2] - face[2])) > 0.4 * (face[1, 0] - face[0, 0])
    assert picture[tuple((left[2, ::-1] * 256).astype(int))] == pytest.approx((150, 40, 60))
    assert picture[tuple((face[2, ::-1] * 256).astype(int))].min() > 70


def test_one_fault_is_never_taught_so_that_it_tests_what_was_understood() -> None:
    assert set(FAULTS) - set(TAUGHT) == {"eye squeezed"}


def test_a_squeezed_eye_is_flatter_and_a_resized_one_smaller_or_larger() -> None:
    dark = [0, 0]
    kinds: tuple[Fault, Fault] = ("eye squeezed", "eye resized")
    for number, fault in enumerate(kinds):
        picture, face = drawing(3)
        before = (picture.max(axis=-1) < 60).sum()
        assert spoil(picture, face, fault, closed(5), np.random.default_rng(0)) is not None
        dark[number] = int((picture.max(axis=-1) < 60).sum() - before)
    assert dark[0] < 0
    assert dark[1] != 0


def test_what_nobody_would_see_is_no_fault_and_leaves_the_picture_alone() -> None:
    picture, face = drawing(3)
    before = picture.copy()
    assert spoil(picture, face, "eye of another", (before, face), np.random.default_rng(0)) is None
    flat = np.full_like(picture, 90)
    flat[0, 0] = 0
    assert spoil(flat, face, "eye blurred", closed(5), np.random.default_rng(0)) is None
    assert np.array_equal(picture, before)


def test_a_face_at_the_very_edge_is_left_alone() -> None:
    picture, face = drawing(3)
    moved = face - (face[0, 0], 0)
    assert spoil(picture, moved, "eye painted over", closed(5), np.random.default_rng(0)) is None
