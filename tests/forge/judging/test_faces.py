"""Whole faces are found, broken ones are not: by rules first, then by a small network on toy faces."""

import random
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from forge.damage import FAULTS, faces_of, spoilt
from forge.drawings import Drawings, Softener, draw_drawings, drawn_with_faces, small
from forge.judging import keypoints, portrait
from forge.judging.faces import (
    MEASURES,
    FaceCheck,
    Limits,
    calibrated,
    fit_limits,
    geometry,
    load_faces,
    save_faces,
    whole_faces,
)
from forge.judging.integrity import noticed, whole
from forge.judging.keypoints import Keypoints, Points, points, targets
from forge.judging.lesson import Lesson
from forge.judging.portrait import Portrait
from forge.judging.scores import total
from forge.subject import Subject
from forge.teaching import by_steps
from forge.vocabulary import load_vocabulary
from runtime.prompt.vocabulary import Vocabulary
from tests.forge.toyfaces import draw_faces, draw_faces_noted, face_caption
from tests.forge.toylatents import write_autoencoder

SUBJECT = Subject(face_caption, draw_faces, draw_faces_noted)
WIDTHS, UNITS, NARROW = (16, 32, 32), (1, 1, 1), (16, 32, 32)
EYES = np.array([[0.4, 0.4, 0.9], [0.6, 0.4, 0.9]], np.float32)
MOUTHS = np.array([[0.5, 0.5, 0.9]], np.float32)
LOOSE = Limits(
    np.array([0.1, -np.inf, 0.3, -np.inf, 0.5, 0.5, -np.inf, 0], np.float32),
    np.array([0.4, 0.2, 0.7, 20, np.inf, np.inf, 0.3, np.inf], np.float32),
)


def likeness(answer: float) -> Portrait:
    """Takes everything for a whole face, or nothing."""
    found = Portrait(NARROW).eval()
    with torch.no_grad():
        found.leave.weight.zero_()
        found.leave.bias.fill_(answer)
    return found


def count(eyes: np.ndarray, mouths: np.ndarray, answer: float = 1.0) -> int:
    picture = np.zeros((128, 128, 3), np.uint8)
    return whole_faces(likeness(answer), picture, Points(eyes, mouths), LOOSE)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    full = load_vocabulary()
    animal = msgspec.structs.replace(full.roles[0], slots=2)
    return msgspec.structs.replace(
        full, roles=(animal,), colours=full.colours[:2], concepts=full.concepts[:1]
    )


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory, vocabulary: Vocabulary) -> Path:
    folder = tmp_path_factory.mktemp("faces")
    rngs = [random.Random(index) for index in range(8)]
    pictures = [SUBJECT.draw(SUBJECT.sample_caption(rng, vocabulary), rng, 512) for rng in rngs]
    write_autoencoder(folder, np.stack(pictures))
    return folder


@pytest.fixture(scope="module")
def learnt(work: Path, vocabulary: Vocabulary) -> Drawings:
    return draw_drawings(work, "learn", 128, SUBJECT, vocabulary)


def test_two_eyes_with_a_mouth_below_are_one_whole_face() -> None:
    assert count(EYES, MOUTHS) == 1


def test_a_missing_eye_a_missing_mouth_and_a_mouth_aside_are_no_whole_face() -> None:
    aside = MOUTHS + np.array([0.1, 0, 0], np.float32)
    assert [count(EYES[:1], MOUTHS), count(EYES, MOUTHS[:0]), count(EYES, aside)] == [0, 0, 0]


def test_what_looks_broken_or_has_a_third_eye_is_no_whole_face() -> None:
    assert count(EYES, MOUTHS, answer=-1) == 0
    third = np.concatenate([EYES, [[0.5, 0.36, 0.8]]]).astype(np.float32)
    assert count(third, MOUTHS) == 0


def test_two_faces_are_two_and_share_no_point() -> None:
    beside = np.array([0.42, 0, 0], np.float32)
    eyes = np.concatenate([EYES - beside * 0.7, EYES + beside * 0.7])
    mouths = np.concatenate([MOUTHS - beside * 0.7, MOUTHS + beside * 0.7])
    assert count(eyes, mouths) == 2
    assert count(eyes, mouths[:1]) == 1


