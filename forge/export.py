"""Trained networks → ONNX graphs for the runtime and a browser, each compared with torch before anybody uses it.

    python -m forge export --work ~/.cache/edged-forge --out /tmp/graphs

Opset 20 is what onnxruntime and onnxruntime-web both run; weights lie inside the files, since a browser reads no others.
"""

from __future__ import annotations

import argparse
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
import onnx
import onnxruntime as ort
import torch
from msgspec import Struct
from numpy.typing import NDArray
from onnx import ModelProto
from onnxscript import optimizer
from torch import Tensor, nn

from forge.dataset import WORK
from forge.errors import ForgeError
from forge.nets.autoencoder import Sizes, load_autoencoder
from forge.nets.decoder import Decoder, Painter, Preview
from forge.nets.model import Generator
from forge.progress import each
from forge.train import load_generator

OPSET = 20
"""The first in which GELU is one operator: a tenth of the decoder's time, and the same pixels."""
TOLERANCE = 1e-4
"""Largest difference between torch and ONNX Runtime, both fp32; of pixels, where black to white is 2."""
BATCHES = (1, 2, 3, 5)
LEVELS = (1.0, 0.7, 0.3, 0.05, 0.0)
FOLDED = 2**26
"""Bytes of the largest constant that is computed at export instead of at each run."""
NOTE = "sizes"
"""Of a graph's remarks, which nothing that runs it reads: the sizes of its network, JSON."""
Noted = TypeVar("Noted", bound=Struct)


class Networks(Struct, frozen=True):
    """What a work folder holds after training, in fp32."""

    generator: Generator
    decoder: Decoder
    preview: Preview


class ParityBroken(ForgeError):
    """The graph does not compute what torch computes."""


def load_networks(work: Path) -> Networks:
    """Raises FileNotFoundError for what is not trained yet."""
    network = load_autoencoder(work)
    return Networks(load_generator(work), network.decoder, network.preview)


def export_all(networks: Networks) -> tuple[dict[str, ModelProto], dict[str, float]]:
    """({component: graph}, {component: largest difference from torch}). Raises ParityBroken."""
    generator = networks.generator
    parts: dict[str, tuple[nn.Module, tuple[str, ...]]] = {
        "encoder": (generator.encoder, ("context", "pooled")),
        "denoiser": (generator.denoiser, ("velocity",)),
        "decoder": (Painter(networks.decoder), ("image",)),
        "preview": (Painter(networks.preview), ("image",)),
    }
    sizes: dict[str, Struct] = {"denoiser": generator.shape, "decoder": sizes_of(networks.decoder)}
    graphs, parity = {}, {}
    for part in each("export", parts):
        network, outputs = parts[part]
        graphs[part] = export(network, examples(part, generator, 2), outputs)
        if part in sizes:
            note(graphs[part], sizes[part])
        parity[part] = compare(part, network, graphs[part], generator)
    return graphs, parity


def sizes_of(decoder: Decoder) -> Sizes:
    """Of an autoencoder with this decoder, and an encoder of the usual size."""
    return Sizes(channels=decoder.channels, decoder=decoder.sizes, decoder_units=decoder.units)


def note(graph: ModelProto, sizes: Struct) -> None:
    """Writes into a graph what fixes the size of its network."""
    onnx.helper.set_model_props(graph, {NOTE: msgspec.json.encode(sizes).decode()})


def noted(graph: ModelProto, kind: type[Noted]) -> Noted | None:
    """What `note` wrote; graphs of packs before 0.6.0 say nothing."""
    remarks = {one.key: one.value for one in graph.metadata_props}
    return msgspec.json.decode(remarks[NOTE], type=kind) if NOTE in remarks else None


def examples(part: str, generator: Generator, batch: int, seed: int = 0) -> dict[str, Tensor]:
    """Inputs of a component, by name."""
    shape, random = generator.shape, torch.Generator().manual_seed(seed)
    slots = len(shape.roles)
    latents = torch.randn(batch, shape.channels, shape.grid, shape.grid, generator=random)
    if part in {"decoder", "preview"}:
        return {"latents": latents}
    concepts = torch.randint(0, shape.concepts + 1, (batch, slots), generator=random)
    colours = torch.randint(0, shape.colours + 1, (batch, slots), generator=random)
    tokens = torch.stack([concepts, colours], dim=2)
    if part == "encoder":
        return {"tokens": tokens}
    with torch.no_grad():
        context, pooled = generator.encoder(tokens)
    levels = torch.tensor([LEVELS[(row + seed) % len(LEVELS)] for row in range(batch)])
    return {"latents": latents, "level": levels, "context": context, "pooled": pooled}


