"""The face critic learns from spoilt drawings, and what it finds broken in a student's pictures becomes whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from forge.animals import SUBJECT
from forge.critic import load_critic
from forge.damage import MOUTH
from forge.distil import student_of
from forge.drawings import Drawings, draw_drawings
from forge.errors import VocabularyDiffers
from forge.face_critic import (
    FILE,
    SPOILT,
    Broken,
    Faces,
    draw_spoilt,
    load_face_critic,
    make_face_critic,
    places,
    told_apart,
)
from forge.latents import GRID
from forge.nets.face_reader import FaceReader, broken_loss, by_face, lesson_loss, seen
from forge.refine import Lesson
from forge.subject import Subject
from forge.teaching import by_steps
from forge.train import load_generator
from runtime.prompt.vocabulary import Vocabulary
from tests.forge.conftest import toy_caption
from tests.forge.toyrun import taught

DRAWN = 200
FACED = Subject(toy_caption, SUBJECT.draw, draw_noted=SUBJECT.draw_noted)


@pytest.fixture(scope="module")
def work(
    toy_work: Path, toy_vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A work folder with drawings whose faces are known, and with spoilt ones."""
    folder = tmp_path_factory.mktemp("faced") / "work"
    shutil.copytree(toy_work, folder)
    draw_drawings(folder, "critic", DRAWN, FACED, toy_vocabulary)
    draw_spoilt(folder, DRAWN, FACED, toy_vocabulary)
    return folder


@pytest.fixture(scope="module")
def drawings(work: Path, toy_vocabulary: Vocabulary) -> tuple[Drawings, Broken]:
    return (
        draw_drawings(work, "critic", DRAWN, FACED, toy_vocabulary),
        draw_spoilt(work, DRAWN, FACED, toy_vocabulary),
    )


@pytest.fixture(scope="module")
def reader(work: Path, drawings: tuple[Drawings, Broken]) -> FaceReader:
    return make_face_critic(work, *drawings, by_steps(100))


def test_a_face_covers_the_places_around_its_eyes_and_mouth() -> None:
    faces = np.full((1, 2, 5, 2), np.nan, np.float32)
    faces[0, 1, : MOUTH + 1] = [(0.4, 0.5), (0.6, 0.5), (0.5, 0.6)]
    at = places(faces)
    assert at.shape == (1, 2, GRID, GRID)
    assert not at[0, 0].any()
    assert at[0, 1, int(0.5 * GRID), int(0.4 * GRID)]
    assert at[0, 1, int(0.6 * GRID), int(0.5 * GRID)]
    assert not at[0, 1, 0, 0]


def test_a_faces_logit_is_the_mean_over_its_own_places() -> None:
    at = torch.zeros(1, 3, GRID, GRID, dtype=torch.bool)
    at[0, 0, 2:4, 2:4] = at[0, 2, 9, 9] = True
    whole = torch.zeros(1, GRID, GRID)
    whole[0, 2, 2], whole[0, 9, 9] = 8.0, -3.0
    assert by_face(whole, at).tolist() == [2.0, -3.0]


def test_spoilt_drawings_tell_which_face_was_spoilt(drawings: tuple[Drawings, Broken]) -> None:
    _, broken = drawings
    assert len(broken.latents) > DRAWN / 2
    rows = np.arange(len(broken.which))
    assert np.isfinite(broken.faces[rows, broken.which].astype(np.float32)).all()


def test_spoilt_drawings_are_drawn_once(
    work: Path, drawings: tuple[Drawings, Broken], toy_vocabulary: Vocabulary
) -> None:
    before = (work / SPOILT).stat().st_mtime_ns
    again = draw_spoilt(work, DRAWN, FACED, toy_vocabulary)
    assert np.array_equal(again.latents, drawings[1].latents)
    assert (work / SPOILT).stat().st_mtime_ns == before


