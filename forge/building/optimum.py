"""A folder of ONNX components as `optimum` writes it: its graphs by our names, each picture with its own noise level.

optimum's U-Net takes one noise level for the whole batch, a number without axes, and repeats it; a box draws pictures of
all ages at once. So the node that makes a row of the number is taken out, and the graph is compared with what it was:
each row of a batch at different levels must be the picture that the old graph draws alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper

from forge.building.files import FOLDERS
from forge.building.graphs import GraphDiffers, share
from forge.building.rounding import save_rounded
from forge.building.source import Source, SourceUnusable
from forge.export import open_session
from runtime.families.base import Component

INPUTS = {
    "input_ids": "input_ids",
    "sample": "sample",
    "timestep": "timestep",
    "encoder_hidden_states": "context",
    "timestep_cond": "guidance",
    "text_embeds": "pooled",
    "time_ids": "time_ids",
    "latent_sample": "latents",
}
OUTPUTS = {
    "denoiser": {"out_sample": "predicted"},
    "decoder": {"sample": "image"},
    "encoder": {"last_hidden_state": "context"},
    "encoder_2": {"text_embeds": "pooled"},
}
LAYER = re.compile(r"hidden_states\.(\d+)")
"""What a reader's layers say, one output each; the last one's is what it says in the end."""
ELEMENTS = {"float": TensorProto.FLOAT, "int64": TensorProto.INT64}
TOLERANCE = 1e-4
"""Largest difference between rows and single runs, as a share of the output's largest number."""


def adapt(name: str, component: Component, source: Source, path: Path, inside: int) -> float:
    """Writes the graph at `path`; the largest difference of a row from the old graph. Raises SourceUnusable, GraphDiffers."""
    old = source.folder / FOLDERS[name] / "model.onnx"
    graph = onnx.load(old, load_external_data=False)
    _refuse_halves(graph, old)
    changed = onnx.ModelProto()
    changed.CopyFrom(graph)
    if name == "denoiser":
        _by_rows(changed, old)
    deep = name.startswith("encoder") and "encoder_2" in source.weights
    outputs = _outputs_of_layers(name, graph, old) if deep else OUTPUTS[name]
    _rename(changed, component, outputs, old)
    save_rounded(changed, old.parent, path, inside)
    return _compared(name, component, outputs, old, path)


def _outputs_of_layers(name: str, graph: ModelProto, path: Path) -> Mapping[str, str]:
    """Theirs -> ours, for models with two readers: what their last layer but one says is what the pipeline takes."""
    found = [LAYER.fullmatch(value.name) for value in graph.graph.output]
    layers = sorted((int(one[1]), one[0]) for one in found if one)
    if len(layers) < 2:
        raise SourceUnusable(f"{path} does not tell what its layers say, as optimum's graphs do")
    told = {layers[-2][1]: "context"}
    return told | OUTPUTS[name] if name == "encoder_2" else told


def _refuse_halves(graph: ModelProto, path: Path) -> None:
    kinds = {value.type.tensor_type.elem_type for value in graph.graph.output}
    if kinds != {TensorProto.FLOAT}:
        raise SourceUnusable(f"{path} does not compute in 32 bits; export it with --dtype fp32")


def _by_rows(graph: ModelProto, path: Path) -> None:
    (told,) = [value for value in graph.graph.input if value.name == "timestep"]
    if told.type.tensor_type.shape.dim:
        return
    known = {"timestep"}
    for node in graph.graph.node:
        if not known & set(node.input):
            continue
        if node.op_type in {"Cast", "Identity"}:
            known |= set(node.output)
        elif node.op_type in {"Unsqueeze", "Reshape"}:
            node.op_type = "Identity"
            del node.input[1:], node.attribute[:]
            return
    raise SourceUnusable(f"{path} reads its noise level in a way that is not known here")


