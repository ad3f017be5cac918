"""Layers of an exported graph in INT8. The graph's weights are read from the disk one by one: they may not fit twice.

Two ways, neither of which takes its ranges from the batch at hand, since a picture must not depend on who else is drawn:
bytes times bytes with fixed ranges, as in the shipped pack (`forge.quantise`); or weights in blocks of bytes, each with a
step of its own, times an input that is rounded row by row: `MatMulNBits`, for layers that do not stand fixed ranges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import onnx
from msgspec import Struct
from numpy.typing import NDArray
from onnx import (
    ModelProto,
    NodeProto,
    TensorProto,
    ValueInfoProto,
    external_data_helper,
    helper,
    numpy_helper,
)

from forge.export import save_graph, without_notes

STEPS_OF_WEIGHTS = 63
"""On either side of zero: processors without VNNI add two products in 16 bits, where eight bits would overflow."""
ALL_STEPS = 127
"""The same where the processor is known to add in 32 bits: half the error."""
BLOCK = 128
"""Weights that share a step, where they are rounded in blocks."""
CONTRIB = "com.microsoft"
Values = NDArray[np.float32]
Range = tuple[float, float]


class Layer(Struct, frozen=True):
    """A matrix product or convolution whose weights are known."""

    name: str
    """Of its output, unique in the graph."""
    kind: str
    """MatMul, Conv, or Gemm, whose weights are only stored in bytes: it turns them round on its way."""
    weight: str


class Graph:
    """A graph's file, without the weights in it or beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.model: ModelProto = onnx.load(path, load_external_data=False)
        self._constants = {one.name: one for one in self.model.graph.initializer}
        self._turned = {
            node.output[0]: node.input[0]
            for node in self.model.graph.node
            if node.op_type == "Transpose" and node.input[0] in self._constants
        }

    def layers(self) -> list[Layer]:
        """Matrix products and convolutions whose weights are known."""
        known = self._constants.keys() | self._turned.keys()
        return [
            Layer(node.output[0], node.op_type, node.input[1])
            for node in self.model.graph.node
            if node.op_type in {"MatMul", "Conv", "Gemm"} and node.input[1] in known
        ]

    def values(self, name: str) -> Values:
        """Of a constant, or of one that the exporter turns at the start."""
        constant = self._constants[self._turned.get(name, name)]
        found: Values = numpy_helper.to_array(constant, str(self.path.parent)).astype(np.float32)
        return found.T if name in self._turned else found