def test_a_face_upside_down_is_measured_the_same_but_for_its_tilt() -> None:
    upright = geometry(EYES[0], EYES[1], MOUTHS[0])
    turned = np.array([0.5, 0.3, 0.9], np.float32)
    fallen = geometry(EYES[1], EYES[0], turned)
    assert upright[3] == pytest.approx(0)
    assert fallen[3] == pytest.approx(180)
    assert np.delete(upright, 3) == pytest.approx(np.delete(fallen, 3))


def test_limits_let_as_many_faces_through_as_was_said_and_no_outlier() -> None:
    rows = np.random.default_rng(0).normal(0.5, 0.05, (4000, len(MEASURES))).astype(np.float32)
    limits = fit_limits(rows, 0.985)
    inside = ((rows >= limits.low) & (rows <= limits.high)).all(axis=1).mean()
    assert 0.985 <= inside < 0.995
    assert not limits.allow(np.full(len(MEASURES), 2, np.float32))


def test_targets_say_where_the_point_lies_in_its_cell_and_skip_what_is_not_there() -> None:
    faces = np.full((1, 2, 5, 2), np.nan, np.float32)
    faces[0, 0, 0] = (0.5 + 0.25 / 32, 0.25)
    faces[0, 1, 2] = (1.2, 0.5)
    made = targets(faces)
    assert made.heat[0, 8, 16, 0] == 1
    assert (made.heat[..., 1:] == 0).all()
    assert made.place[0, 8, 16, 0].tolist() == pytest.approx([-0.25, -0.5])


@pytest.fixture(scope="module")
def check(work: Path, learnt: Drawings, vocabulary: Vocabulary) -> FaceCheck:
    torch.manual_seed(0)
    lesson = Lesson(learnt, Softener(work))
    network = keypoints.train(Keypoints(WIDTHS, UNITS), lesson, by_steps(200), batch=8)
    likeness = portrait.train(Portrait(NARROW), lesson, by_steps(150), batch=16)
    held = draw_drawings(work, "held", 128, SUBJECT, vocabulary)
    return calibrated(network, likeness, held, Softener(work))


def test_a_small_network_counts_whole_faces_and_notices_faults(
    check: FaceCheck, vocabulary: Vocabulary
) -> None:
    rng = random.Random(7)
    captions = [face_caption(rng, vocabulary) for _ in range(96)]
    pictures, faces = drawn_with_faces(SUBJECT, captions, "trial", 2)
    wanted = [len(faces_of(places)) for places in faces]
    fine = whole(check, small(pictures), wanted)
    assert sum(fine) >= 0.85 * len(fine)
    broken = spoilt(pictures, faces)
    assert set(broken.faults) <= set(FAULTS)
    shares = noticed(check, broken, small(broken.pictures), fine, wanted)
    assert total(shares.values()).value > 0.8, shares


def test_a_saved_check_is_the_same_check(
    check: FaceCheck, learnt: Drawings, tmp_path: Path
) -> None:
    save_faces(check, tmp_path / "faces.pt")
    again = load_faces(tmp_path, Keypoints(WIDTHS, UNITS), Portrait(NARROW))
    pictures = np.array(learnt.pictures[:16])
    assert again.counts(pictures) == check.counts(pictures)
    found = [p.eyes.shape[1] for p in points(again.network, pictures)]
    assert found == [3] * 16


def test_a_drawing_that_was_not_whole_before_notices_nothing(check: FaceCheck) -> None:
    rng = random.Random(1)
    captions = [face_caption(rng, load_vocabulary()) for _ in range(8)]
    pictures, faces = drawn_with_faces(SUBJECT, captions, "trial", 2)
    broken = spoilt(pictures, faces)
    shares = noticed(check, broken, small(broken.pictures), [False] * 8, [1] * 8)
    assert total(shares.values()).of == 0
