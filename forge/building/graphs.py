"""A published component as an ONNX graph: the very call that PyTorch runs, with every size free that may differ."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from onnx import ModelProto
from torch import Tensor, nn

from forge.errors import ForgeError
from forge.export import cleaned, open_session, quiet
from runtime.families.base import Component

OPSET = 18
TOLERANCE = 1e-3
"""Largest difference between torch and ONNX Runtime, both fp32, as a share of the output's largest number."""
PLACES = {"sample": (2, 3), "latents": (2, 3)}
"""Input -> axes besides the batch that differ from picture to picture."""


LARGEST = 2**31 - 2**20
"""Bytes of weights: an ONNX file that holds its own ends at 2 GiB."""


class GraphTooLarge(ForgeError):
    """Its weights do not fit into one file."""


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


def graph_of(module: nn.Module, component: Component, examples: dict[str, Tensor]) -> ModelProto:
    """`examples`: by the component's names, two rows each: one would be taken for a constant.

    Raises GraphTooLarge.
    """
    size = 4 * sum(weight.numel() for weight in module.parameters())
    if size > LARGEST:
        raise GraphTooLarge(
            f"{component.model} has {size / 1e9:.1f} GB of weights in 32 bits, and a graph holds 2; "
            "make a pack of weights instead, without --graphs"
        )
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
            external_data=False,
            optimize=True,
            verbose=False,
        )
    if program is None:
        raise RuntimeError("torch.onnx.export made nothing")
    return cleaned(program.model_proto)


def check(
    name: str,
    module: nn.Module,
    component: Component,
    graph: ModelProto,
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
    worst = max(_share(a, b.numpy()) for a, b in zip(found, wanted, strict=True))
    if worst > TOLERANCE:
        raise GraphDiffers(f"{name} differs from PyTorch by {worst:.1e} of its range")
    return worst


def _share(found: Any, wanted: Any) -> float:
    if found.shape != wanted.shape:
        return float("inf")
    return float(np.abs(found - wanted).max() / max(1e-6, np.abs(wanted).max()))
