"""What a pack's graphs compute with is what their networks were trained to."""

from __future__ import annotations

from copy import deepcopy

import pytest
import torch
from onnx import ModelProto
from torch import nn

from forge.errors import NotAlike
from forge.export import examples, noted
from forge.nets.autoencoder import Sizes
from forge.nets.decoder import Painter
from forge.nets.model import Generator, Shape, shape_for
from forge.read_back import read_back
from forge.rounding import STEPS_OF_WEIGHTS
from forge.vocabulary import load_vocabulary
from tests.toynetworks import SIZES, toy_graphs, toy_networks, toy_quantised, wake

OUTPUTS = {
    "encoder": ("context", "pooled"),
    "denoiser": ("velocity",),
    "decoder": ("image",),
    "preview": ("image",),
}
PARTS = tuple(OUTPUTS)


def network_of(part: str) -> nn.Module:
    networks = toy_networks()
    return {
        "encoder": networks.generator.encoder,
        "denoiser": networks.generator.denoiser,
        "decoder": Painter(networks.decoder),
        "preview": Painter(networks.preview),
    }[part]


def read(part: str, graph: ModelProto) -> nn.Module:
    """Into a network that has forgotten everything."""
    network = deepcopy(network_of(part))
    with torch.no_grad():
        for values in network.state_dict().values():
            values.fill_(7.0)
    read_back(network, examples(part, toy_networks().generator, 2), OUTPUTS[part], graph)
    return network


@pytest.mark.parametrize("part", PARTS)
def test_float_graphs_give_their_weights_back(part: str) -> None:
    found = read(part, toy_graphs()[0][part]).state_dict()
    for name, values in network_of(part).state_dict().items():
        assert torch.allclose(found[name], values, rtol=1e-6, atol=1e-7), name


@pytest.mark.parametrize("part", PARTS)
def test_graphs_in_bytes_give_them_back_to_half_a_step(part: str) -> None:
    found = read(part, toy_quantised().graphs[part]).state_dict()
    for name, values in network_of(part).state_dict().items():
        step = values.abs().max() / STEPS_OF_WEIGHTS
        assert (found[name] - values).abs().max() <= 0.51 * step + 1e-4, name


def test_a_network_of_another_shape_is_refused() -> None:
    shape = shape_for(load_vocabulary(), wide=32, deep=64, context=32, blocks=3, convs=1, head=32)
    network = wake(Generator(shape)).denoiser
    inputs = examples("denoiser", toy_networks().generator, 2)
    with pytest.raises(NotAlike, match="not exported from a network of this shape"):
        read_back(network, inputs, ("velocity",), toy_graphs()[0]["denoiser"])


def test_graphs_tell_the_sizes_of_their_networks_in_bytes_too() -> None:
    for graphs in (toy_graphs()[0], toy_quantised().graphs):
        assert noted(graphs["denoiser"], Shape) == toy_networks().generator.shape
        sizes = noted(graphs["decoder"], Sizes)
        assert sizes is not None
        assert (sizes.decoder, sizes.decoder_units) == (SIZES.decoder, SIZES.decoder_units)
        assert noted(graphs["preview"], Sizes) is None
