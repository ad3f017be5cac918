"""Inputs of a part's right shapes; what they say does not matter."""

from __future__ import annotations

import msgspec
import numpy as np
import torch
from torch import Tensor

from runtime.families.base import Component
from runtime.pack import Pack


def examples(pack: Pack, component: Component, count: int, side: int) -> dict[str, Tensor]:
    """`side` of the latents. The pack's folders hold the configurations of its parts."""
    settings, chance = pack.manifest.settings, np.random.default_rng(count)
    length, channels = settings["length"], settings["channels"]
    shapes: dict[str, tuple[int, ...]] = {
        "sample": (count, channels, side, side),
        "latents": (count, channels, side, side),
        "timestep": (count,),
        "context": (count, length, _said(pack, "denoiser", "cross_attention_dim")),
        "guidance": (count, settings["guided"]),
        "time_ids": (count, 6),
    }
    if "encoder_2" in pack.manifest.components:
        shapes["pooled"] = (count, _said(pack, "encoder_2", "projection_dim"))
    found = {}
    for name, kind in component.inputs.items():
        if kind == "int64":
            found[name] = torch.from_numpy(chance.integers(0, 50, (count, length)))
        elif name == "timestep":
            found[name] = torch.linspace(1, 900, count)
        else:
            found[name] = torch.from_numpy(chance.normal(size=shapes[name]).astype(np.float32))
    return found


def _said(pack: Pack, component: str, field: str) -> int:
    """A number of a component's configuration."""
    path = f"{pack.manifest.components[component]}/config.json"
    return int(msgspec.json.decode(pack.contents[path])[field])
