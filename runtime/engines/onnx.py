"""ONNX Runtime: the graphs of a pack on whichever execution providers the profile names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import onnxruntime as ort
import psutil
from numpy.typing import NDArray

from runtime.engines.base import EngineFailed, OutOfMemory, PackUnusable, ProviderMissing
from runtime.engines.graphs import graph_in
from runtime.families.base import Component
from runtime.pack import Pack
from runtime.profile import CUDA_PROVIDERS, Profile

TYPES = {"float": "tensor(float)", "int64": "tensor(int64)", "uint8": "tensor(uint8)"}


NO_MEMORY = ("out of memory", "failed to allocate", "bad_alloc", "alloc_failed", "outofmemory")
"""What libraries say, in lower case: the arena, the C++ runtime, CUDA, cuBLAS and cuDNN."""


class OnnxBackend:
    """A session for each component. Not to be shared between threads."""

    def __init__(self, pack: Pack, profile: Profile, components: Mapping[str, Component]) -> None:
        """`pack` must hold its contents. Raises ProviderMissing or PackUnusable."""
        self._providers = [(provider.name, provider.options) for provider in profile.providers]
        self._refuse_absent([name for name, _ in self._providers], ort.get_available_providers())
        if {name for name, _ in self._providers} & CUDA_PROVIDERS:
            ort.preload_dlls()  # the libraries that came as Python packages, which the linker does not find
        options = _session_options(profile.threads)
        self._components = components
        self._sessions = {
            name: self._session(pack, name, one, options) for name, one in components.items()
        }

    def run(self, component: str, feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        names = list(self._components[component].outputs)
        try:
            outputs: list[NDArray[Any]] = self._sessions[component].run(names, feeds)
        except Exception as error:  # onnxruntime's errors share no base class
            kind = OutOfMemory if _is_memory(error) else EngineFailed
            raise kind(component=component, problem=_first_line(error)) from error
        return outputs

    def describe(self) -> str:
        return "onnx: " + ", ".join(next(iter(self._sessions.values())).get_providers())

    def _session(
        self, pack: Pack, part: str, component: Component, options: ort.SessionOptions
    ) -> ort.InferenceSession:
        try:
            graph = graph_in(pack, part)
            session = ort.InferenceSession(graph, options, providers=self._providers)
            _check_interface(session, component)
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


def _check_interface(session: ort.InferenceSession, component: Component) -> None:
    inputs = {name: TYPES[kind] for name, kind in component.inputs.items()}
    found = {value.name: value.type for value in session.get_inputs()}
    if found != inputs:
        raise ValueError(f"its inputs are {found}, not {inputs}")
    absent = set(component.outputs) - {value.name for value in session.get_outputs()}
    if absent:
        raise ValueError(f"it has no output {', '.join(sorted(absent))}")


def _is_memory(error: Exception) -> bool:
    """onnxruntime has no class of its own for it, and each of its providers says it in other words."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or any(words in text for words in NO_MEMORY)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
