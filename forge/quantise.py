"""INT8 for layers that stand it, found by measuring each one; half precision for the other weights.

    python -m forge quantise --work ~/.cache/edged-forge --out /tmp/int8

A quantised layer of the decoder multiplies bytes: its input is rounded to one of 256 steps of a range that was observed
while real pictures were drawn, its weights to 127 steps of their own channel. Ranges are fixed, never taken from the batch
at hand: a picture must not depend on who else is being drawn.

The denoiser's layers store bytes and multiply floats. Where its inputs are rounded too, two processors that add in
another order draw pictures 39 to 44 dB apart, since what falls to the other side of one rounding moves the next ones;
with bytes in the file alone they are the same to 50 dB, and a tablet draws what the box would (docs/decisions.md).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from msgspec import Struct
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from forge.dataset import WORK
from forge.errors import ForgeError
from forge.export import cleaned, export_all, load_networks, open_session, save_graph
from forge.progress import each
from forge.reporting.fidelity import (
    USUAL,
    Feeds,
    Likeness,
    Sessions,
    Wish,
    imagine,
    likeness,
    paint,
    wishes,
)
from forge.rounding import Editor, Range
from forge.schedule import Sampling
from forge.subject import Subject, add_subject, load_subject
from forge.train import load_sampling
from runtime.engines.base import Pixels

LARGE = 2048
"""Numbers of a constant from which on it is stored in half precision."""

BUDGETS = {"denoiser": ("velocity", 0.05), "decoder": ("image", 0.03)}
"""Component -> its output and the error that its quantised layers may cause together, as a share of the output."""
MULTIPLIES_BYTES = {"denoiser": False, "decoder": True}
LIKENESS = 0.96
"""SSIM that pictures must keep with those of the float graphs."""
CALIBRATION, JUDGED = 8, 16
"""Pictures drawn to observe ranges, and others to compare."""


class Layer(Struct, frozen=True):
    """A matrix product or convolution whose weights are a constant of the graph."""

    name: str
    """Of its output, unique in the graph."""
    kind: str
    """MatMul or Conv."""
    weight: str
    """Its parameter's name, or its output's where the exporter computed the constant."""


class Sensitivity(Struct, frozen=True):
    layer: Layer
    error: float
    """Root mean square of what changes in the graph's output, as a share of the output's own."""


class Quantised(Struct, frozen=True):
    """Graphs for the pack, and what making them so small and fast costs."""

    graphs: dict[str, ModelProto]
    sensitivities: dict[str, list[Sensitivity]]
    floats: dict[str, list[Layer]]
    """Layers left in float."""
    likeness: Likeness
    seconds: tuple[float, float]
    """CPU time of one picture before and after, measured side by side."""
    megabytes: tuple[float, float]

    def told(self) -> str:
        """The report, one line a fact."""
        lines = [
            f"{part:9} {one.error:7.4f}  {'float' if one.layer in self.floats[part] else 'int8 '}"
            f"  {one.layer.kind:6} {one.layer.weight}"
            for part, found in self.sensitivities.items()
            for one in found
        ]
        like = self.likeness
        before, after = self.seconds
        return "\n".join(
            [
                "component   error  kept as     layer",
                *lines,
                f"pictures  SSIM {like.ssim:.4f} (worst {like.worst:.4f}), {like.psnr:.1f} dB",
                f"speed     {before * 1000:.0f} -> {after * 1000:.0f} ms of CPU a picture",
                f"size      {self.megabytes[0]:.1f} -> {self.megabytes[1]:.1f} MB",
            ]
        )


class LikenessLost(ForgeError):
    """The INT8 pictures are not those of the float graphs any more."""


def quantise(  # noqa: PLR0913 - everything that INT8 depends on
    graphs: dict[str, ModelProto],
    subject: Subject,
    latent: tuple[int, ...],
    *,
    way: Sampling = USUAL,
    judged: int = JUDGED,
    needed: float = LIKENESS,
) -> Quantised:
    """`latent`: (C, h, w); `way` of sampling; `needed`: mean SSIM of `judged` pictures. Raises LikenessLost."""
    engine = Sessions(graphs)
    clean = imagine(engine, wishes("calibration", CALIBRATION, subject), latent, way)
    seen = {"denoiser": engine.seen, "decoder": [{"latents": one[np.newaxis]} for one in clean]}
    made = {part: halved(graph) for part, graph in graphs.items()}
    found, floats = {}, {}
    for part, (output, budget) in BUDGETS.items():
        ranges = observe(graphs[part], seen[part])
        rounds = MULTIPLIES_BYTES[part]
        feed, what = probe(seen[part]), f"layers of the {part}"
        found[part] = sensitivities(graphs[part], ranges, feed, output, rounds=rounds, what=what)
        layers = tolerant(found[part], budget)
        floats[part] = [one.layer for one in found[part] if one.layer not in layers]
        made[part] = halved(quantised(graphs[part], ranges, layers, rounds=rounds))
    like, seconds = judge(made, graphs, wishes("judging", judged, subject), latent, way)
    if like.ssim < needed:
        raise LikenessLost(f"SSIM is {like.ssim:.3f}, it must be {needed}: lower BUDGETS")
    sizes = [sum(g.ByteSize() for g in each.values()) / 1e6 for each in (graphs, made)]
    return Quantised(made, found, floats, like, seconds, (sizes[0], sizes[1]))


def judge(
    made: dict[str, ModelProto],
    graphs: dict[str, ModelProto],
    wanted: list[Wish],
    latent: tuple[int, ...],
    way: Sampling = USUAL,
) -> tuple[Likeness, tuple[float, float]]:
    """How like the pictures are, and the CPU seconds of one picture with `graphs` and with `made`."""
    engines = Sessions(graphs), Sessions(made)
    pictures: tuple[list[Pixels], list[Pixels]] = [], []
    # In turns, so that both meet the same machine.
    for wish in each("compare", wanted, lambda _: "pictures before and after"):
        for engine, drawn in zip(engines, pictures, strict=True):
            drawn.append(paint(engine, [wish], latent, way=way))
    before, after = (sum(engine.spent.values()) / len(wanted) for engine in engines)
    like = likeness(np.concatenate(pictures[1]), np.concatenate(pictures[0]))
    return like, (before, after)


def probe(feeds: list[Feeds], rows: int = 16) -> Feeds:
    """One batch with some rows from every second feed, about `rows` in all: steps and pictures mixed."""
    some = feeds[::2] if len(feeds) > 2 else feeds
    each = max(1, rows // len(some))
    batch = len(next(iter(some[0].values())))
    chosen = np.linspace(0, batch - 1, min(each, batch)).round().astype(int)
    return {name: np.concatenate([feed[name][chosen] for feed in some]) for name in some[0]}


def layers_of(graph: ModelProto) -> list[Layer]:
    constants = {constant.name for constant in graph.graph.initializer}
    return [
        Layer(node.output[0], node.op_type, node.input[1])
        for node in graph.graph.node
        if node.op_type in {"MatMul", "Conv"} and node.input[1] in constants
    ]


def observe(graph: ModelProto, feeds: Iterable[Feeds]) -> dict[str, Range]:
    """Lowest and highest value of every layer's input and output."""
    names = sorted(
        {
            name
            for node in _nodes(graph, layers_of(graph))
            for name in (node.input[0], node.output[0])
        }
        - {value.name for value in graph.graph.input}
    )
    watched = ModelProto()
    watched.CopyFrom(graph)
    present = {value.name for value in graph.graph.output}
    watched.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
        for name in names
        if name not in present
    )
    session = open_session(watched)
    ranges: dict[str, Range] = {}
    for feed in feeds:
        seen = dict(zip(names, session.run(names, feed), strict=True)) | feed
        for name, values in seen.items():
            low, high = ranges.get(
                name, (0.0, 0.0)
            )  # zero must be exact: borders are padded with it
            ranges[name] = (min(low, float(values.min())), max(high, float(values.max())))
    return ranges