class Rounding:
    """Rebuilds a graph's nodes in order."""

    def __init__(
        self, graph: Graph, ranges: Mapping[str, Range], steps: int = STEPS_OF_WEIGHTS
    ) -> None:
        """`steps`: of weights that multiply bytes, on either side of zero."""
        self._graph, self._ranges, self._most = graph, ranges, steps
        self.nodes: list[NodeProto] = []
        self._done: dict[str, str] = {}
        """Weight or input -> what takes its place."""
        self._added: dict[str, TensorProto] = {}

    def add(self, node: NodeProto) -> None:
        self.nodes.append(node)

    def bytes_times_bytes(self, node: NodeProto) -> None:
        x, result = node.input[0], node.output[0]
        inputs = [self._input(x), self._weight(node.input[1], 0 if node.op_type == "Conv" else 1)]
        changed = NodeProto()
        changed.CopyFrom(node)
        changed.input[:2] = inputs
        if node.op_type == "Conv":
            # Its sum is rounded too: only then the runtime computes it in bytes.
            changed.output[0] = f"{result}_exact"
            if len(node.input) > 2:
                changed.input[2] = self._bias(node.input[2], x, node.input[1])
        self.nodes.append(changed)
        if node.op_type == "Conv":
            self._round(f"{result}_exact", result, *self._step(result))

    def blocks(self, node: NodeProto) -> None:
        """Of a matrix product."""
        name = node.input[1]
        values = self._graph.values(name).T  # [N, K]
        wide, deep = values.shape
        padded = np.pad(values, ((0, 0), (0, -deep % BLOCK))).reshape(wide, -1, BLOCK)
        steps = np.maximum(np.abs(padded).max(axis=2) / 127, 1e-12).astype(np.float32)
        whole = (np.rint(padded / steps[..., np.newaxis]) + 128).astype(np.uint8)
        stored = [
            self._constant(f"{name}_blocks", whole),
            self._constant(f"{name}_scales", steps.reshape(-1)),
        ]
        self.nodes.append(
            helper.make_node(
                "MatMulNBits",
                [node.input[0], *stored],
                list(node.output),
                name=f"{node.output[0]}_blocks",
                domain=CONTRIB,
                K=deep,
                N=wide,
                bits=8,
                block_size=BLOCK,
                accuracy_level=4,
            )
        )

    def stored(self, node: NodeProto) -> None:
        """A layer that multiplies floats, of bytes in the file: the runtime makes floats of them while it loads."""
        name = node.input[1]
        values = self._graph.values(name)
        largest = np.abs(values).max(axis=tuple(range(1, values.ndim)), keepdims=True)
        steps = np.maximum(largest / 127, 1e-12).astype(np.float32)
        whole = self._constant(f"{name}_bytes", np.rint(values / steps).astype(np.int8))
        cast, result = f"{name}_cast", f"{name}_floats"
        changed = NodeProto()
        changed.CopyFrom(node)
        changed.input[1] = result
        # Not by DequantizeLinear: the runtime would keep that, and multiply anew at every run.
        told = [cast, self._constant(f"{name}_steps", steps)]
        self.nodes += [
            helper.make_node("Cast", [whole], [cast], name=cast, to=TensorProto.FLOAT),
            helper.make_node("Mul", told, [result], name=result),
            changed,
        ]

    def finish(self, asked: Iterable[ValueInfoProto] = ()) -> ModelProto:
        """With more outputs, and without what nobody reads any more; weights that stay are still where they were."""
        model = ModelProto()
        model.CopyFrom(self._graph.model)
        model.graph.output.extend(asked)
        wanted = {value.name for value in model.graph.output}
        kept: list[NodeProto] = []
        for node in reversed(self.nodes):
            if wanted & set(node.output):
                kept.append(node)
                wanted |= set(node.input)
        del model.graph.node[:]
        model.graph.node.extend(reversed(kept))
        constants = [one for one in model.graph.initializer if one.name in wanted]
        del model.graph.initializer[:]
        model.graph.initializer.extend([*constants, *self._added.values()])
        if not any(one.domain == CONTRIB for one in model.opset_import):
            model.opset_import.append(helper.make_opsetid(CONTRIB, 1))
        return model

    def _input(self, name: str) -> str:
        if name not in self._done:
            self._done[name] = f"{name}_rounded"
            self._round(name, self._done[name], *self._step(name))
        return self._done[name]

    def _step(self, name: str) -> tuple[np.float32, np.uint8]:
        """(size of one step, the step that is zero)"""
        low, high = self._ranges[name]
        step = np.float32(max(high - low, 1e-6) / 255)
        return step, np.uint8(np.clip(np.rint(-low / step), 0, 255))

    def _round(self, name: str, result: str, step: np.float32, zero: np.uint8) -> None:
        told = [self._constant(f"{name}_step", step), self._constant(f"{name}_zero", zero)]
        byte = f"{name}_byte"
        self.nodes += [
            helper.make_node("QuantizeLinear", [name, *told], [byte], name=byte),
            helper.make_node("DequantizeLinear", [byte, *told], [result], name=result),
        ]

    def _weight(self, name: str, axis: int) -> str:
        if name not in self._done:
            values, steps = self._graph.values(name), self._steps(name, axis)
            shape = [-1 if i == axis else 1 for i in range(values.ndim)]
            whole = np.rint(values / steps.reshape(shape)).astype(np.int8)
            self._done[name] = self._stored(name, whole, steps, axis)
        return self._done[name]

    def _steps(self, name: str, axis: int) -> Values:
        values = self._graph.values(name)
        others = tuple(i for i in range(values.ndim) if i != axis)
        steps = np.abs(values).max(axis=others) / self._most
        return np.maximum(steps, 1e-12).astype(np.float32)

    def _bias(self, name: str, x: str, weight: str) -> str:
        steps = self._step(x)[0] * self._steps(weight, 0)
        whole = np.rint(self._graph.values(name) / steps).astype(np.int32)
        return self._stored(name, whole, steps, 0)

    def _stored(self, name: str, whole: NDArray[np.generic], steps: Values, axis: int) -> str:
        inputs = [
            self._constant(f"{name}_bytes", whole),
            self._constant(f"{name}_steps", steps),
            self._constant(f"{name}_zeros", np.zeros(len(steps), whole.dtype)),
        ]
        result = f"{name}_stored"
        self.nodes.append(
            helper.make_node("DequantizeLinear", inputs, [result], name=result, axis=axis)
        )
        return result

    def _constant(self, name: str, value: NDArray[np.generic] | np.generic) -> str:
        self._added[name] = numpy_helper.from_array(np.asarray(value), name)
        return name


def rounded(
    graph: Graph,
    ranges: Mapping[str, Range],
    layers: Iterable[Layer],
    whole: Iterable[Layer],
    steps: int = STEPS_OF_WEIGHTS,
) -> ModelProto:
    """`whole`: those of the layers that multiply bytes; the weights of the others are bytes in the file. `steps`: as above."""
    rounding = Rounding(graph, ranges, steps)
    every, in_bytes = ({layer.name for layer in some} for some in (layers, whole))
    for node in graph.model.graph.node:
        name = node.output[0] if node.output else ""
        if name in in_bytes:
            rounding.bytes_times_bytes(node)
        elif name in every:
            (rounding.blocks if node.op_type == "MatMul" else rounding.stored)(node)
        else:
            rounding.add(node)
    return rounding.finish()


def save_rounded(model: ModelProto, weights: Path, path: Path, inside: int) -> None:
    """`weights`: folder of what still lies outside the graph. Above `inside` bytes it goes to `path.data`."""
    for old in (path, path.with_name(f"{path.name}.data")):
        old.unlink(missing_ok=True)  # onnx would write behind what is there
    external_data_helper.load_external_data_for_model(model, str(weights))
    without_notes(model)
    if sum(len(one.raw_data) for one in model.graph.initializer) > inside:
        onnx.save(
            model,
            path,
            save_as_external_data=True,
            location=f"{path.name}.data",
            size_threshold=256,
        )
    else:
        save_graph(model, path)
    onnx.checker.check_model(path)
