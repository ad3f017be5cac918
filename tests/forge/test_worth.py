"""What each unit of a generator is worth, measured while it is there and away."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from forge.carve import groups_of
from forge.dataset import open_dataset
from forge.nets.model import Generator
from forge.train import load_generator
from forge.worth import Batches, Gates, importances, measured
from runtime.prompt.vocabulary import Vocabulary
from tests.forge.toyrun import taught
from tests.toynetworks import wake

SMALL = {"wide": 32, "deep": 64, "context": 64, "blocks": 2, "convs": 1, "head": 16}


@pytest.fixture(scope="module")
def work(
    toy_work: Path, toy_vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("worth") / "work"
    return taught(toy_work, folder, toy_vocabulary, 60, **SMALL)


def silence(network: Generator, head: int) -> None:
    weights = network.get_parameter("denoiser.blocks.0.attention.out.weight")
    size = network.shape.head
    with torch.no_grad():
        weights[:, head * size : (head + 1) * size] = 0


def test_a_silenced_head_is_the_least_important_of_all(work: Path) -> None:
    network = wake(load_generator(work))
    silence(network, 2)
    network = network.bfloat16().requires_grad_(False)
    gates = Gates(network, groups_of(network))
    found = importances(network, gates, Batches(open_dataset(work, "train"), 2, 8, "cpu"))
    heads = found.pop("denoiser.blocks.0.attention")
    assert heads[2] == 0
    assert min(float(heads[unit]) for unit in (0, 1, 3)) > 0
    assert all(float(worth.max()) > 0 for worth in found.values())


def test_measuring_leaves_the_gates_as_they_were(work: Path) -> None:
    network = load_generator(work).bfloat16()
    gates = Gates(network, groups_of(network))
    gates.open["denoiser.blocks.1.feedforward"][5] = 0
    rises = measured(network, gates, Batches(open_dataset(work, "train"), 1, 8, "cpu"))
    assert set(rises) == set(gates.open)
    assert gates.open["denoiser.blocks.1.feedforward"].sum() == 4 * 64 - 1
