"""Sub-networks: what can be chosen from, and what is left of the network."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from forge.carve import ShapeDiffers, carved, counts_of, groups_of, kept_for
from forge.nets.model import Generator, Shape
from forge.searching.space import Candidate, Space, shape_of, space_of
from tests.toynetworks import wake

SHAPE = Shape(roles=(0, 1), concepts=5, colours=2, channels=4, grid=4, wide=32, deep=64, context=32, blocks=3, convs=1, head=16)  # fmt: skip


def worth() -> dict[str, Tensor]:
    """Later units are worth more, and the second block more than the others."""
    network = Generator(SHAPE)
    found = {group.name: torch.linspace(1, 2, group.units) for group in groups_of(network)}
    found["denoiser.blocks.1.attention"] *= 10
    return found


def test_a_space_reaches_from_small_to_the_whole_network() -> None:
    space = space_of(SHAPE, steps=(2, 4))
    assert space.heads == (1, 2, 3, 4)
    assert space.hidden[0] == 64
    assert space.hidden[-1] == 256
    assert space.conv == (16, 32)
    assert space.blocks == (1, 2, 3)
    assert len(space) == len(set(space)) == 4 * len(space.hidden) * 2 * 3 * 2


def test_the_search_begins_with_the_whole_network_in_every_number_of_steps_and_with_the_smallest() -> None:  # fmt: skip
    assert space_of(SHAPE, steps=(2, 3, 8)).ends() == [
        Candidate(4, 256, 32, 3, 2),
        Candidate(4, 256, 32, 3, 8),
        Candidate(1, 64, 16, 1, 2),
        Candidate(4, 256, 32, 3, 3),
    ]


def test_the_least_worthy_blocks_go_first() -> None:
    shape = shape_of(Candidate(2, 128, 16, 1, 4), SHAPE, worth())
    assert shape.heads == (0, 2, 0)
    assert shape.hidden == (0, 128, 0)
    assert shape.conv_hidden == (16, 16)
    assert shape.encoder_hidden == SHAPE.whole().encoder_hidden


def test_nothing_grows_that_was_pruned_before() -> None:
    small = shape_of(Candidate(2, 128, 16, 3, 4), SHAPE, worth())
    again = shape_of(Candidate(4, 256, 32, 3, 4), small, worth())
    assert again == small
    assert space_of(small).heads == (1, 2)


def test_a_shape_is_cut_out_with_its_most_worthy_units() -> None:
    network = wake(Generator(SHAPE))
    shape = shape_of(Candidate(2, 128, 16, 2, 4), SHAPE, worth())
    kept = kept_for(shape, worth())
    assert kept["denoiser.blocks.1.attention"] == [2, 3]
    assert {name: len(units) for name, units in kept.items()} == counts_of(shape)
    assert carved(network, kept).shape == shape


def test_a_shape_that_is_larger_than_the_network_is_refused() -> None:
    small = shape_of(Candidate(2, 128, 16, 3, 4), SHAPE, worth())
    found = {group.name: torch.ones(group.units) for group in groups_of(Generator(small))}
    with pytest.raises(ShapeDiffers, match="more than the network"):
        kept_for(SHAPE, found)


def test_a_network_too_narrow_for_parts_keeps_its_width() -> None:
    space = Space(heads=(1,), hidden=(8,), conv=(8,), blocks=(1,), steps=(2,))
    assert list(space) == [Candidate(1, 8, 8, 1, 2)]
    assert space.ends() == [Candidate(1, 8, 8, 1, 2)]
