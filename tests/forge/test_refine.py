"""Refining at toy size: what a critic misses comes back, and the pictures stay what they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from forge.critic import Critic, load_critic
from forge.dataset import open_dataset
from forge.distil import student_of
from forge.errors import WorkIncomplete
from forge.nets.model import Generator
from forge.nets.reader import loss_of
from forge.refine import ANCHOR, Lesson, main, refine
from forge.schedule import Sampling, sample
from forge.train import Run, link_work, load_generator, load_run, load_sampling
from runtime.prompt.vocabulary import Vocabulary
from tests.forge.toyrun import taught
from tests.toynetworks import write_work

SMALL = {"wide": 32, "deep": 64, "context": 64, "blocks": 2, "convs": 1, "head": 32}
SHOWN = 32


@pytest.fixture(scope="module")
def work(
    read_work: Path, toy_vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A work folder with a critic, and a generator that has learned a little."""
    folder = taught(
        read_work, tmp_path_factory.mktemp("refined") / "work", toy_vocabulary, 60, **SMALL
    )
    run = load_run(folder, "cpu")
    run.sampling = Sampling(4, 1.0)
    run.save(folder / "generator.pt")
    return folder


def begun(work: Path, vocabulary: Vocabulary, anchor: float = ANCHOR) -> tuple[Run, Lesson]:
    before = load_generator(work)
    run = Run(before.shape, "cpu", start=before)
    run.sampling = load_sampling(work)
    return run, Lesson(run, before, load_critic(work, vocabulary), vocabulary, work, anchor)


def drawn(network: Generator, work: Path) -> tuple[Tensor, Tensor]:
    """Latents of held-out captions in two steps, and their tokens."""
    held = open_dataset(work, "held")
    tokens = torch.from_numpy(held.tokens[:SHOWN].astype(np.int64))
    noise = torch.randn(
        (SHOWN, *held.latents.shape[1:]), generator=torch.Generator().manual_seed(3)
    )
    return sample(network, tokens, noise, 2, 1.0), tokens


def missed(critic: Critic, latents: Tensor, tokens: Tensor, vocabulary: Vocabulary) -> float:
    with torch.no_grad():
        return loss_of(critic(latents), tokens, vocabulary, critic.layout).item()


def test_a_refined_student_shows_more_of_what_was_wished_for(
    work: Path, toy_vocabulary: Vocabulary
) -> None:
    critic = load_critic(work, toy_vocabulary)
    before = missed(critic, *drawn(load_generator(work), work), toy_vocabulary)
    run, lesson = begun(work, toy_vocabulary, 0.1)
    for _ in range(50):
        lesson.learn(8, 3.0)
    assert missed(critic, *drawn(run.averaged(), work), toy_vocabulary) < 0.9 * before


def test_a_heavy_anchor_keeps_the_pictures_that_were(
    work: Path, toy_vocabulary: Vocabulary
) -> None:
    was, _ = drawn(load_generator(work), work)

    def moved(anchor: float) -> float:
        run, lesson = begun(work, toy_vocabulary, anchor)
        for _ in range(20):
            lesson.learn(8, 1.0)
        return (drawn(run.averaged(), work)[0] - was).square().mean().item()

    assert moved(1000.0) < 0.5 * moved(0.0)


def test_the_gradient_reaches_the_last_steps_only(work: Path, toy_vocabulary: Vocabulary) -> None:
    run, lesson = begun(work, toy_vocabulary)
    held = open_dataset(work, "held")
    tokens = torch.from_numpy(held.tokens[:2].astype(np.int64))
    noise = torch.randn((2, *held.latents.shape[1:]), requires_grad=True)
    whole = lesson.drawn(noise, tokens, torch.linspace(1, 0, 3))
    torch.autograd.backward(whole.square().mean())
    assert noise.grad is not None
    late = lesson.drawn(noise, tokens, torch.linspace(1, 0, 5))
    (led,) = torch.autograd.grad(late.square().mean(), noise, allow_unused=True)
    assert led is None
    wanted = sample(run.network, tokens, noise.detach(), 4, 1.0)
    assert torch.allclose(late.detach(), wanted, atol=1e-2)


def test_refining_goes_on_where_it_stopped(
    work: Path, toy_vocabulary: Vocabulary, tmp_path: Path
) -> None:
    link_work(work, tmp_path)

    def refined(minutes: float) -> Run:
        before, run = load_generator(work), student_of(work, tmp_path, 4, "cpu")
        critic = load_critic(tmp_path, toy_vocabulary)
        lesson = Lesson(run, before, critic, toy_vocabulary, tmp_path)
        refine(run, lesson, tmp_path, minutes, 4)
        return run

    first, second = refined(0.02), refined(0.04)
    assert second.step > first.step > 0
    assert load_sampling(tmp_path) == Sampling(4, 1.0)
    assert "missed" in (tmp_path / "train.log").read_text()


def test_a_student_that_draws_in_many_steps_still_is_sent_to_be_distilled(tmp_path: Path) -> None:
    work = write_work(tmp_path / "work")
    with pytest.raises(WorkIncomplete, match="python -m forge distil"):
        main(["--work", str(work), "--out", str(tmp_path / "out")])
