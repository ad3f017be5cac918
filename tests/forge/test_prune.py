"""Pruning at toy size: what is silent goes first, what must be saved is saved, and recovery recovers."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import torch

from forge.carve import Cost, ShapeDiffers, cost_of, groups_of
from forge.dataset import open_dataset
from forge.prune import (
    Figures,
    cut,
    lessons,
    load_shape,
    prune,
    recover,
    table,
)
from forge.train import held_loss, link_work, load_generator, load_run
from runtime.prompt.vocabulary import Vocabulary
from tests.forge.toyrun import taught

SMALL = {"wide": 32, "deep": 64, "context": 64, "blocks": 2, "convs": 1, "head": 16}


@pytest.fixture(scope="module")
def work(
    toy_work: Path, toy_vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A work folder with a generator that has learned a little."""
    folder = tmp_path_factory.mktemp("pruned") / "work"
    return taught(toy_work, folder, toy_vocabulary, 60, **SMALL)


def test_the_cheapest_units_go_until_enough_is_saved(work: Path) -> None:
    network = load_generator(work)
    groups, total = groups_of(network), cost_of(network)
    kept = {group.name: list(range(group.units)) for group in groups}
    worth = {group.name: torch.linspace(1, 2, group.units) for group in groups}
    worth["denoiser.up_blocks.0"] *= 1e-9
    cut(groups, kept, worth, total * 0.1, total)
    assert kept["denoiser.up_blocks.0"] == []
    for name, units in kept.items():
        assert units == list(range(len(worth[name]) - len(units), len(worth[name])))


def test_more_than_can_be_pruned_is_refused(work: Path) -> None:
    network = load_generator(work)
    groups = groups_of(network)
    kept = {group.name: list(range(group.units)) for group in groups}
    worth = {group.name: torch.ones(group.units) for group in groups}
    with pytest.raises(ValueError, match="cannot be pruned"):
        cut(groups, kept, worth, Cost(1e12, 0), cost_of(network))


def test_pruning_leaves_a_smaller_work_folder_and_recovery_makes_up_for_it(
    work: Path, tmp_path: Path
) -> None:
    link_work(work, tmp_path)
    prune(work, tmp_path, 0.6, "cpu", batches=2)
    whole, small = cost_of(load_generator(work)), cost_of(load_generator(tmp_path))
    assert 0.4 < small.parameters / whole.parameters <= 0.6
    assert 0.3 < small.macs / whole.macs <= 0.6
    assert (tmp_path / "importance.tsv").read_text().splitlines()[1].startswith("1\t")
    run, data = load_run(tmp_path, "cpu"), open_dataset(tmp_path, "held")
    pruned = held_loss(run.averaged(), data, "cpu")
    learn = lessons(run, load_generator(work), open_dataset(tmp_path, "train"), 8)
    for _ in range(20):
        learn(1.0)
    assert held_loss(run.averaged(), data, "cpu") < pruned
    run.save(tmp_path / "generator.pt")
    again = load_run(tmp_path, "cpu")
    recover(again, load_generator(work), tmp_path, minutes=0.01, batch=8)
    assert again.step > run.step == 20
    assert again.shape == run.shape != load_generator(work).shape


def test_what_is_pruned_twice_leaves_the_first_ones_figures_alone(
    work: Path, tmp_path: Path
) -> None:
    (work / "prune.json").write_text("of the first time")
    link_work(work, tmp_path / "again")
    assert not (tmp_path / "again" / "prune.json").exists()
    (work / "prune.json").unlink()


def test_the_table_sets_both_networks_side_by_side(work: Path) -> None:
    network = load_generator(work)
    figures = Figures(before=0.5, pruned=0.75)
    told = table([network, network], [30.0, 15.0], figures, after=0.625)
    assert "0.5000 -> 0.7500, after recovery 0.6250" in told
    assert "30.00 ->    15.00   0.50" in told


def test_a_shape_that_was_found_is_what_is_left(work: Path, tmp_path: Path) -> None:
    whole = load_generator(work).shape.whole()
    wanted = msgspec.structs.replace(
        whole, heads=(2, 0), hidden=(64, 0), conv_hidden=(16, 32), encoder_heads=(4, 4)
    )
    path = tmp_path / "shape.json"
    path.write_bytes(msgspec.json.encode(wanted))
    link_work(work, tmp_path)
    prune(work, tmp_path, load_shape(path), "cpu", batches=1)
    assert load_generator(tmp_path).shape == wanted


def test_what_is_no_shape_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shape.json"
    path.write_text("[]")
    with pytest.raises(ShapeDiffers, match="cannot be used"):
        load_shape(path)
