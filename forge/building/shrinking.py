"""INT8 for a published model's graph, as far as it stands it: measured on what its pictures really pass through it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
from msgspec import Struct
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper

from forge.building.graphs import INSIDE
from forge.building.rounding import (
    STEPS_OF_WEIGHTS,
    Graph,
    Layer,
    Range,
    Rounding,
    rounded,
    save_rounded,
)
from forge.export import open_session
from runtime.engines.onnx import physical_cores

Feeds = dict[str, NDArray[Any]]

LIMITS = {"denoiser": 0.05, "decoder": 0.03}
USUAL = 0.05
"""Root mean square of what INT8 changes in a part's output, as a share of the output's own spread. Above: 32 bits stay."""
LEFT_OUT = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 1.0)
"""Shares of the layers, the most sensitive first, that are kept from multiplying bytes until the part is within its limit."""


class Seen(Struct, frozen=True):
    """What a part was asked while pictures were drawn."""

    calibration: Sequence[Feeds]
    judged: Sequence[Feeds]
    """By others than those that ranges were taken from."""


class Shrunk(Struct, frozen=True, kw_only=True):
    """What became of a part."""

    kept: str
    """int8 or fp32."""
    error: float
    """Of the graph that is kept; of what was refused, where that is fp32."""
    limit: float
    whole: int = 0
    """Layers that multiply bytes."""
    stored: int = 0
    """Layers whose weights alone are bytes."""


def shrink(  # noqa: PLR0913, PLR0917 - the last two are the machine's
    name: str,
    path: Path,
    out: Path,
    seen: Seen,
    inside: int = INSIDE,
    steps: int = STEPS_OF_WEIGHTS,
) -> Shrunk:
    """The graph at `path` in INT8 at `out`, which is not written where none is within the part's limit.

    `steps`: of weights that multiply bytes, on either side of zero.
    """
    graph, limit = Graph(path), LIMITS.get(name, USUAL)
    layers = graph.layers()
    # A text encoder runs once a picture, so it may be slow; and a few of its numbers are far larger than the others.
    slow = name.startswith("encoder")
    able = [] if slow else [layer for layer in layers if layer.kind != "Gemm"]
    ranges = observe(graph, able, seen.calibration) if able else {}
    ranked = sensitive_first(graph, able, ranges, seen.judged, steps) if able else []
    wanted = answers(open_session(path, physical_cores()), seen.judged)
    error = float("inf")
    for share in LEFT_OUT if able else (1.0,):
        whole = ranked[round(share * len(ranked)) :]
        save_rounded(rounded(graph, ranges, layers, whole, steps), path.parent, out, inside)
        error = difference(answers(open_session(out, physical_cores()), seen.judged), wanted)
        if error <= limit:
            count = len(whole), len(layers) - len(whole)
            return Shrunk(kept="int8", error=error, limit=limit, whole=count[0], stored=count[1])
    for written in out.parent.glob(f"{out.name}*"):
        written.unlink()
    return Shrunk(kept="fp32", error=error, limit=limit)


def observe(graph: Graph, layers: Sequence[Layer], feeds: Sequence[Feeds]) -> dict[str, Range]:
    """Lowest and highest value of every layer's input and output. The graph itself finds them: nothing large comes out.

    What a matrix product is given gets as much room on either side of zero: a zero in the middle costs the processor nothing.
    """
    names = {layer.name for layer in layers}
    evenly = {
        node.input[0]
        for node in graph.model.graph.node
        if node.op_type == "MatMul" and node.output[0] in names
    }
    watched = sorted(
        {
            one
            for node in graph.model.graph.node
            if node.output and node.output[0] in names
            for one in (node.input[0], node.output[0])
        }
    )
    nodes = [
        helper.make_node(kind, [one], [f"{one}_{kind}"], name=f"{one}_{kind}", keepdims=0)
        for one in watched
        for kind in ("ReduceMin", "ReduceMax")
    ]
    rounding = Rounding(graph, {})
    rounding.nodes += [*graph.model.graph.node, *nodes]
    with session_with(graph, rounding, nodes) as (session, outputs):
        rows = np.array([session.run(outputs, feed) for feed in feeds]).reshape(len(feeds), -1, 2)
    # Zero must be exact: borders are padded with it.
    low, high = np.minimum(rows[..., 0].min(0), 0), np.maximum(rows[..., 1].max(0), 0)
    found = {one: (float(low[i]), float(high[i])) for i, one in enumerate(watched)}
    return {one: _even(each) if one in evenly else each for one, each in found.items()}


def sensitive_first(
    graph: Graph,
    layers: Sequence[Layer],
    ranges: dict[str, Range],
    feeds: Sequence[Feeds],
    steps: int = STEPS_OF_WEIGHTS,
) -> list[Layer]:
    """By what bytes change in each one's own output, all others being as they were: one pass tells all."""
    rounding, asked = Rounding(graph, ranges, steps), []
    names = {layer.name for layer in layers}
    for node in graph.model.graph.node:
        rounding.add(node)
        if node.output and node.output[0] in names:
            twin = NodeProto()
            twin.CopyFrom(node)
            twin.output[0] = f"{node.output[0]}_twin"
            twin.name = f"{twin.output[0]}_node"
            ranges[twin.output[0]] = ranges[node.output[0]]
            rounding.bytes_times_bytes(twin)
            compared = _compared(node.output[0], twin.output[0])
            rounding.nodes += compared
            asked += compared[1:]
    with session_with(graph, rounding, asked) as (session, outputs):
        rows = np.array([session.run(outputs, feed) for feed in feeds]).sum(0).reshape(-1, 2)
    share = rows[:, 0] / np.maximum(rows[:, 1], 1e-12)
    order = [node.input[0] for node in asked[1::2]]
    error = dict(zip(order, share.tolist(), strict=True))
    return sorted(layers, key=lambda layer: -error[layer.name])


