"""The one interface between a model and the hardware, and the one between pictures and a model.

A `Backend` runs a pack's components, named arrays in, arrays out: one file beside this one, named by the profile; none
detects anything. An `Engine` is a family of models on a backend (`runtime/families/`): what the pipeline draws with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from http import HTTPStatus
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from runtime.errors import EdgedError
from runtime.pack import Pack
from runtime.prompt.caption import Caption
from runtime.schedulers import Course, Floats

Pixels = NDArray[np.uint8]
Tokens = NDArray[np.int64]


class Conditioning(Struct, frozen=True):
    """What the model knows of the wishes, one row a picture. Without the batch's axis: of one wish."""

    context: Floats
    """[B, T, D]: one vector a token."""
    pooled: Floats
    """[B, E]: one vector for the whole; E may be 0."""
    lengths: NDArray[np.int64] | None = None
    """[B]: how many of T mean something; None: all."""

    @property
    def rows(self) -> list[Conditioning]:
        """Each wish for itself, without what it was filled up with."""
        count = len(self.context)
        lengths = [self.context.shape[1]] * count if self.lengths is None else self.lengths
        return [
            Conditioning(self.context[row][: int(lengths[row])], self.pooled[row])
            for row in range(count)
        ]


def stack(rows: Sequence[Conditioning]) -> Conditioning:
    """Single wishes as one: the shorter ones are filled up with zeros, and `lengths` says so."""
    contexts, pooled = [row.context for row in rows], np.stack([row.pooled for row in rows])
    lengths = np.array([len(context) for context in contexts], np.int64)
    longest = int(lengths.max())
    if (lengths == longest).all():
        return Conditioning(np.stack(contexts), pooled)
    filled = np.zeros((len(rows), longest, contexts[0].shape[1]), np.float32)
    for row, context in enumerate(contexts):
        filled[row, : len(context)] = context
    return Conditioning(filled, pooled, lengths)


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


class PictureBroken(EdgedError):
    """The model answered with what are no numbers."""

    code, status = "picture_broken", HTTPStatus.INTERNAL_SERVER_ERROR
    en = "This picture did not work out."
    zh = "这张图没有画成。"
    fix_en = "Try again, or ask for it in other words."
    fix_zh = "请再试一次，或者换个说法。"


class PackTooLarge(EdgedError):
    code, status = "pack_too_large", HTTPStatus.CONFLICT
    en = "The pack {pack} needs {needed} MB of memory; the profile {profile} allows {allowed} MB."
    zh = "模型包 {pack} 需要 {needed} MB 内存，配置 {profile} 只允许 {allowed} MB。"
    fix_en = "Choose a smaller pack, or a profile with a higher memory_limit_mb."
    fix_zh = "请换一个更小的模型包，或者换用 memory_limit_mb 更大的配置。"


class PackUnusable(EdgedError):
    code, status = "pack_unusable", HTTPStatus.CONFLICT
    en = "The {component} of the pack {pack} cannot be run: {problem}"
    zh = "模型包 {pack} 的 {component} 无法运行：{problem}"
    fix_en = "Ask whoever made the pack for a corrected one, or choose another pack."
    fix_zh = "请向制作者索取修正后的模型包，或者换一个模型包。"


class LibraryMissing(EdgedError):
    code, status = "library_missing", HTTPStatus.CONFLICT
    en = "The pack {pack} needs {library}, which is not installed here."
    zh = "模型包 {pack} 需要 {library}，但这里没有安装。"
    fix_en = "Install it with `pip install 'edged[{extra}]'`, or choose another pack."
    fix_zh = "请用 `pip install 'edged[{extra}]'` 安装，或者换一个模型包。"


class ProviderMissing(EdgedError):
    code, status = "provider_missing", HTTPStatus.CONFLICT
    en = "The profile asks for {wanted}, but only {present} can be used here."
    zh = "配置要求 {wanted}，但这里只能使用 {present}。"
    fix_en = "Install what the profile needs (its file says so), or choose another profile."
    fix_zh = "请安装配置所需的组件（见配置文件说明），或者换一个配置。"


def _to_nobody(_: float) -> None: ...


class Loading(Struct, frozen=True, kw_only=True):
    """What a backend may use while it loads a pack."""

    compiled: Path | None = None
    """Folder for what engines make of graphs once for each machine; None: nothing is kept."""
    progress: Callable[[float], None] = _to_nobody
    """Told how much of the loading is done, 0 to 1, as it goes on."""


def shares(pack: Pack, components: Iterable[str]) -> dict[str, float]:
    """Component -> how many of all their bytes are loaded once it is there, too, 0 to 1; in their order."""
    sizes = {}
    for name in components:
        path = pack.manifest.components[name]
        own = (one for one in pack.manifest.files if f"{one.path}/".startswith(f"{path}/"))
        sizes[name] = sum(file.size for file in own)
    total = sum(sizes.values()) or 1
    return {
        name: done / total for name, done in zip(sizes, accumulate(sizes.values()), strict=True)
    }


class Backend(Protocol):
    """Runs a pack's components."""

    @property
    def parallel(self) -> bool:
        """Whether another thread may run the decoder while one runs the rest, and both together are worth it."""

    def run(self, component: str, feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """The component's outputs in their order. Raises EngineFailed."""

    def describe(self) -> str:
        """What it is and where it runs: `onnx: CPUExecutionProvider`."""


def guided(free: Floats, bound: Floats, guidance: float) -> Floats:
    """What follows the wish (`bound`) `guidance` times as much as it differs from none (`free`)."""
    return free + np.float32(guidance) * (bound - free)


class Denoiser(Protocol):
    """The part of an engine that a running batch needs."""

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        """[B, C, h, w] at `levels` [B] of the course -> velocity of the same shape, as its space defines it."""

    def guide(self, free: Floats, bound: Floats, guidance: float) -> Floats:
        """The velocity for the wish, of those with and without it; `guided` unless the family has its own way."""


class Engine(Denoiser, Protocol):
    """A family of models on a backend. Every method may raise EngineFailed and may be called with any B >= 1."""

    @property
    def parallel(self) -> bool:
        """Whether another thread may `decode` while one does everything else, and both together are worth it."""

    def spell(self, caption: Caption | None) -> Tokens:
        """[T, ...]: the wish as the family's encoder reads it; None: no wish at all, for guidance's other side."""

    def course(self, pixels: tuple[int, int], steps: int) -> Course:
        """What a picture of this width and height passes in so many steps."""

    def encode(self, tokens: Tokens) -> Conditioning:
        """[B, T, ...]."""

    def decode(self, latents: Floats) -> Pixels:
        """[B, C, h, w] -> [B, H, W, 3]."""

    def preview(self, latents: Floats) -> Pixels:
        """As `decode`, small and rough, in a fraction of the time."""

    def describe(self) -> str:
        """What it is and where it runs: `onnx: CPUExecutionProvider`."""
