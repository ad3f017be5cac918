"""The network: sizes for each block, and slots that can be told apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from forge.nets.model import Generator, Shape, shape_for
from forge.train import Run, load_generator, load_run, load_sampling
from forge.vocabulary import load_vocabulary
from tests.toynetworks import wake

SMALL: dict[str, Any] = {
    "wide": 32,
    "deep": 64,
    "context": 64,
    "blocks": 2,
    "convs": 1,
    "head": 32,
}
SLOTS = load_vocabulary().slots
TWINS = next(i for i, role in enumerate(SLOTS[1:]) if role == SLOTS[i])
"""The first of two neighbouring slots of one role."""


def inputs(shape: Shape, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    random = torch.Generator().manual_seed(seed)
    latents = torch.randn(2, shape.channels, shape.grid, shape.grid, generator=random)
    concepts = torch.randint(0, shape.concepts + 1, (2, len(shape.roles)), generator=random)
    colours = torch.randint(0, shape.colours + 1, (2, len(shape.roles)), generator=random)
    return latents, torch.tensor([0.3, 0.9]), torch.stack([concepts, colours], dim=2)


def as_by_roles(weights: dict[str, torch.Tensor], shape: Shape) -> None:
    """As checkpoints were before there was a row for each slot."""
    rows = weights.pop("encoder.slot.weight")
    first = [shape.roles.index(role) for role in range(max(shape.roles) + 1)]
    weights["encoder.role.weight"] = rows[first]


def test_two_things_of_one_role_may_not_change_places_unnoticed() -> None:
    network = wake(Generator(shape_for(load_vocabulary(), **SMALL)))
    latents, level, tokens = inputs(network.shape)
    tokens[:, [TWINS, TWINS + 1]] = torch.tensor([[1, 1], [2, 2]])
    turned = tokens.clone()
    turned[:, [TWINS, TWINS + 1]] = tokens[:, [TWINS + 1, TWINS]]
    with torch.no_grad():
        assert not torch.allclose(network(latents, level, tokens), network(latents, level, turned))


def test_a_part_of_size_nothing_is_left_out_with_its_modulation() -> None:
    full = shape_for(load_vocabulary(), **SMALL)
    bare = shape_for(
        load_vocabulary(),
        **SMALL,
        heads=(2, 0),
        hidden=(0, 128),
        conv_hidden=(0, 16),
        encoder_heads=(0, 1),
        encoder_hidden=(64, 0),
    )
    network = wake(Generator(bare))
    assert network.denoiser.widths == [64, 64, 32, 32, 32, 32]
    assert network(*inputs(bare)).shape == Generator(full)(*inputs(full)).shape


def test_sizes_written_out_are_those_of_the_plain_shape() -> None:
    shape = shape_for(load_vocabulary(), **SMALL)
    plain, written = Generator(shape), Generator(shape.whole())
    written.load_state_dict(plain.state_dict())
    assert shape.whole().heads == (2, 2)
    assert shape.whole().whole() == shape.whole()


def test_a_checkpoint_that_knew_only_roles_gives_every_slot_its_roles_row() -> None:
    network = wake(Generator(shape_for(load_vocabulary(), **SMALL)))
    old = dict(network.state_dict())
    as_by_roles(old, network.shape)
    again = Generator(network.shape)
    again.load_state_dict(old)
    rows = again.encoder.slot.weight
    assert torch.equal(rows[TWINS], rows[TWINS + 1])
    assert torch.equal(rows[TWINS], network.encoder.slot.weight[TWINS])


def test_a_run_goes_on_from_a_checkpoint_that_knew_only_roles(tmp_path: Path) -> None:
    shape = shape_for(load_vocabulary(), **SMALL)
    run = Run(shape, "cpu")
    latents, _, tokens = inputs(shape)
    run.learn(latents, tokens, 1.0, run.network)
    path = tmp_path / "generator.pt"
    run.save(path)
    state = torch.load(path, weights_only=True)
    as_by_roles(state["average"], shape)
    as_by_roles(state["optimizer"]["masters"], shape)
    number = run.optimizer.adam_names.index("encoder.slot.weight")
    moments = state["optimizer"]["adam"]["state"][number]
    for name in ("exp_avg", "exp_avg_sq"):
        weights = {"encoder.slot.weight": moments[name]}
        as_by_roles(weights, shape)
        moments[name] = weights["encoder.role.weight"]
    del state["sampling"]
    torch.save(state, path)
    again = load_run(tmp_path, "cpu")
    again.learn(latents, tokens, 1.0, again.network)
    assert again.step == 2
    assert load_sampling(tmp_path).steps == 8
    assert load_generator(tmp_path).encoder.slot.weight.shape[0] == len(SLOTS)


@pytest.mark.parametrize("guidance", [1.0, 3.0])
def test_a_checkpoint_remembers_how_to_sample_it(tmp_path: Path, guidance: float) -> None:
    run = Run(shape_for(load_vocabulary(), **SMALL), "cpu")
    run.sampling = type(run.sampling)(5, guidance)
    run.save(tmp_path / "generator.pt")
    assert load_sampling(tmp_path) == run.sampling
    assert load_run(tmp_path, "cpu").sampling.distilled == (guidance == 1)
