"""Training at toy size: it learns, and an interrupted run goes on exactly."""

from pathlib import Path

import numpy as np
import pytest
import torch

from forge.dataset import open_dataset
from forge.latents import CHANNELS
from forge.nets.model import shape_for
from forge.schedule import noised, rate_at, sample
from forge.train import Run, load_generator, train
from runtime.prompt.vocabulary import Vocabulary

SMALL = {"wide": 32, "deep": 64, "context": 64, "blocks": 2, "convs": 1, "head": 32}


@pytest.fixture
def run(toy_vocabulary: Vocabulary) -> Run:
    return Run(shape_for(toy_vocabulary, **SMALL), "cpu")


def steps(run: Run, work: Path, count: int) -> list[float]:
    data = open_dataset(work, "train")
    return [run.learn(*run.batch(data, 8), 1.0, run.network).item() for _ in range(count)]


def test_a_few_steps_lower_the_loss(run: Run, toy_work: Path) -> None:
    losses = steps(run, toy_work, 40)
    assert np.mean(losses[-10:]) < 0.85 * np.mean(losses[:5])


def test_a_resumed_run_takes_the_same_steps_as_an_uninterrupted_one(
    run: Run, toy_work: Path, tmp_path: Path, toy_vocabulary: Vocabulary
) -> None:
    steps(run, toy_work, 3)
    run.save(tmp_path / "generator.pt")
    expected = steps(run, toy_work, 2)
    again = Run(shape_for(toy_vocabulary, **SMALL), "cpu", seed=9)
    again.load(tmp_path / "generator.pt")
    assert again.step == 3
    assert steps(again, toy_work, 2) == expected


def test_a_run_leaves_a_checkpoint_a_sheet_and_a_log(run: Run, toy_work: Path) -> None:
    train(run, toy_work, minutes=0.03, batch=4)
    assert load_generator(toy_work).shape == run.shape
    assert (toy_work / "samples" / "final.png").exists()
    assert "held-out loss" in (toy_work / "train.log").read_text()


def test_the_same_weights_speak_alike_in_bf16_and_fp32(run: Run, toy_work: Path) -> None:
    steps(run, toy_work, 20)
    run.save(toy_work / "generator.pt")
    exact, rounded = load_generator(toy_work), run.averaged()
    tokens = torch.tensor([[[1, 1]], [[2, 2]]])
    latents = torch.randn(2, CHANNELS, 16, 16, generator=torch.Generator().manual_seed(0))
    level = torch.tensor([0.37, 0.91])
    with torch.no_grad():
        a, b = exact(latents, level, tokens), rounded(latents.bfloat16(), level, tokens).float()
    assert (a - b).square().mean() < 1e-3 * a.square().mean()


def test_the_rate_rises_stays_and_falls_to_nothing() -> None:
    assert rate_at(0, 0.0) < 0.05
    assert rate_at(1000, 0.3) == 1.0
    assert 0 < rate_at(1000, 0.9) < 0.5
    assert rate_at(1000, 1.0) == 0.0


def test_noise_replaces_the_picture_in_step_with_its_level() -> None:
    clean, noise = torch.full((2, 1, 1, 1), 4.0), torch.zeros(2, 1, 1, 1)
    assert noised(clean, noise, torch.tensor([0.25, 1.0])).flatten().tolist() == [3.0, 0.0]


def test_sampling_walks_from_noise_along_the_velocity(run: Run) -> None:
    """An untrained network's velocity is zero: the noise stays."""
    noise = torch.randn(1, CHANNELS, 16, 16)
    network = run.averaged().float()
    assert torch.allclose(sample(network, torch.tensor([[[1, 1]]]), noise), noise)
