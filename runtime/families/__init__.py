"""Families of models: how each reads a wish, which levels it passes, and what its components are asked for.

One file each. A family knows no hardware: it asks a backend (`runtime/engines/`) to run a component by its name.
"""

from __future__ import annotations

from importlib import import_module
from typing import Final

from runtime.families.base import Family
from runtime.pack import Pack, PackUnknownFamily

MODULES: Final = {
    "qwen-image": "qwen_image.QwenImage",
    "sana-sprint": "sana_sprint.SanaSprint",
    "slot-flow": "slot_flow.SlotFlow",
    "stable-diffusion": "stable_diffusion.StableDiffusion",
    "stable-diffusion-xl": "stable_diffusion_xl.StableDiffusionXL",
    "z-image": "z_image.ZImage",
}
"""Name in manifests -> module and class."""


def family_of(pack: Pack) -> type[Family]:
    """Only the family in use is imported. Raises PackUnknownFamily."""
    wanted = pack.manifest.family
    if wanted not in MODULES:
        known = ", ".join(sorted(MODULES))
        raise PackUnknownFamily(folder=pack.folder, found=wanted, known=known)
    module, name = MODULES[wanted].split(".")
    found: type[Family] = getattr(import_module(f"{__name__}.{module}"), name)
    return found