def answers(session: ort.InferenceSession, feeds: Sequence[Feeds]) -> list[list[NDArray[Any]]]:
    return [session.run(None, feed) for feed in feeds]


def difference(found: list[list[NDArray[Any]]], wanted: list[list[NDArray[Any]]]) -> float:
    """Of the output that suffers most."""
    worst = 0.0
    for output in range(len(wanted[0])):
        pairs = [
            (a[output].astype(np.float64), b[output]) for a, b in zip(found, wanted, strict=True)
        ]
        apart = np.concatenate([(a - b).ravel() for a, b in pairs])
        spread = np.concatenate([b.ravel() for _, b in pairs]).std()
        worst = max(worst, float(np.sqrt((apart**2).mean()) / max(spread, 1e-12)))
    return worst


@contextmanager
def session_with(
    graph: Graph, rounding: Rounding, asked: Sequence[NodeProto]
) -> Iterator[tuple[ort.InferenceSession, list[str]]]:
    """The graph with more nodes, of which these are the answers. It lies beside its weights for as long as it is open."""
    outputs = [node.output[0] for node in asked]
    values = [helper.make_tensor_value_info(one, TensorProto.FLOAT, None) for one in outputs]
    beside = graph.path.with_name(f".watched-{graph.path.name}")
    try:
        onnx.save(rounding.finish(values), beside)
        yield open_session(beside, physical_cores()), outputs
    finally:
        beside.unlink(missing_ok=True)


def _even(found: Range) -> Range:
    """128 steps below zero and 127 above."""
    step = max(-found[0] / 128, found[1] / 127)
    return -128 * step, 127 * step


def _compared(one: str, other: str) -> list[NodeProto]:
    apart = f"{other}_apart"
    return [
        helper.make_node("Sub", [one, other], [apart], name=apart),
        helper.make_node(
            "ReduceSumSquare", [apart], [f"{apart}_sum"], name=f"{apart}_sum", keepdims=0
        ),
        helper.make_node(
            "ReduceSumSquare", [one], [f"{other}_sum"], name=f"{other}_sum", keepdims=0
        ),
    ]
