"""Where engines keep what they compiled of a pack: for this pack, engine, device and driver, and for no other.

None of these libraries notices by itself that its cache was made by another version or for another card.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

from runtime.pack import Pack

KEPT = 3
"""Folders that stay: the one in use, and those of the packs or profiles before."""


def compiled_folder(root: Path | None, pack: Pack, *made: str) -> Path | None:
    """Below `root`, made if need be; None where nothing can be kept. `made`: by what and on what."""
    if root is None:
        return None
    key = sha256("\n".join((pack.digest, *made)).encode()).hexdigest()[:32]
    folder = root / key
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.utime(folder)
        _forget_oldest(root)
    except OSError:
        return None
    return folder


def installed(prefix: str) -> str:
    """Names and versions of what is installed and begins so: `tensorrt-cu13 10.16.2`."""
    found = {f"{one.name} {one.version}" for one in distributions() if one.name.startswith(prefix)}
    return ", ".join(sorted(found))


def card() -> str:
    """The card that this process computes on, and its driver; empty where NVIDIA's library tells nothing."""
    import pynvml  # noqa: PLC0415 - only where there is a card

    seen = os.environ.get("CUDA_VISIBLE_DEVICES", "")
    try:
        pynvml.nvmlInit()
        try:
            named = seen.startswith("GPU-")
            handle = (
                pynvml.nvmlDeviceGetHandleByUUID(seen)
                if named
                else pynvml.nvmlDeviceGetHandleByIndex(0)
            )
            major, minor = pynvml.nvmlDeviceGetCudaComputeCapability(handle)
            name = pynvml.nvmlDeviceGetName(handle)
            return f"{name} {major}.{minor} {pynvml.nvmlSystemGetDriverVersion()}"
        finally:
            pynvml.nvmlShutdown()
    except pynvml.NVMLError:
        return ""


def _forget_oldest(root: Path) -> None:
    folders = sorted(root.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for folder in folders[KEPT:]:
        with suppress(OSError):
            shutil.rmtree(folder)