def quantised(
    graph: ModelProto, ranges: dict[str, Range], layers: Iterable[Layer], *, rounds: bool = True
) -> ModelProto:
    """A copy in which these layers compute in INT8; the runtime fuses what stands around them.

    Without `rounds` they only store their weights so: the runtime makes floats of them while it loads.
    """
    copy = ModelProto()
    copy.CopyFrom(graph)
    chosen = {layer.name for layer in layers}
    editor = Editor(copy, ranges, rounds=rounds)
    for node in list(copy.graph.node):
        editor.add(node, quantise=bool(node.output) and node.output[0] in chosen)
    return editor.finish()


def halved(graph: ModelProto) -> ModelProto:
    """A copy whose large float constants are stored in 16 bits; they become 32 again when it is loaded."""
    copy = ModelProto()
    copy.CopyFrom(graph)
    casts = []
    for constant in copy.graph.initializer:
        values = numpy_helper.to_array(constant)
        if constant.data_type != TensorProto.FLOAT or values.size < LARGE:
            continue
        name = constant.name
        half = numpy_helper.from_array(values.astype(np.float16), f"{name}_half")
        constant.CopyFrom(half)
        casts.append(
            helper.make_node(
                "Cast", [half.name], [name], name=f"{name}_whole", to=TensorProto.FLOAT
            )
        )
    nodes = [*casts, *copy.graph.node]
    del copy.graph.node[:]
    copy.graph.node.extend(nodes)
    return cleaned(copy)


def sensitivities(  # noqa: PLR0913 - a graph and how it is asked
    graph: ModelProto,
    ranges: dict[str, Range],
    feed: Feeds,
    output: str,
    *,
    rounds: bool = True,
    what: str = "layers",
) -> list[Sensitivity]:
    """What each layer alone does to the output, the most sensitive first."""
    wanted = open_session(graph).run([output], feed)[0].astype(np.float64)
    found = []
    for layer in each(what, layers_of(graph), lambda layer: layer.weight):
        alone = open_session(quantised(graph, ranges, [layer], rounds=rounds))
        error = alone.run([output], feed)[0].astype(np.float64) - wanted
        found.append(Sensitivity(layer, float(np.sqrt((error**2).mean()) / wanted.std())))
    return sorted(found, key=lambda one: -one.error)


def tolerant(found: list[Sensitivity], budget: float) -> list[Layer]:
    """The layers that may be quantised together. Errors of layers add up as squares; the worst stay in float."""
    layers, spent = [], 0.0
    for one in sorted(found, key=lambda one: one.error):
        spent += one.error**2
        if spent > budget**2:
            break
        layers.append(one.layer)
    return layers


def _nodes(graph: ModelProto, layers: list[Layer]) -> list[NodeProto]:
    names = {layer.name for layer in layers}
    return [node for node in graph.graph.node if node.output[0] in names]


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, required=True, help="folder for the INT8 graphs")
    parser.add_argument("--likeness", type=float, default=LIKENESS, help="SSIM that must be kept")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    subject, networks = load_subject(args.subject), load_networks(args.work)
    shape, way = networks.generator.shape, load_sampling(args.work)
    latent = (shape.channels, shape.grid, shape.grid)
    made = quantise(export_all(networks)[0], subject, latent, way=way, needed=args.likeness)
    print(made.told())
    args.out.mkdir(parents=True, exist_ok=True)
    for part, graph in made.graphs.items():
        save_graph(graph, args.out / f"{part}.onnx")


if __name__ == "__main__":
    main()
