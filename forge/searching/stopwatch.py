"""How long a picture takes here, by ONNX Runtime on one thread: each graph in turns with the teacher's own, and remembered.

What else the machine does slows both alike. So a ratio that was measured on a busy afternoon can stand beside one of a
quiet night, and only the unit, the milliseconds of one step of the teacher, has to be taken in the middle of them all.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import msgspec
from msgspec import Struct
from onnx import ModelProto
from torch import nn

from forge.export import examples, export, open_session
from forge.nets.model import Generator
from forge.quantise import halved, layers_of, observe, quantised

TIMED = 15
"""Turns, of which the median counts."""

Go = Callable[[], object]


class Times(Struct):
    """What is remembered on disk."""

    ratios: dict[str, float] = {}
    """Graph → times that a step of the teacher takes."""
    steps: list[float] = []
    """Milliseconds of a step of the teacher, at each measurement."""
    loads: list[float] = []
    """Of the machine, then."""


class Stopwatch:
    """CPU time of a picture on one thread, in steps of the whole teacher; what was measured once is remembered."""

    def __init__(
        self, memory: Path, precision: str, teacher: Generator, painter: nn.Module, rows: int
    ) -> None:
        """`rows`: of a forward of the teacher, 2 with guidance."""
        self._path, self._precision = memory / f"times-{precision}.json", precision
        text = self._path.read_bytes() if self._path.exists() else b"{}"
        self.times = msgspec.json.decode(text, type=Times)
        self._unit = _denoiser(teacher, rows)
        self._step = self._ready(teacher, "denoiser", teacher.denoiser, rows)
        self.times.ratios[self._unit] = 1.0
        self._fixed = self._measured("encoder", teacher, "encoder", teacher.encoder, 1)
        self._fixed += self._measured("decoder", teacher, "decoder", painter, 1)

    @property
    def unit(self) -> float:
        """Milliseconds of a step of the teacher, the median of all measurements."""
        return median(self.times.steps)

    def picture(self, network: Generator, steps: int, rows: int) -> float:
        """`rows`: of a step's forward, 2 with guidance."""
        name = _denoiser(network, rows)
        return self._fixed + steps * self._measured(
            name, network, "denoiser", network.denoiser, rows
        )

    def _measured(self, name: str, network: Generator, part: str, module: nn.Module, rows: int) -> float:  # fmt: skip
        if name not in self.times.ratios:
            go = self._ready(network, part, module, rows)
            self.times.ratios[name], step = in_turns(go, self._step)
            self.times.steps.append(step)
            self.times.loads.append(os.getloadavg()[0])
            self._path.write_bytes(msgspec.json.format(msgspec.json.encode(self.times)))
        return self.times.ratios[name]

    def _ready(self, network: Generator, part: str, module: nn.Module, rows: int) -> Go:
        """One run of the part's graph."""
        outputs = {"encoder": ("context", "pooled"), "denoiser": ("velocity",)}
        graph = export(module, examples(part, network, 2), outputs.get(part, ("image",)))
        feeds = {n: x.numpy() for n, x in examples(part, network, rows).items()}
        session = open_session(self._precise(graph, part, feeds))
        return lambda: session.run(None, feeds)

    def _precise(self, graph: ModelProto, part: str, feeds: dict[str, Any]) -> ModelProto:
        """In INT8 every layer is quantised, by ranges of one batch: as fast as with good ranges."""
        if self._precision == "fp32" or part == "encoder":
            return graph
        return halved(quantised(graph, observe(graph, [feeds]), layers_of(graph)))


def in_turns(
    one: Go, other: Go, turns: int = TIMED, clock: Callable[[], float] = time.process_time
) -> tuple[float, float]:
    """(how many times as long as `other` it takes, milliseconds of `other`): medians, one run of each in turns."""

    def seconds(go: Go) -> float:
        began = clock()
        go()
        return clock() - began

    pairs = [(seconds(one), seconds(other)) for _ in range(turns + 1)][1:]  # the first warms up
    return median(a / b for a, b in pairs), 1000 * median(b for _, b in pairs)


def _denoiser(network: Generator, rows: int) -> str:
    return f"denoiser {msgspec.json.encode(network.shape).decode()} {rows}"
