"""A profile on another engine: its very file, with that one line changed."""

from __future__ import annotations

import re

from runtime.pack import Manifest
from runtime.profile import CUDA_PROVIDERS, Profile, parse_profile

GRAPHS = ("onnx", "openvino")
"""Engines that run graphs on a processor."""
EXTRAS = {"openvino": "openvino"}
"""What the installer must add for an engine."""

_ENGINE = re.compile(r"""^engine[ \t]*=[ \t]*(["'])\w+\1""", re.MULTILINE)
_EXTRAS = re.compile(r"^extras[ \t]*=[ \t]*\[", re.MULTILINE)


def engines_for(profile: Profile, manifest: Manifest) -> tuple[str, ...]:
    """Those that can run the pack's graphs under the profile, its own first. Weights run on PyTorch alone, and a card's providers
    are ONNX Runtime's: then there is one and nothing to choose."""
    if not manifest.holds_graphs:
        return ("torch",)
    if {provider.name for provider in profile.providers} & CUDA_PROVIDERS:
        return (profile.engine,)
    return (profile.engine, *(name for name in GRAPHS if name != profile.engine))


def on_engine(text: str, engine: str) -> str:
    """The profile's text with this engine, and with what must be installed for it. Raises ValueError where that cannot be done."""
    profile = parse_profile(text)
    changed, count = _ENGINE.subn(f'engine = "{engine}"', text, count=1)
    extra = EXTRAS.get(engine)
    if count and extra and extra not in profile.extras:
        changed, listed = _EXTRAS.subn(lambda found: f'{found[0]}"{extra}", ', changed, count=1)
        if not listed:
            line = f'engine = "{engine}"'
            changed = changed.replace(line, f'{line}\nextras = ["{extra}"]', 1)
    found = parse_profile(changed)
    if found.engine != engine or (extra and extra not in found.extras):
        raise ValueError("its engine is not on a line of its own")
    return changed
