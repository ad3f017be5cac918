"""The models that take turns, made of the pack of Stable Diffusion 1.5: OpenVINO's own, and our graph in INT8.

Minutes and some 9 GB of memory each, on two cores; what is there already is kept.
"""

from __future__ import annotations

import shutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import torch

from bench.sixgb.packs import write_manifest
from bench.sixgb.rival import GRAPH, OWN
from bench.sixgb.shapes import Shape
from runtime.families import family_of
from runtime.pack import Pack


def make_own(pack: Path, work: Path) -> str:
    """OpenVINO's conversion, its weights made INT8 by nncf. A sentence where nncf is not installed, which no box needs."""
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import openvino as ov  # noqa: PLC0415

    if not (work / OWN / "bf16.xml").exists():
        module, call = _denoiser(pack)
        example = _example(module, 64)
        with torch.no_grad():
            made = ov.convert_model(_Called(module, call), example_input=example)
        ov.save_model(made, work / OWN / "bf16.xml")
    if (work / OWN / "int8.xml").exists():
        return ""
    try:
        nncf = import_module("nncf")
    except ImportError:
        return "OpenVINO's own INT8 is left out: pip install nncf"
    made = ov.Core().read_model(work / OWN / "bf16.xml")
    ov.save_model(nncf.compress_weights(made), work / OWN / "int8.xml")
    return ""


def make_graph(pack: Path, work: Path, shape: Shape) -> None:
    """As `forge build` makes it, but with every layer multiplying bytes, and ranges of one example: weights are random anyway."""
    from forge.building.graphs import INSIDE, write_graph  # noqa: PLC0415
    from forge.building.rounding import Graph, rounded, save_rounded  # noqa: PLC0415
    from forge.building.shrinking import observe  # noqa: PLC0415

    if (work / GRAPH / "manifest.json").exists():
        return
    whole, out = work / "whole", work / GRAPH
    for folder in (whole, out):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    opened = Pack.open(pack)
    component = family_of(opened).components(opened)["denoiser"]
    module, _ = _denoiser(pack)
    write_graph(module, component, _example(module, 16), whole / "denoiser.onnx")
    seen = {name: one.numpy() for name, one in _example(module, 32).items()}
    del module
    graph = Graph(whole / "denoiser.onnx")
    layers = graph.layers()
    ranges = observe(graph, layers, [seen])
    made = rounded(graph, ranges, layers, layers)
    save_rounded(made, whole, out / "denoiser.onnx", INSIDE)
    shutil.rmtree(whole)
    shutil.copytree(pack / "tokenizer", out / "tokenizer")
    graphs = dict.fromkeys(shape.parts, "denoiser.onnx")
    write_manifest(out, shape, {**graphs, "tokenizer": "tokenizer/tokenizer.json"})


def _denoiser(pack: Path) -> tuple[Any, Any]:
    from diffusers import UNet2DConditionModel  # noqa: PLC0415

    opened = Pack.open(pack)
    component = family_of(opened).components(opened)["denoiser"]
    module = UNet2DConditionModel.from_pretrained(pack / "unet", torch_dtype=torch.float32)
    return module.eval(), component.call


class _Called(torch.nn.Module):
    def __init__(self, module: Any, call: Any) -> None:
        super().__init__()
        self.module, self.call = module, call

    def forward(
        self, sample: torch.Tensor, timestep: torch.Tensor, context: torch.Tensor
    ) -> torch.Tensor:
        found: torch.Tensor = self.call(self.module, sample, timestep, context)[0]
        return found


def _example(module: Any, side: int) -> dict[str, torch.Tensor]:
    width = module.config.cross_attention_dim
    return {
        "sample": torch.randn(2, 4, side, side),
        "timestep": torch.tensor([900.0, 1.0]),
        "context": torch.randn(2, 77, width),
    }
