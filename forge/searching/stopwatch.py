"""How long a picture takes here: each graph measured once by ONNX Runtime on one thread, and remembered."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from onnx import ModelProto
from torch import nn

from forge.export import examples, export, open_session
from forge.nets.model import Generator
from forge.quantise import halved, layers_of, observe, quantised

TIMED = 15
"""Runs of a graph, of which the median counts."""


class Stopwatch:
    """CPU milliseconds of a picture on one thread; what was measured once is remembered."""

    def __init__(
        self, memory: Path, precision: str, teacher: Generator, painter: nn.Module
    ) -> None:
        self._path, self._precision = memory / "milliseconds.json", precision
        text = self._path.read_bytes() if self._path.exists() else b"{}"
        self._known = msgspec.json.decode(text, type=dict[str, float])
        self._fixed = self._encoder(teacher) + self._decoder(teacher, painter)

    def picture(self, network: Generator, steps: int, rows: int) -> float:
        """`rows`: of a step's forward, 2 with guidance."""
        name = msgspec.json.encode(network.shape).decode()
        each = self._measured(
            f"denoiser {name} {rows}", network, "denoiser", network.denoiser, rows
        )
        return self._fixed + steps * each

    def _encoder(self, teacher: Generator) -> float:
        return self._measured("encoder", teacher, "encoder", teacher.encoder, 1)

    def _decoder(self, teacher: Generator, painter: nn.Module) -> float:
        return self._measured("decoder", teacher, "decoder", painter, 1)

    def _measured(self, name: str, network: Generator, part: str, module: nn.Module, rows: int) -> float:  # fmt: skip
        name = f"{self._precision} {name}"
        if name not in self._known:
            outputs = {"encoder": ("context", "pooled"), "denoiser": ("velocity",)}
            graph = export(module, examples(part, network, 2), outputs.get(part, ("image",)))
            feeds = {n: x.numpy() for n, x in examples(part, network, rows).items()}
            self._known[name] = milliseconds(self._precise(graph, part, feeds), feeds)
            self._path.write_bytes(msgspec.json.format(msgspec.json.encode(self._known)))
        return self._known[name]

    def _precise(self, graph: ModelProto, part: str, feeds: dict[str, Any]) -> ModelProto:
        """In INT8 every layer is quantised, by ranges of one batch: as fast as with good ranges."""
        if self._precision == "fp32" or part == "encoder":
            return graph
        return halved(quantised(graph, observe(graph, [feeds]), layers_of(graph)))


def milliseconds(graph: ModelProto, feeds: dict[str, Any], runs: int = TIMED) -> float:
    """Median CPU time of one run on one thread."""
    session, spent = open_session(graph), []
    for _ in range(runs + 1):  # the first one warms up
        began = time.process_time()
        session.run(None, feeds)
        spent.append(time.process_time() - began)
    return 1000 * median(spent[1:])
