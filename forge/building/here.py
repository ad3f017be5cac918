"""Whether this machine can draw as a profile says, as far as that is seen without loading anything."""

from __future__ import annotations

import ctypes
import importlib.util

from forge.building.plan import Kind
from runtime.profile import CUDA_PROVIDERS, Profile

DRIVER = "libcuda.so.1"


def absent_here(kind: Kind, profile: Profile) -> str:
    """What it lacks; empty where nothing is known to be missing. Drawing tells the rest."""
    providers = {provider.name for provider in profile.providers}
    on_card = (
        profile.torch.device == "cuda"
        if kind == "weights"
        else profile.engine == "onnx" and bool(providers & CUDA_PROVIDERS)
    )
    if on_card and not cards():
        return "it has no NVIDIA card that answers"
    if kind != "weights" and profile.engine == "openvino" and not _installed("openvino"):
        return "openvino is not installed"
    return ""


def cards() -> int:
    """Of NVIDIA, that programs may use now."""
    try:
        driver = ctypes.CDLL(DRIVER)
    except OSError:
        return 0
    found = ctypes.c_int(0)
    if driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(found)):
        return 0
    return found.value


def _installed(library: str) -> bool:
    return importlib.util.find_spec(library) is not None
