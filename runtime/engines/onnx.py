"""ONNX Runtime: the graphs of a pack on whichever execution providers the profile names."""

from __future__ import annotations

import os
from http import HTTPStatus
from typing import Any

import numpy as np
import onnxruntime as ort
import psutil
from numpy.typing import NDArray

from runtime.engines.base import Conditioning, EngineFailed, Floats, OutOfMemory, Pixels
from runtime.engines.external import has_external_data
from runtime.errors import EdgedError
from runtime.pack import Pack
from runtime.profile import CUDA_PROVIDERS, Profile


class ProviderMissing(EdgedError):
    code, status = "provider_missing", HTTPStatus.CONFLICT
    en = "The profile asks for {wanted}, but only {present} can be used here."
    zh = "配置要求 {wanted}，但这里只能使用 {present}。"
    fix_en = "Install what the profile needs (its file says so), or choose another profile."
    fix_zh = "请安装配置所需的组件（见配置文件说明），或者换一个配置。"


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


INTERFACE = {
    "encoder": ({"tokens": "tensor(int64)"}, ("context", "pooled")),
    "denoiser": (
        dict.fromkeys(("latents", "level", "context", "pooled"), "tensor(float)"),
        ("velocity",),
    ),
    "decoder": ({"latents": "tensor(float)"}, ("image",)),
    "preview": ({"latents": "tensor(float)"}, ("image",)),
}
"""Graph -> (inputs with their types, outputs)."""


NO_MEMORY = ("out of memory", "failed to allocate", "bad_alloc", "alloc_failed", "outofmemory")
"""What libraries say, in lower case: the arena, the C++ runtime, CUDA, cuBLAS and cuDNN."""


class OnnxEngine:
    """Four sessions, one for each graph. Not to be shared between threads."""

    def __init__(self, pack: Pack, profile: Profile) -> None:
        """`pack` must hold its contents. Raises PackTooLarge, ProviderMissing or PackUnusable."""
        needed, allowed = pack.manifest.memory_mb, profile.memory_limit_mb
        if needed > allowed:
            raise PackTooLarge(
                pack=pack.manifest.name, needed=needed, profile=profile.name, allowed=allowed
            )
        self._providers = [(provider.name, provider.options) for provider in profile.providers]
        self._refuse_absent([name for name, _ in self._providers], ort.get_available_providers())
        if {name for name, _ in self._providers} & CUDA_PROVIDERS:
            ort.preload_dlls()  # the libraries that came as Python packages, which the linker does not find
        options = _session_options(profile.threads)
        self._sessions = {part: self._session(pack, part, options) for part in INTERFACE}

    def encode(self, tokens: NDArray[np.int64]) -> Conditioning:
        context, pooled = self._run("encoder", {"tokens": tokens})
        return Conditioning(context, pooled)

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        feeds = {
            "latents": latents,
            "level": levels,
            "context": conditioning.context,
            "pooled": conditioning.pooled,
        }
        return self._run("denoiser", feeds)[0]

    def decode(self, latents: Floats) -> Pixels:
        return self._run("decoder", {"latents": latents})[0]

    def preview(self, latents: Floats) -> Pixels:
        return self._run("preview", {"latents": latents})[0]

    def describe(self) -> str:
        return "onnx: " + ", ".join(self._sessions["denoiser"].get_providers())

    def _run(self, part: str, feeds: dict[str, NDArray[Any]]) -> list[NDArray[Any]]:
        try:
            outputs: list[NDArray[Any]] = self._sessions[part].run(list(INTERFACE[part][1]), feeds)
        except Exception as error:  # onnxruntime's errors share no base class
            kind = OutOfMemory if _is_memory(error) else EngineFailed
            raise kind(component=part, problem=_first_line(error)) from error
        return outputs

    def _session(self, pack: Pack, part: str, options: ort.SessionOptions) -> ort.InferenceSession:
        graph = pack.contents[getattr(pack.manifest.components, part)]
        try:
            if has_external_data(graph):
                raise ValueError("it wants to read files outside the pack")
            session = ort.InferenceSession(graph, options, providers=self._providers)
            _check_interface(session, part)
        except Exception as error:  # as above, and ValueError from the checks
            raise PackUnusable(
                pack=pack.manifest.name, component=part, problem=_first_line(error)
            ) from error
        self._refuse_absent([name for name, _ in self._providers], session.get_providers())
        return session

    @staticmethod
    def _refuse_absent(wanted: list[str], present: list[str]) -> None:
        """onnxruntime only logs that a provider could not be used and falls back to the processor."""
        absent = [name for name in wanted if name not in present]
        if absent:
            raise ProviderMissing(wanted=", ".join(absent), present=", ".join(present))


def _session_options(threads: int) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or physical_cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors
    # Spinning between two operators halves the speed of two threads where other processes want the cores.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def physical_cores() -> int:
    """Physical cores that this process may use. Left to itself onnxruntime would also pin its threads to them."""
    allowed = len(os.sched_getaffinity(0))
    return min(psutil.cpu_count(logical=False) or allowed, allowed)


def _check_interface(session: ort.InferenceSession, part: str) -> None:
    inputs, outputs = INTERFACE[part]
    found = {value.name: value.type for value in session.get_inputs()}
    if found != inputs:
        raise ValueError(f"its inputs are {found}, not {inputs}")
    absent = set(outputs) - {value.name for value in session.get_outputs()}
    if absent:
        raise ValueError(f"it has no output {', '.join(sorted(absent))}")


def _is_memory(error: Exception) -> bool:
    """onnxruntime has no class of its own for it, and each of its providers says it in other words."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or any(words in text for words in NO_MEMORY)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
