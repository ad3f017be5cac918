"""A folder of ONNX components as `optimum` writes it: its graphs by our names, each picture with its own noise level.

optimum's U-Net takes one noise level for the whole batch, a number without axes, and repeats it; a box draws pictures of
all ages at once. So the node that makes a row of the number is taken out, and the graph is compared with what it was:
each row of a batch at different levels must be the picture that the old graph draws alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper

from forge.building.graphs import GraphDiffers
from forge.building.rounding import save_rounded
from forge.building.source import SourceUnusable, read
from forge.export import open_session
from runtime.families.base import Component
from runtime.onnx_file import DOMAINS, beside, wants_of

FOLDERS = {"encoder": "text_encoder", "denoiser": "unet", "decoder": "vae_decoder"}
INPUTS = {
    "input_ids": "input_ids",
    "sample": "sample",
    "timestep": "timestep",
    "encoder_hidden_states": "context",
    "timestep_cond": "guidance",
    "latent_sample": "latents",
}
OUTPUTS = {
    "denoiser": {"out_sample": "predicted"},
    "decoder": {"sample": "image"},
    "encoder": {"last_hidden_state": "context"},
}
ELEMENTS = {"float": TensorProto.FLOAT, "int64": TensorProto.INT64}
TOLERANCE = 1e-4
"""Largest difference between rows and single runs, as a share of the output's largest number."""


def is_optimum(source: Path) -> bool:
    return (source / "unet/model.onnx").is_file()


def files_of_optimum(source: Path) -> list[Path]:
    """Graphs, and the weights beside them. Raises SourceUnusable."""
    kind = read(source / "model_index.json").get("_class_name", "")
    if (source / "text_encoder_2").exists():
        raise SourceUnusable(
            f"{source} holds the graphs of a {kind}; take its folder as diffusers writes it instead"
        )
    graphs = [source / folder / "model.onnx" for folder in FOLDERS.values()]
    for path in graphs:
        if not path.is_file():
            raise SourceUnusable(f"{path} is missing")
        try:
            wants = wants_of(memoryview(path.read_bytes()))
        except ValueError as error:
            raise SourceUnusable(
                f"{path} is damaged; copy it again from where it came from"
            ) from error
        for each in wants.external:
            data = path.parent / (beside("model.onnx", each.location) or "")
            if not data.is_file() or data.stat().st_size < each.end:
                raise SourceUnusable(
                    f"{path} reads {each.location}, which is not there or not whole"
                )
        if wants.domains - DOMAINS:
            raise SourceUnusable(f"{path} wants operators that only a program of somebody's has")
    return [path for graph in graphs for path in sorted(graph.parent.glob("model.onnx*"))]


def adapt(name: str, component: Component, source: Path, path: Path, inside: int) -> float:
    """Writes the graph at `path`; the largest difference of a row from the old graph. Raises SourceUnusable, GraphDiffers."""
    old = source / FOLDERS[name] / "model.onnx"
    graph = onnx.load(old, load_external_data=False)
    _refuse_halves(graph, old)
    changed = onnx.ModelProto()
    changed.CopyFrom(graph)
    if name == "denoiser":
        _by_rows(changed, old)
    _rename(changed, component, OUTPUTS[name], old)
    save_rounded(changed, old.parent, path, inside)
    return _compared(name, component, old, path)


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


def _compared(name: str, component: Component, old: Path, path: Path) -> float:
    before, after = open_session(old), open_session(path)
    chance, rows = np.random.default_rng(0), 3
    feeds: dict[str, NDArray[Any]] = {}
    widths = {value.name: value.shape for value in after.get_inputs()}
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
    found = after.run(list(component.outputs), feeds)[0]
    theirs = {value.name: value for value in before.get_inputs()}
    kinds = {"tensor(int64)": np.int64, "tensor(int32)": np.int32, "tensor(float)": np.float32}
    alone = []
    for row in range(rows):
        single = {
            told: np.asarray(_row(feeds[INPUTS[told]], row, value.shape), kinds[value.type])
            for told, value in theirs.items()
        }
        (output,) = OUTPUTS[name]
        alone.append(before.run([output], single)[0])
    wanted = np.concatenate(alone)
    apart = float(np.abs(found - wanted).max() / max(1e-6, np.abs(wanted).max()))
    if found.shape != wanted.shape or apart > TOLERANCE:
        raise GraphDiffers(f"{name} draws other pictures in company than alone, by {apart:.1e}")
    return apart


def _row(feed: NDArray[Any], row: int, shape: Sequence[Any]) -> NDArray[Any]:
    """As a batch of one, or as a number without axes."""
    return np.asarray(feed[row : row + 1] if shape else feed[row])
