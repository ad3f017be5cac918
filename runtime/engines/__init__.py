"""Backends: one file each, named by the profile."""

from __future__ import annotations

from runtime.engines.base import Engine
from runtime.pack import Pack
from runtime.profile import Profile


def open_engine(pack: Pack, profile: Profile) -> Engine:
    """Loads the pack's graphs as the profile says. The pack must have been opened with its contents.

    Raises PackUnusable, PackTooLarge or ProviderMissing.
    """
    match profile.engine:
        case "onnx":
            from runtime.engines.onnx import OnnxEngine  # noqa: PLC0415  # only the backend in use is imported

            return OnnxEngine(pack, profile)
