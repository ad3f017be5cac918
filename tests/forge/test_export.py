"""Export: the graphs compute what torch computes, for any batch, and hold nothing that a browser cannot read."""

from __future__ import annotations

import onnx
import pytest
from torch import Tensor, nn

from forge.export import (
    BATCHES,
    OPSET,
    TOLERANCE,
    ParityBroken,
    compare,
    examples,
    export,
    open_session,
)
from runtime.engines.onnx import TYPES
from runtime.families.slot_flow import COMPONENTS
from tests.toynetworks import toy_graphs, toy_networks

PARTS = tuple(COMPONENTS)


@pytest.mark.parametrize("part", PARTS)
def test_a_graph_computes_what_torch_computes(part: str) -> None:
    assert 0 <= toy_graphs()[1][part] <= TOLERANCE


@pytest.mark.parametrize("part", PARTS)
def test_a_graph_has_the_interface_that_the_runtime_expects(part: str) -> None:
    session = open_session(toy_graphs()[0][part])
    inputs = {name: TYPES[kind] for name, kind in COMPONENTS[part].inputs.items()}
    assert {value.name: value.type for value in session.get_inputs()} == inputs
    assert tuple(value.name for value in session.get_outputs()) == COMPONENTS[part].outputs


@pytest.mark.parametrize("part", PARTS)
def test_only_the_batch_is_free_and_it_is_really_free(part: str) -> None:
    graph = toy_graphs()[0][part]
    for value in graph.graph.input:
        first, *others = value.type.tensor_type.shape.dim
        assert first.dim_param
        assert all(dimension.dim_value for dimension in others)
    session = open_session(graph)
    for batch in BATCHES:
        feeds = {k: x.numpy() for k, x in examples(part, toy_networks().generator, batch).items()}
        assert {len(output) for output in session.run(None, feeds)} == {batch}


@pytest.mark.parametrize("part", PARTS)
def test_a_graph_stands_alone_and_names_no_file_of_the_machine_that_made_it(part: str) -> None:
    graph = toy_graphs()[0][part]
    assert [(opset.domain, opset.version) for opset in graph.opset_import] == [("", OPSET)]
    assert not any(onnx.external_data_helper.uses_external_data(c) for c in graph.graph.initializer)
    assert not graph.graph.value_info
    assert not any(node.doc_string or node.metadata_props for node in graph.graph.node)
    assert b".py" not in graph.SerializeToString()


def test_attention_multiplies_its_weights_once_and_not_in_every_run() -> None:
    graph = toy_graphs()[0]["denoiser"].graph
    constants = {constant.name for constant in graph.initializer}
    wasted = [node.name for node in graph.node if set(node.input) <= constants]
    assert not wasted


def test_pictures_are_bytes_with_the_colour_last() -> None:
    generator = toy_networks().generator
    for part, side in (("decoder", 512), ("preview", 128)):
        feeds = {k: x.numpy() for k, x in examples(part, generator, 2).items()}
        (image,) = open_session(toy_graphs()[0][part]).run(None, feeds)
        assert (image.dtype, image.shape) == ("uint8", (2, side, side, 3))


def test_a_graph_of_other_weights_is_refused() -> None:
    other = nn.Linear(32, 32)

    class Pooled(nn.Module):
        def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
            context, pooled = toy_networks().generator.encoder(tokens)
            return context, pooled + 0.01 * other(pooled)

    with pytest.raises(ParityBroken, match="encoder differs"):
        compare("encoder", Pooled(), toy_graphs()[0]["encoder"], toy_networks().generator)


def test_a_frozen_batch_is_refused() -> None:
    class Frozen(nn.Module):
        def forward(self, tokens: Tensor) -> Tensor:
            return tokens.float().sum(dim=(1, 2)).view(-1, 1)

    generator = toy_networks().generator
    graph = export(Frozen(), examples("encoder", generator, 2), ("pooled",))
    graph.graph.input[0].type.tensor_type.shape.dim[0].dim_value = 2
    with pytest.raises(ParityBroken, match="batch of 1"):
        compare("encoder", Frozen(), graph, generator)