def export(network: nn.Module, inputs: dict[str, Tensor], outputs: tuple[str, ...]) -> ModelProto:
    """The graph with a free batch size. `inputs` needs two rows: one would be taken for a constant."""
    batch = torch.export.Dim("batch")
    with quiet():
        program = torch.onnx.export(
            network.eval(),
            tuple(inputs.values()),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_shapes=tuple({0: batch} for _ in inputs),
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
        if program is None:
            raise RuntimeError("torch.onnx.export made nothing")
        graph = optimizer.optimize(
            program.model_proto, input_size_limit=FOLDED, output_size_limit=FOLDED
        )
    return cleaned(graph)


def cleaned(graph: ModelProto) -> ModelProto:
    """`without_notes`, and checked."""
    without_notes(graph)
    onnx.checker.check_model(graph)
    return graph


def without_notes(graph: ModelProto) -> None:
    """The exporter's name files of this machine, and stale shapes mislead the quantiser."""
    del graph.graph.value_info[:]
    kept = [one for one in graph.metadata_props if one.key == NOTE]
    del graph.metadata_props[:]
    graph.metadata_props.extend(kept)
    graph.doc_string = ""
    for item in (graph.graph, *graph.graph.node, *graph.graph.initializer):
        item.doc_string = ""
        del item.metadata_props[:]
    for value in (*graph.graph.input, *graph.graph.output):
        value.doc_string = ""
        del value.metadata_props[:]


def compare(part: str, network: nn.Module, graph: ModelProto, generator: Generator) -> float:
    """Largest difference over several batch sizes and levels. Raises ParityBroken, also for a frozen batch size."""
    inner = network.network if isinstance(network, Painter) else None
    session = open_session(_with_exact(graph) if inner else graph)
    worst = 0.0
    for seed, batch in enumerate(BATCHES):
        inputs = examples(part, generator, batch, seed)
        try:
            found = session.run(None, {name: x.numpy() for name, x in inputs.items()})
        except Exception as error:  # onnxruntime's errors share no base class
            raise ParityBroken(f"{part} does not run with a batch of {batch}: {error}") from error
        with torch.no_grad():
            wanted = network(*inputs.values())
            if inner:
                wanted = (wanted, inner(*inputs.values()) + 1)
        differences = _differences(found, wanted if isinstance(wanted, tuple) else (wanted,))
        if inner and differences.pop(0) > 1:
            raise ParityBroken(f"{part}: a pixel differs by more than its rounding")
        worst = max(worst, *differences)
    if worst > TOLERANCE:
        raise ParityBroken(f"{part} differs from torch by {worst:.1e}, allowed is {TOLERANCE:.0e}")
    return worst


def open_session(graph: ModelProto | Path, threads: int = 1) -> ort.InferenceSession:
    """Of a graph, or of its file where weights lie beside that."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    found = str(graph) if isinstance(graph, Path) else graph.SerializeToString()
    return ort.InferenceSession(found, options, providers=["CPUExecutionProvider"])


def save_graph(graph: ModelProto, path: Path) -> None:
    """The same graph gives the same bytes."""
    path.write_bytes(graph.SerializeToString(deterministic=True))


def _with_exact(graph: ModelProto) -> ModelProto:
    """A copy that also answers `exact`, 0 to 2: pixels before they become whole numbers."""
    copy = onnx.ModelProto()
    copy.CopyFrom(graph)
    rounded = next(node for node in copy.graph.node if node.op_type == "Round")
    half = onnx.numpy_helper.from_array(np.array(127.5, np.float32), "white_half")
    copy.graph.initializer.append(half)
    copy.graph.node.append(
        onnx.helper.make_node("Div", [rounded.input[0], "white_half"], ["exact"], name="exact")
    )
    copy.graph.output.append(
        onnx.helper.make_tensor_value_info("exact", onnx.TensorProto.FLOAT, None)
    )
    return copy


def _differences(found: list[NDArray[Any]], wanted: tuple[Tensor, ...]) -> list[float]:
    pairs = zip(found, wanted, strict=True)
    shapes = [(a.shape, tuple(b.shape)) for a, b in zip(found, wanted, strict=True)]
    if any(a != b for a, b in shapes):
        raise ParityBroken(f"shapes (found, wanted): {shapes}")
    return [float(np.abs(a.astype(np.float64) - b.double().numpy()).max()) for a, b in pairs]


@contextmanager
def quiet() -> Iterator[None]:
    """The exporter talks about its own internals; what matters is measured afterwards."""
    talkers = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir")]
    before = [talker.level for talker in talkers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for talker in talkers:
            talker.setLevel(logging.ERROR)
        try:
            yield
        finally:
            for talker, level in zip(talkers, before, strict=True):
                talker.setLevel(level)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, required=True, help="folder for the fp32 graphs")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    graphs, parity = export_all(load_networks(args.work))
    args.out.mkdir(parents=True, exist_ok=True)
    for part, graph in graphs.items():
        save_graph(graph, args.out / f"{part}.onnx")
        size = graph.ByteSize() / 1e6
        print(f"{part:9} {size:6.2f} MB  differs from torch by {parity[part]:.1e}")


if __name__ == "__main__":
    main()
