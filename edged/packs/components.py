"""Which parts a model of each family must bring: what is missing is told before a pack is installed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from runtime.pack import Manifest, PackInvalid

NETWORKS: Final = ("encoder", "denoiser", "decoder")
READERS: Final = {
    "stable-diffusion": ("tokenizer",),
    "stable-diffusion-xl": ("tokenizer", "tokenizer_2"),
    "sana-sprint": ("tokenizer",),
    "z-image": ("tokenizer",),
    "qwen-image": ("tokenizer",),
}
"""Families that read sentences -> their components that are single files; docs/families.md has them all."""


class ComponentMissing(PackInvalid):
    """Details: `folder`, `component`, `family`."""

    code, status = "pack_invalid", HTTPStatus.CONFLICT
    en = "The pack in {folder} has no {component}, and a model of the family {family} cannot draw without one."
    zh = "{folder} 里的模型包没有 {component}，{family} 类的模型没有它就不能画。"
    fix_en = (
        "Ask whoever made the pack for a whole one, or build it anew with `edgectl pack build`."
    )
    fix_zh = "请向制作者索取完整的模型包，或用 `edgectl pack build` 重新制作。"


def check_components(manifest: Manifest, label: object) -> None:
    """`label`: what the pack is called in errors. Raises ComponentMissing."""
    files = {file.path for file in manifest.files}
    readers = READERS.get(manifest.family, ())
    missing = [name for name in NETWORKS if name not in manifest.components]
    missing += [name for name in readers if manifest.components.get(name) not in files]
    if missing:
        raise ComponentMissing(folder=label, component=missing[0], family=manifest.family)
