"""Puts roundings and bytes into a graph: what INT8 is made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from forge.export import cleaned

STEPS_OF_WEIGHTS = 63
"""On either side of zero. Seven bits: processors without VNNI add two products in 16 bits, where eight would overflow."""
STEPS_OF_STORED = 127
"""The same for weights that are multiplied as floats."""

Range = tuple[float, float]
"""Lowest and highest value."""


class Editor:
    """Rebuilds a graph's nodes in order, with roundings around the quantised ones."""

    def __init__(self, graph: ModelProto, ranges: dict[str, Range], *, rounds: bool) -> None:
        self._graph = graph
        self._ranges = ranges
        self._rounds = rounds
        self._constants = {c.name: c for c in graph.graph.initializer}
        self._nodes: list[NodeProto] = []
        self._rounded: dict[str, str] = {}
        self._added: dict[str, TensorProto] = {}

    def add(self, node: NodeProto, *, quantise: bool) -> None:
        if not quantise:
            self._nodes.append(node)
            return
        x, weight = node.input[0], node.input[1]
        axis = 0 if node.op_type == "Conv" else 1
        if not self._rounds:
            node.input[1] = self._bytes(weight, axis)
            self._nodes.append(node)
            return
        node.input[0] = self._activation(x)
        node.input[1], scales = self._weight(weight, axis)
        if node.op_type == "MatMul":
            self._nodes.append(node)
            return
        if len(node.input) > 2:
            node.input[2] = self._bias(node.input[2], self._step(x)[0] * scales)
        result = node.output[0]
        node.output[0] = f"{result}_exact"
        self._nodes.append(node)
        self._round(node.output[0], result, self._step(result))

    def finish(self) -> ModelProto:
        graph = self._graph.graph
        del graph.node[:]
        graph.node.extend(self._nodes)
        used = {name for node in self._nodes for name in node.input}
        kept = [c for c in graph.initializer if c.name in used]
        del graph.initializer[:]
        graph.initializer.extend([*kept, *self._added.values()])
        return cleaned(self._graph)

    def _step(self, name: str) -> tuple[np.float32, np.uint8]:
        """(size of one step, the step that is zero)"""
        low, high = self._ranges[name]
        step = np.float32(max(high - low, 1e-6) / 255)
        return step, np.uint8(np.clip(np.rint(-low / step), 0, 255))

    def _activation(self, name: str) -> str:
        if name not in self._rounded:
            self._rounded[name] = f"{name}_rounded"
            self._round(name, self._rounded[name], self._step(name))
        return self._rounded[name]

    def _round(self, name: str, result: str, step: tuple[np.float32, np.uint8]) -> None:
        constants = [
            self._constant(f"{name}_step", step[0]),
            self._constant(f"{name}_zero", step[1]),
        ]
        byte = f"{name}_byte"
        self._nodes += [
            helper.make_node("QuantizeLinear", [name, *constants], [byte], name=byte),
            helper.make_node("DequantizeLinear", [byte, *constants], [result], name=result),
        ]

    def _weight(self, name: str, axis: int) -> tuple[str, NDArray[np.float32]]:
        """(the dequantised weight, the size of one step for each output channel)"""
        whole, steps = self._in_bytes(name, axis, STEPS_OF_WEIGHTS)
        return self._stored(name, whole, steps.reshape(-1), axis), steps.reshape(-1)

    def _bytes(self, name: str, axis: int) -> str:
        """The weight as floats, of bytes; not by DequantizeLinear, which the runtime would keep to fuse it."""
        whole, steps = self._in_bytes(name, axis, STEPS_OF_STORED)
        inputs = self._constant(f"{name}_bytes", whole), self._constant(f"{name}_steps", steps)
        cast, result = f"{name}_cast", f"{name}_stored"
        self._nodes += [
            helper.make_node("Cast", [inputs[0]], [cast], name=cast, to=TensorProto.FLOAT),
            helper.make_node("Mul", [cast, inputs[1]], [result], name=result),
        ]
        return result

    def _in_bytes(
        self, name: str, axis: int, most: int
    ) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """(the weight in steps, the size of a step for each output channel, which it broadcasts over)"""
        values = numpy_helper.to_array(self._constants[name]).astype(np.float32)
        others = tuple(i for i in range(values.ndim) if i != axis)
        largest = np.abs(values).max(axis=others, keepdims=True)
        steps = np.maximum(largest / most, 1e-12).astype(np.float32)
        return np.rint(values / steps).astype(np.int8), steps

    def _bias(self, name: str, steps: NDArray[np.float32]) -> str:
        values = numpy_helper.to_array(self._constants[name])
        return self._stored(name, np.rint(values / steps).astype(np.int32), steps, 0)

    def _stored(
        self, name: str, whole: NDArray[np.generic], steps: NDArray[np.float32], axis: int
    ) -> str:
        result = f"{name}_stored"
        inputs = [
            self._constant(f"{name}_bytes", whole),
            self._constant(f"{name}_steps", steps),
            self._constant(f"{name}_zeros", np.zeros(len(steps), whole.dtype)),
        ]
        self._nodes.append(
            helper.make_node("DequantizeLinear", inputs, [result], name=result, axis=axis)
        )
        return result

    def _constant(self, name: str, value: NDArray[np.generic] | np.generic) -> str:
        self._added[name] = numpy_helper.from_array(np.asarray(value), name)
        return name
