"""ONNX Runtime's execution providers: what each is told besides what the profile says, and where a graph really runs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import onnxruntime as ort

from runtime.engines.compiled import card, compiled_folder, installed
from runtime.pack import Pack
from runtime.profile import CUDA_PROVIDERS, Profile, Provider

TENSORRT = "TensorrtExecutionProvider"
PROCESSOR = "CPUExecutionProvider"

Told = list[tuple[str, dict[str, Any]]]


def told(pack: Pack, profile: Profile, compiled: Path | None) -> Told:
    """Names and options, in the profile's order. `compiled`: as `Loading` has it."""
    return [(one.name, _options(one, pack, profile, compiled)) for one in profile.providers]


def device_of(profile: Profile) -> str:
    """Where inputs and outputs of a graph lie while it runs, as ONNX Runtime names it."""
    return "cuda" if profile.providers[0].name in CUDA_PROVIDERS else "cpu"


def runs_on(session: ort.InferenceSession) -> dict[str, int]:
    """Provider -> how many of the graph's operators it was given. `get_providers` tells only who was asked.

    Empty for a version of ONNX Runtime that does not tell, or a session that was not asked to (`RECORD`).
    """
    try:
        parts = session.get_provider_graph_assignment_info()
    except (AttributeError, RuntimeError):
        return {}
    counted: Counter[str] = Counter()
    for part in parts:
        counted[part.ep_name] += len(part.get_nodes())
    return dict(counted)


RECORD = "session.record_ep_graph_assignment_info"


def _options(
    provider: Provider, pack: Pack, profile: Profile, compiled: Path | None
) -> dict[str, Any]:
    """The profile's own word wins."""
    if provider.name != TENSORRT:
        return dict(provider.options)
    return {**_tensorrt(pack, profile, compiled), **provider.options}


def _tensorrt(pack: Pack, profile: Profile, compiled: Path | None) -> dict[str, Any]:
    """A first engine takes minutes to build, so it is kept: for this very card, driver and version only."""
    options: dict[str, Any] = {
        "trt_fp16_enable": profile.precision != "fp32",
        "trt_int8_enable": profile.precision == "int8",
    }
    made = ort.__version__, installed("tensorrt"), card(), profile.precision
    folder = compiled_folder(compiled, pack, TENSORRT, *made)
    if folder is None:
        return options
    kept = {"trt_engine_cache_path": str(folder), "trt_timing_cache_path": str(folder)}
    return options | kept | {"trt_engine_cache_enable": True, "trt_timing_cache_enable": True}