def _rename(
    graph: ModelProto, component: Component, outputs: Mapping[str, str], path: Path
) -> None:
    """Inputs and outputs get our names and types; outputs that nobody asks for go."""
    found = {INPUTS.get(value.name) for value in graph.graph.input}
    if found != set(component.inputs):
        names = ", ".join(value.name for value in graph.graph.input)
        raise SourceUnusable(f"{path} has other inputs than optimum writes: {names}")
    nodes = []
    for value in list(graph.graph.input):
        ours, kind = INPUTS[value.name], value.type.tensor_type.elem_type
        wanted = ELEMENTS[component.inputs[ours]]
        inner = f"{ours}_read"
        _replace(graph, value.name, inner)
        nodes.append(helper.make_node("Cast", [ours], [inner], name=inner, to=kind))
        value.name, value.type.tensor_type.elem_type = ours, wanted
        if ours == "timestep":
            value.CopyFrom(helper.make_tensor_value_info(ours, wanted, ["batch"]))
    kept = [value for value in graph.graph.output if value.name in outputs]
    if len(kept) != len(outputs):
        raise SourceUnusable(f"{path} has no output {', '.join(outputs)}")
    answers = []
    for value in kept:
        ours = outputs[value.name]
        graph.graph.node.append(
            helper.make_node("Identity", [value.name], [ours], name=f"{ours}_told")
        )
        answer = onnx.ValueInfoProto()
        answer.CopyFrom(value)
        answer.name = ours
        answers.append(answer)
    body = [*nodes, *graph.graph.node]
    del graph.graph.output[:], graph.graph.node[:]
    graph.graph.output.extend(answers)
    graph.graph.node.extend(body)


def _replace(graph: ModelProto, old: str, new: str) -> None:
    for node in graph.graph.node:
        for index, name in enumerate(node.input):
            if name == old:
                node.input[index] = new


def _compared(
    name: str, component: Component, outputs: Mapping[str, str], old: Path, path: Path
) -> float:
    before, after = open_session(old), open_session(path)
    rows = 3
    feeds = _feeds(component, {value.name: value.shape for value in after.get_inputs()}, rows)
    found = after.run(list(outputs.values()), feeds)
    theirs = {value.name: value for value in before.get_inputs()}
    kinds = {"tensor(int64)": np.int64, "tensor(int32)": np.int32, "tensor(float)": np.float32}
    alone = []
    for row in range(rows):
        single = {
            told: np.asarray(_row(feeds[INPUTS[told]], row, value.shape), kinds[value.type])
            for told, value in theirs.items()
        }
        alone.append(before.run(list(outputs), single))
    wanted = [np.concatenate(one) for one in zip(*alone, strict=True)]
    if not all(np.isfinite(one).all() for one in wanted):
        raise SourceUnusable(
            f"{old} answers with what is no number; it was spoilt where it was made or converted"
        )
    apart = max(share(a, b) for a, b in zip(found, wanted, strict=True))
    if apart > TOLERANCE:
        raise GraphDiffers(f"{name} draws other pictures in company than alone, by {apart:.1e}")
    return apart


def _feeds(
    component: Component, widths: Mapping[str, Sequence[Any]], rows: int
) -> dict[str, NDArray[Any]]:
    chance = np.random.default_rng(0)
    feeds: dict[str, NDArray[Any]] = {}
    for ours, kind in component.inputs.items():
        fixed = {0: rows, 1: 8}
        shape = tuple(
            size if isinstance(size, int) else fixed.get(axis, 16)
            for axis, size in enumerate(widths[ours])
        )
        feeds[ours] = (
            chance.integers(0, 50, shape)
            if kind == "int64"
            else chance.normal(size=shape).astype(np.float32)
        )
    if "timestep" in feeds:
        feeds["timestep"] = np.linspace(1, 900, rows).astype(np.float32)
    return feeds


def _row(feed: NDArray[Any], row: int, shape: Sequence[Any]) -> NDArray[Any]:
    """As a batch of one, or as a number without axes."""
    return np.asarray(feed[row : row + 1] if shape else feed[row])
