"""The one interface to hardware. A backend is one file beside this one, named by the profile; none detects anything."""

from __future__ import annotations

from http import HTTPStatus
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from runtime.errors import EdgedError

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]


class Conditioning(Struct, frozen=True):
    """What the model knows of the wishes, one row a picture."""

    context: Floats
    """[B, T, D]: one vector a token."""
    pooled: Floats
    """[B, E]: one vector for the whole."""


class EngineFailed(EdgedError):
    code, status = "engine_failed", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The drawing engine failed while it ran the pack's {component}: {problem}"
    zh = "绘图引擎在运行 {component} 时出错：{problem}"
    fix_en = "Try again; if it stays, choose a smaller profile with `edgectl profile`."
    fix_zh = "请再试一次；如果问题仍在，请用 `edgectl profile` 换一个更小的配置。"


class OutOfMemory(EngineFailed):
    """The same may go well in a moment, or with less at once."""

    code, status = "out_of_memory", HTTPStatus.SERVICE_UNAVAILABLE
    en = "The box has no memory left for this picture just now."
    zh = "盒子现在内存不够，画不了这张画。"
    fix_en = "Ask for a smaller one, or again in a moment. If it stays: end other programs, or choose a smaller profile."
    fix_zh = (
        "请换小一点的尺寸，或者过一会儿再试；如果总是这样，请关掉其他程序，或换一个更小的配置。"
    )


class Engine(Protocol):
    """Runs a pack's graphs. Every method may raise EngineFailed and may be called with any B >= 1."""

    def encode(self, tokens: NDArray[np.int64]) -> Conditioning:
        """[B, T, 2] of (concept, colour); zeros stand for no wish at all."""

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        """[B, C, h, w] at `levels` [B] in 0..1 -> velocity (noise - clean) of the same shape."""

    def decode(self, latents: Floats) -> Pixels:
        """[B, C, h, w] -> [B, H, W, 3]."""

    def preview(self, latents: Floats) -> Pixels:
        """As `decode`, small and rough, in a fraction of the time."""

    def describe(self) -> str:
        """What it is and where it runs: `onnx: CPUExecutionProvider`."""
