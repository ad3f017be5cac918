"""ONNX Runtime: the graphs of a pack on whichever execution providers the profile names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import onnxruntime as ort
import psutil
from numpy.typing import NDArray

from runtime.engines.base import (
    EngineFailed,
    Loading,
    OutOfMemory,
    PackUnusable,
    ProviderMissing,
    shares,
)
from runtime.engines.binding import Bound
from runtime.engines.graphs import graph_in
from runtime.engines.providers import PROCESSOR, RECORD, device_of, runs_on, told
from runtime.families.base import Component
from runtime.pack import Pack
from runtime.profile import CUDA_PROVIDERS, Profile

TYPES = {"float": "tensor(float)", "int64": "tensor(int64)", "uint8": "tensor(uint8)"}


NO_MEMORY = ("out of memory", "failed to allocate", "bad_alloc", "alloc_failed", "outofmemory")
"""What libraries say, in lower case: the arena, the C++ runtime, CUDA, cuBLAS and cuDNN."""


class OnnxBackend:
    """A session for each component, each to be run by one thread at a time."""

    def __init__(
        self,
        pack: Pack,
        profile: Profile,
        components: Mapping[str, Component],
        loading: Loading | None = None,
    ) -> None:
        """`pack` must hold its contents. Raises ProviderMissing or PackUnusable."""
        loading = loading or Loading()
        _refuse_absent(profile, ort.get_available_providers())
        if {one.name for one in profile.providers} & CUDA_PROVIDERS:
            ort.preload_dlls()  # the libraries that came as Python packages, which the linker does not find
        self._profile = profile
        self._providers = told(pack, profile, loading.compiled)
        options = _session_options(profile.threads)
        self._components = components
        self._sessions: dict[str, Bound] = {}
        for name, share in shares(pack, components).items():
            self._sessions[name] = self._session(pack, name, components[name], options)
            loading.progress(share)

    @property
    def parallel(self) -> bool:
        """Sessions of a processor share nothing; those of a card would want its memory at the same time."""
        return device_of(self._profile) == "cpu"

    def run(self, component: str, feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        try:
            return self._sessions[component].run(feeds)
        except Exception as error:  # onnxruntime's errors share no base class
            kind = OutOfMemory if _is_memory(error) else EngineFailed
            raise kind(component=component, problem=_first_line(error)) from error

    def describe(self) -> str:
        """With the share of a card's operators that came back to the processor, where it is told."""
        first = next(iter(self._sessions.values())).session
        return "onnx: " + ", ".join(first.get_providers()) + self._strayed()

    def _session(
        self, pack: Pack, part: str, component: Component, options: ort.SessionOptions
    ) -> Bound:
        try:
            graph = graph_in(pack, part)
            session = ort.InferenceSession(graph, options, providers=self._providers)
            _check_interface(session, component)
        except Exception as error:  # as above, and ValueError from the checks
            raise PackUnusable(
                pack=pack.manifest.name, component=part, problem=_first_line(error)
            ) from error
        _refuse_absent(self._profile, session.get_providers())
        _refuse_idle(self._profile, runs_on(session))
        device = device_of(self._profile)
        return Bound(session, component.outputs, device, moved=device != "cpu")

    def _strayed(self) -> str:
        counted = [runs_on(bound.session) for bound in self._sessions.values()]
        everything = sum(sum(one.values()) for one in counted)
        strayed = sum(one.get(PROCESSOR, 0) for one in counted)
        if device_of(self._profile) == "cpu" or not everything:
            return ""
        return f"; {strayed} of {everything} operators on the processor"


def _refuse_absent(profile: Profile, present: list[str]) -> None:
    """onnxruntime only logs that a provider could not be used and falls back to the processor."""
    absent = [one.name for one in profile.providers if one.name not in present]
    if absent:
        raise ProviderMissing(wanted=", ".join(absent), present=", ".join(present))


def _refuse_idle(profile: Profile, counted: Mapping[str, int]) -> None:
    """Nor does it say that a provider which is there was given nothing to do."""
    wanted = [one.name for one in profile.providers if one.name != PROCESSOR]
    if wanted and counted and not any(counted.get(name) for name in wanted):
        raise ProviderMissing(wanted=", ".join(wanted), present=", ".join(counted))


def _session_options(threads: int) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or physical_cores()
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors
    # Spinning between two operators halves the speed of two threads where other processes want the cores.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry(RECORD, "1")
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
