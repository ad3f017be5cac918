"""Distilling at toy size: the student comes nearer to its teacher, by fewer forwards."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from forge.dataset import open_dataset
from forge.distil import Pool, School, distil, judged, student_of, walk
from forge.nets.model import Generator
from forge.schedule import Sampling, sample
from forge.train import Run, link_work, load_generator, load_sampling
from runtime.prompt.vocabulary import Vocabulary
from tests.forge.toyrun import taught
from tests.toynetworks import wake

SMALL = {"wide": 32, "deep": 64, "context": 64, "blocks": 2, "convs": 1, "head": 32}
STRONG = 6.0
"""Guidance that changes pictures even of a network that learned as little as ours."""


@pytest.fixture(scope="module")
def work(
    toy_work: Path, toy_vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A work folder with a generator that has learned a little."""
    folder = tmp_path_factory.mktemp("distilled") / "work"
    return taught(toy_work, folder, toy_vocabulary, 60, **SMALL)


def awake(work: Path) -> Generator:
    return wake(load_generator(work))


def states(work: Path) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    tokens, noise = judged(open_dataset(work, "held"), "cpu")
    return torch.zeros_like(noise[:8]), noise[:8], tokens[:8]


def test_a_step_along_what_is_remembered_lands_where_the_teacher_goes(work: Path) -> None:
    teacher = awake(work)
    clean, noise, tokens = states(work)
    levels = torch.linspace(1, 0, 3)
    found = walk(teacher, teacher, 3.0, (clean, noise), tokens, levels, short=2)
    x, level, words, velocity = (column.unflatten(0, (2, 8)) for column in found)  # type: ignore[no-untyped-call]
    assert level[:, 0].tolist() == [1.0, 0.5]
    assert torch.equal(words[1], tokens)
    assert torch.equal(x[0], noise)
    landed = x - 0.5 * velocity
    ends = sample(teacher, tokens, noise, steps=4, guidance=3.0)
    assert torch.allclose(landed[1, 4:6], ends[4:6], atol=1e-4)  # the teacher's own way
    assert torch.allclose(x[1, 6:], noise[6:] / 2, atol=1e-6)  # between drawing and noise
    own = sample(teacher, tokens[:4], noise[:4], steps=2, guidance=1.0)
    jumped = x[1, :4]
    with torch.no_grad():
        velocity_there = teacher(jumped, level[1, :4], tokens[:4])
    assert torch.allclose(jumped - 0.5 * velocity_there, own, atol=1e-4)


def test_a_pool_forgets_the_oldest_and_draws_rows_that_belong_together() -> None:
    pool = Pool(4)
    random = torch.Generator().manual_seed(0)
    for start in (0, 3):
        rows = torch.arange(start, start + 3)
        pool.add(rows, 10 * rows)
    assert len(pool) == 4
    first, second = pool.draw(50, random)
    assert set(first.tolist()) == {2, 3, 4, 5}
    assert torch.equal(second, 10 * first)


def test_a_distilled_student_draws_more_like_its_teacher_than_an_undistilled_one(
    work: Path,
) -> None:
    teacher = load_generator(work)
    run = Run(teacher.shape, "cpu", start=teacher)
    run.sampling = Sampling(2, 1.0)
    tokens, noise = judged(open_dataset(work, "held"), "cpu")
    wanted = sample(teacher, tokens, noise, 8, STRONG)

    def distance(network: Generator) -> float:
        return (sample(network, tokens, noise, 2, 1.0) - wanted).square().mean().item()

    before = distance(teacher)
    way, data = Sampling(8, STRONG), open_dataset(work, "train")
    school = School(run, load_generator(work).bfloat16(), way, data)
    for step in range(40):
        school.teach(16, 1 - step / 40, first=step < 4)
    assert distance(run.averaged()) < 0.9 * before


def test_distilling_goes_on_where_it_stopped_and_tells_how_to_sample(
    work: Path, tmp_path: Path
) -> None:
    link_work(work, tmp_path)

    def teach(minutes: float) -> Run:
        run = student_of(work, tmp_path, 2, "cpu")
        distil(run, load_generator(work), Sampling(4, 3.0), tmp_path, minutes, 4, 0.5)
        return run

    first = teach(0.01)
    assert load_sampling(tmp_path) == Sampling(2, 1.0)
    second = teach(0.02)
    assert second.step > first.step > 0
    assert second.spent == 0.02 * 60
    assert "distance to the teacher" in (tmp_path / "train.log").read_text()


def test_a_new_student_begins_with_its_teachers_weights(work: Path, tmp_path: Path) -> None:
    run = student_of(work, tmp_path, 3, "cpu")
    for name, weight in load_generator(work).named_parameters():
        assert torch.equal(run.average[name], weight)
    assert run.sampling == Sampling(3, 1.0)
