"""Carving: the smaller network computes exactly what the whole one computes with the same units silent."""

from __future__ import annotations

from functools import cache

import pytest
import torch

from forge.carve import Cost, Kept, carved, cost_of, groups_of
from forge.export import TOLERANCE, compare, examples, export
from forge.nets.model import Generator, shape_for
from forge.vocabulary import load_vocabulary
from forge.worth import Gates
from tests.toynetworks import wake

SIZES = {"wide": 32, "deep": 64, "context": 64, "blocks": 3, "convs": 2, "head": 16}


@cache
def whole() -> Generator:
    torch.manual_seed(4)
    return wake(Generator(shape_for(load_vocabulary(), **SIZES))).eval()


def everything() -> Kept:
    return {group.name: list(range(group.units)) for group in groups_of(whole())}


SOME = {
    "denoiser.blocks.0.attention": [1, 3],
    "denoiser.blocks.1.feedforward": [*range(0, 100, 3)],
    "denoiser.down_blocks.1": [*range(5, 30)],
    "encoder.blocks.0.attention": [2],
    "encoder.blocks.1.feedforward": [0, 255],
}
NONE_LEFT: Kept = {
    "denoiser.blocks.1.attention": [],
    "denoiser.blocks.2.feedforward": [],
    "denoiser.down_blocks.0": [],
    "denoiser.up_blocks.1": [],
    "encoder.blocks.1.attention": [],
}
LONG: Kept = {
    "denoiser.down_blocks.0": [],
    "denoiser.down_blocks.1": [],
    "denoiser.up_blocks.0": [],
}
BARE: Kept = {name: [] for name in everything()}
KEPT = [SOME, NONE_LEFT, SOME | NONE_LEFT, LONG, BARE]


def largest_difference(a: torch.Tensor, b: torch.Tensor) -> float:
    return float((a - b).abs().max())


@torch.no_grad()
def velocities(network: Generator) -> torch.Tensor:
    random = torch.Generator().manual_seed(7)
    shape = network.shape
    latents = torch.randn(3, shape.channels, shape.grid, shape.grid, generator=random)
    tokens = torch.randint(0, shape.colours + 1, (3, len(shape.roles), 2), generator=random)
    velocity: torch.Tensor = network(latents, torch.tensor([1.0, 0.5, 0.1]), tokens)
    return velocity


@pytest.mark.parametrize("kept", KEPT)
def test_the_smaller_network_computes_what_the_whole_one_does_with_those_units_silent(
    kept: Kept,
) -> None:
    kept = everything() | kept
    silenced = Generator(whole().shape)
    silenced.load_state_dict(whole().state_dict())
    gates = Gates(silenced, groups_of(silenced))
    for name, units in kept.items():
        gates.open[name] = torch.zeros_like(gates.open[name])
        gates.open[name][units] = 1
    wanted = velocities(silenced)
    assert largest_difference(velocities(carved(whole(), kept)), wanted) < 1e-4
    assert largest_difference(velocities(whole()), wanted) > 1e-3


@pytest.mark.parametrize("kept", KEPT)
def test_what_is_saved_is_what_the_groups_said(kept: Kept) -> None:
    before, after = cost_of(whole()), cost_of(carved(whole(), everything() | kept))
    saved = Cost(0, 0)
    for group in groups_of(whole()):
        if group.name in kept:
            saved -= group.cost(len(kept[group.name])) - group.cost(group.units)
    folded = 32 * sum(not units and "_blocks." in name for name, units in kept.items())
    assert before.parameters - after.parameters == saved.parameters + folded
    assert before.macs - after.macs == saved.macs


def test_a_smaller_network_can_be_carved_again() -> None:
    once = carved(whole(), everything() | NONE_LEFT)
    units = {group.name: list(range(group.units)) for group in groups_of(once)}
    assert set(units) == set(everything()) - set(NONE_LEFT)
    twice = carved(once, units | SOME)
    assert cost_of(twice) == cost_of(carved(whole(), everything() | SOME | NONE_LEFT))
    wanted = velocities(carved(whole(), everything() | SOME | NONE_LEFT))
    assert largest_difference(velocities(twice), wanted) < 1e-5


@pytest.mark.parametrize("part", ["encoder", "denoiser"])
@pytest.mark.parametrize("kept", [SOME | NONE_LEFT, BARE])
def test_the_graph_of_a_smaller_network_computes_what_torch_computes(part: str, kept: Kept) -> None:
    small = carved(whole(), everything() | kept)
    network, outputs = {
        "encoder": (small.encoder, ("context", "pooled")),
        "denoiser": (small.denoiser, ("velocity",)),
    }[part]
    graph = export(network, examples(part, small, 2), outputs)
    assert compare(part, network, graph, small) <= TOLERANCE
