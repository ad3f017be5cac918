"""Graphs → the networks they were exported from: weights read back out of a pack, its roundings undone as far as that goes.

A network of the same shape is exported once more, with chance in the place of each weight; where a weight ends in that graph, the pack's own
stands in its graph. So nothing here knows how a layer is exported, or what the exporter calls its constants.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, helper, numpy_helper
from torch import Tensor, nn

from forge.errors import NotAlike
from forge.export import export
from forge.nets.model import Attention

Values = NDArray[Any]
ROUNDINGS = frozenset({"QuantizeLinear", "DequantizeLinear"})


class Place(Struct, frozen=True):
    """A constant that a node of a graph computes with."""

    operator: str
    values: Values


def read_back(
    network: nn.Module, inputs: dict[str, Tensor], outputs: tuple[str, ...], graph: ModelProto
) -> None:
    """Gives `network` the weights of a graph that was exported from one like it, in floats or in bytes.

    `inputs` and `outputs` as for `forge.export.export`. Raises NotAlike.
    """
    marked = _marked(network)
    own, theirs = list(places(export(marked, inputs, outputs))), list(places(graph))
    if [_kind(place) for place in own] != [_kind(place) for place in theirs]:
        raise NotAlike("the graph was not exported from a network of this shape")
    known = marked.state_dict()
    scales = _scales(marked)
    found: dict[str, Tensor] = {}
    for mine, its in zip(own, theirs, strict=True):
        for name, values in known.items():
            scale = scales.get(name)
            stored = values if scale is None else values * scale
            for way in (np.asarray, np.transpose):
                if _same(way(mine.values), stored.numpy()):
                    read = torch.from_numpy(np.array(way(its.values), np.float32))
                    found[name] = read if scale is None else read / scale
    if missing := sorted(set(known) - set(found)):
        raise NotAlike(f"the graph has no place for {missing[0]}")
    network.load_state_dict(found)


def places(graph: ModelProto) -> Iterator[Place]:
    """Every float constant of more than one number, in the order of computing, as floats whatever it is stored as."""
    constants = {one.name: numpy_helper.to_array(one) for one in graph.graph.initializer}
    for node in graph.graph.node:
        if all(name in constants for name in node.input):
            value = _unrounded(node, [constants[name] for name in node.input])
            if value is not None:
                constants[node.output[0]] = value
                continue
        if node.op_type in ROUNDINGS:  # of what is computed: a step and a zero, no weights
            continue
        for name in node.input:
            values = constants.get(name)
            if values is not None and values.size > 1 and values.dtype == np.float32:
                yield Place(node.op_type, values)


def _unrounded(node: NodeProto, inputs: list[Values]) -> Values | None:
    """What a constant that was stored in bytes or halves stands for; None for other operators."""
    match node.op_type:
        case "Cast":
            return inputs[0].astype(np.float32)
        case "Mul":
            return np.asarray(inputs[0] * inputs[1])
        case "DequantizeLinear":
            told = {one.name: helper.get_attribute_value(one) for one in node.attribute}
            axis = told.get("axis", 1) if inputs[1].ndim else 0
            shape = [-1 if number == axis else 1 for number in range(inputs[0].ndim)]
            steps, zeros = (one.reshape(shape) if one.ndim else one for one in inputs[1:])
            return np.asarray((inputs[0].astype(np.float32) - zeros) * steps, np.float32)
        case _:
            return None


def _marked(network: nn.Module) -> nn.Module:
    """A copy in which no two numbers are the same, so that each weight is told by its values."""
    copy, random = deepcopy(network), torch.Generator().manual_seed(0)
    with torch.no_grad():
        for values in copy.state_dict().values():
            values.copy_(torch.rand(values.shape, generator=random) + 0.5)
    return copy


def _scales(network: nn.Module) -> dict[str, Tensor]:
    """Of weights that the exporter stores multiplied: what by."""
    return {
        f"{name}.qkv.weight": module.scales
        for name, module in network.named_modules()
        if isinstance(module, Attention)
    }


def _kind(place: Place) -> tuple[str, tuple[int, ...]]:
    return place.operator, place.values.shape


def _same(values: Values, others: Values) -> bool:
    return values.shape == others.shape and np.allclose(values, others, rtol=1e-6, atol=0)
