"""The models that take turns, made of a published one: OpenVINO's own by itself, and the pack of `forge build`.

Minutes and some 9 GB of memory each, on two cores; what is there already is kept.
"""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import torch

from bench.sixgb.published import published
from bench.sixgb.rival import OWN, built_of
from bench.sixgb.shapes import SHAPES
from runtime.families import family_of
from runtime.pack import Pack
from runtime.profile import profiles_folder

EXAMPLES = 4
"""That OpenVINO's ranges are taken from: weights are random anyway."""


def make_own(pack: Path, work: Path) -> str:
    """OpenVINO's conversion; by nncf its weights made INT8, and all of it. A sentence where nncf is not installed, which no box needs."""
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
    import openvino as ov  # noqa: PLC0415

    place = work / OWN
    if not (place / "bf16.xml").exists():
        module, call = _denoiser(pack)
        with torch.no_grad():
            made = ov.convert_model(_Called(module, call), example_input=_example(module, 64))
        ov.save_model(made, place / "bf16.xml")
    if (place / "int8.xml").exists() and (place / "whole.xml").exists():
        return ""
    try:
        nncf = import_module("nncf")
    except ImportError:
        return "OpenVINO's own INT8 is left out: pip install nncf"
    if not (place / "int8.xml").exists():
        made = ov.Core().read_model(place / "bf16.xml")
        ov.save_model(nncf.compress_weights(made), place / "int8.xml")
    module, _ = _denoiser(pack)
    shown = [
        {name: one.numpy() for name, one in _example(module, 32).items()} for _ in range(EXAMPLES)
    ]
    made = ov.Core().read_model(place / "bf16.xml")
    named = [[feeds[each] for each in ("sample", "timestep", "context")] for feeds in shown]
    whole = nncf.quantize(
        made,
        nncf.Dataset(named),
        model_type=nncf.ModelType.TRANSFORMER,
        subset_size=EXAMPLES,
        fast_bias_correction=True,
    )
    ov.save_model(whole, place / "whole.xml")
    return ""


def make_built(name: str, pack: Path, work: Path) -> Path:
    """By `forge build`, for the profile of large packs on processors. Raises CalledProcessError."""
    out = built_of(work, name)
    if not out.exists():
        profile = profiles_folder() / "cpu-large.toml"
        told = [published(pack, SHAPES[name], work), "--for", profile, "--out", out]
        told += ["--licence", "CC0-1.0", "--work", work / "building"]
        subprocess.run([sys.executable, "-m", "forge", "build", *map(str, told)], check=True)
    return out


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
