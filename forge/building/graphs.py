"""A published component as an ONNX graph: the very call that PyTorch runs, with every size free that may differ.

Weights lie in the graph's file. An ONNX file ends at 2 GB, so larger ones lie in one file beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from forge.errors import ForgeError
from forge.export import cleaned, open_session, quiet, save_graph, without_notes
from runtime.families.base import Component

OPSET = 23
"""The first with an operator for attention: measured 1.7 times as fast as its parts on a processor (docs/packs.md)."""
TOLERANCE = 1e-3
"""Largest difference between torch and ONNX Runtime, both fp32, as a share of the output's largest number."""
PLACES = {"sample": (2, 3), "latents": (2, 3)}
"""Input -> axes besides the batch that differ from picture to picture."""

INSIDE = 2**31 - 2**25
"""Bytes of weights up to which they lie in the graph's own file."""


class GraphDiffers(ForgeError):
    """It does not compute what PyTorch computes."""


class Called(nn.Module):
    """A component with named inputs and plain tensors as outputs."""

    def __init__(self, module: nn.Module, component: Component) -> None:
        super().__init__()
        self.module, self.component = module, component

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        named = dict(zip(self.component.inputs, inputs, strict=True))
        outputs: tuple[Tensor, ...] = self.component.call(self.module, **named)
        return outputs


def write_graph(
    module: nn.Module,
    component: Component,
    examples: dict[str, Tensor],
    path: Path,
    inside: int = INSIDE,
) -> None:
    """`path`, and with weights of more than `inside` bytes `path.data`.

    `examples`: by the component's names, two rows each: one would be taken for a constant.
    """
    called = Called(module.eval(), component)
    ordered = tuple(examples[name] for name in component.inputs)
    free = torch.export.Dim.DYNAMIC
    with quiet(), torch.no_grad():
        program = torch.onnx.export(
            called,
            ordered,
            input_names=list(component.inputs),
            output_names=list(component.outputs),
            dynamic_shapes=(
                tuple(dict.fromkeys((0, *PLACES.get(name, ())), free) for name in component.inputs),
            ),
            opset_version=OPSET,
            dynamo=True,
            optimize=True,
            verbose=False,
        )
        if program is None:
            raise RuntimeError("torch.onnx.export made nothing")
        size = sum(weight.numel() * weight.element_size() for weight in module.parameters())
        if size <= inside:
            save_graph(cleaned(program.model_proto), path)
            return
        program.save(path, external_data=True)
    graph = onnx.load(path, load_external_data=False)
    without_notes(graph)
    save_graph(graph, path)
    onnx.checker.check_model(path)


def check(
    name: str,
    module: nn.Module,
    component: Component,
    graph: Path,
    examples: dict[str, Tensor],
) -> float:
    """Largest difference, as a share. Raises GraphDiffers, also for a size that was frozen."""
    session = open_session(graph)
    try:
        found = session.run(list(component.outputs), {k: v.numpy() for k, v in examples.items()})
    except Exception as error:  # onnxruntime's errors share no base class
        shapes = {key: tuple(value.shape) for key, value in examples.items()}
        raise GraphDiffers(f"{name} does not run with {shapes}: {error}") from error
    with torch.no_grad():
        wanted = component.call(module.eval(), **examples)
    worst = max(share(a, b.numpy()) for a, b in zip(found, wanted, strict=True))
    if worst > TOLERANCE:
        raise GraphDiffers(f"{name} differs from PyTorch by {worst:.1e} of its range")
    return worst


def share(found: Any, wanted: Any) -> float:
    """Largest difference, as a share of the largest number that is wanted; infinite where one is no number."""
    if not (np.isfinite(found).all() and np.isfinite(wanted).all()):
        return float("inf")
    if found.shape != wanted.shape:
        return float("inf")
    return float(np.abs(found - wanted).max() / max(1e-6, np.abs(wanted).max()))