def test_asked_for_another_number_it_spoils_anew(
    work: Path, toy_vocabulary: Vocabulary, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    shutil.copytree(work, own)
    fewer = draw_spoilt(own, 20, FACED, toy_vocabulary)
    assert 0 < len(fewer.latents) <= 20
    more = draw_spoilt(own, 30, FACED, toy_vocabulary)
    assert 20 < len(more.latents) <= 30


def test_half_a_batch_is_spoilt_and_through_some_of_the_rest_another_face_shines(
    drawings: tuple[Drawings, Broken],
) -> None:
    _, at, plain = Faces(*drawings).batch(24, 0.0, 0)
    assert plain.any(1).tolist() == [False] * 12 + [True] * 12
    assert (at.any(3).any(2) | ~plain).all()
    _, _, shone = Faces(*drawings).batch(24, 0.0, 3)
    assert shone.any(1)[:12].sum() == 4


def test_what_it_learned_is_kept(work: Path, reader: FaceReader) -> None:
    kept = load_face_critic(work)
    assert kept is not None
    latents = torch.randn(2, reader.enter.in_features, GRID, GRID)
    assert torch.equal(kept(latents)[0], reader(latents)[0])


def test_it_finds_faces_and_tells_more_than_chance(
    reader: FaceReader, drawings: tuple[Drawings, Broken]
) -> None:
    latents, at, broken = Faces(*drawings, held=True).batch(64, 0.0, 0)
    where = seen(reader, latents)
    assert where[at.any(1)].mean() > 0.5
    assert where[~at.any(1)].mean() < 0.2
    untaught = FaceReader(latents.shape[1])

    @torch.no_grad()
    def loss(network: FaceReader) -> float:
        there, whole = network(latents)
        return lesson_loss(there, whole, at, broken).item()

    assert loss(reader) < 0.7 * loss(untaught)
    assert sum(told_apart(reader, *drawings)) > 1.0


def test_a_student_loses_by_a_face_that_broke_and_by_one_that_went() -> None:
    was = torch.zeros(1, GRID, GRID)
    was[0, 4:8, 4:8] = 1.0
    there, whole = (was - 0.5) * 20, torch.full((1, GRID, GRID), 6.0)
    fine = broken_loss(there, whole, was)
    assert fine < 0.01
    assert broken_loss(there, -whole, was) > fine + 5
    assert broken_loss(there - 20 * was, whole, was) > fine + 0.5


def test_latents_that_follow_its_gradient_become_whole(
    reader: FaceReader, drawings: tuple[Drawings, Broken]
) -> None:
    latents, at, _ = Faces(*drawings, held=True).batch(32, 0.0, 0)
    spoilt = latents[16:]
    was, moved = seen(reader, spoilt), spoilt.clone().requires_grad_()
    for _ in range(20):
        there, whole = reader(moved)
        (way,) = torch.autograd.grad(broken_loss(there, whole, was), moved)
        moved = (moved - way / way.norm()).detach().requires_grad_()
    with torch.no_grad():
        before, after = (by_face(reader(z)[1], at[16:]) for z in (spoilt, moved))
    assert (after > before).float().mean() > 0.9


def test_a_student_refined_with_a_face_critic_hears_of_broken_faces(
    work: Path, reader: FaceReader, read_work: Path, toy_vocabulary: Vocabulary, tmp_path: Path
) -> None:
    folder = taught(work, tmp_path / "taught", toy_vocabulary, 2)
    critic = load_critic(read_work, toy_vocabulary)

    def learned(faces: FaceReader | None) -> tuple[dict[str, float], Tensor]:
        run = student_of(folder, tmp_path / "out", 4, "cpu")
        lesson = Lesson(run, load_generator(folder), critic, toy_vocabulary, folder, 0.0, faces)
        lesson.learn(2, 1.0)
        return figures(lesson), torch.cat([m.flatten() for m in run.optimizer.masters.values()])

    assert load_face_critic(folder) is not None
    (told, with_faces), (_, without) = learned(load_face_critic(folder)), learned(None)
    assert "broken" in told
    assert not torch.equal(with_faces, without)


def figures(lesson: Lesson) -> dict[str, float]:
    pairs = (said.rsplit(" ", 1) for said in lesson.told().split(", "))
    return {name: float(figure) for name, figure in pairs}


def test_without_faces_nothing_is_said_of_them(
    read_work: Path, toy_vocabulary: Vocabulary, tmp_path: Path
) -> None:
    assert load_face_critic(read_work) is None
    folder = taught(read_work, tmp_path / "taught", toy_vocabulary, 2)
    run = student_of(folder, tmp_path / "out", 4, "cpu")
    critic = load_critic(read_work, toy_vocabulary)
    lesson = Lesson(run, load_generator(folder), critic, toy_vocabulary, folder)
    lesson.learn(2, 1.0)
    assert figures(lesson).keys() == {"missed", "away from before"}


def test_a_face_critic_of_other_latents_is_refused(work: Path, tmp_path: Path) -> None:
    shutil.copytree(work, tmp_path / "other")
    torch.save(FaceReader(3).state_dict(), tmp_path / "other" / FILE)
    with pytest.raises(VocabularyDiffers, match="delete it and run"):
        load_face_critic(tmp_path / "other")
