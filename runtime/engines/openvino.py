"""OpenVINO: the graphs of a pack on Intel's and other x86 processors, where convolutions outweigh matrix products."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from runtime.engines.base import EngineFailed, Loading, OutOfMemory, PackUnusable, shares
from runtime.engines.compiled import compiled_folder
from runtime.engines.graphs import graph_in
from runtime.families.base import Component
from runtime.pack import Pack
from runtime.profile import Profile

# Its makers' statistics: nothing leaves the room. Without that package it takes an empty one of its own.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
import openvino as ov  # noqa: E402

from runtime.engines.fixed import DEVICE, FixedGraph, Shapes  # noqa: E402
from runtime.engines.guided import GuidedGraph  # noqa: E402

TYPES = {"float": "f32", "int64": "i64", "uint8": "u8"}
PRECISIONS = {"float32": "f32", "bfloat16": "bf16"}


class OpenvinoBackend:
    """A compiled model for each component. Not to be shared between threads.

    In 32 bits for rows of any size and number together; in bfloat16, which rounds whatever depends on them, row by row.
    """

    def __init__(
        self,
        pack: Pack,
        profile: Profile,
        components: Mapping[str, Component],
        loading: Loading | None = None,
    ) -> None:
        """`pack` must hold its contents. Raises PackUnusable."""
        loading = loading or Loading()
        core = ov.Core()
        self._dtype = profile.openvino.dtype
        options: dict[str, Any] = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": PRECISIONS[self._dtype],
        }
        if profile.threads:
            options["INFERENCE_NUM_THREADS"] = profile.threads
        self._name: str = core.get_property(DEVICE, "FULL_DEVICE_NAME")
        pairs = _pairs(pack, profile)
        cuts = {name: sorted(components[name].wished) for name in sorted(pairs)}
        made = "openvino", ov.get_version(), self._name, str(sorted(options.items())), str(cuts)
        folder = compiled_folder(loading.compiled, pack, *made)
        self._components = components
        self._requests: dict[str, ov.InferRequest] = {}
        self._fixed: dict[str, FixedGraph | GuidedGraph] = {}
        self._running = ""
        if self._dtype == "bfloat16":
            self._fixed = _fixed(core, pack, components, options, folder, pairs)
            _recall(self._fixed, shares(pack, components), loading)
            return
        if folder:
            options["CACHE_DIR"] = str(folder)
        for name, share in shares(pack, components).items():
            model = _model(core, pack, name, components[name])
            self._requests[name] = _request(core, pack, name, model, options)
            loading.progress(share)

    def run(self, component: str, feeds: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        outputs = self._components[component].outputs
        try:
            if self._fixed:
                return self._alone(component).run(feeds, outputs)
            request = self._requests[component]
            request.infer(dict(feeds))
            # Copies: the request's own memory is written over by the next one.
            return [np.array(request.get_tensor(name).data) for name in outputs]
        except Exception as error:  # RuntimeError for nearly everything
            kind = OutOfMemory if "alloc" in str(error).lower() else EngineFailed
            raise kind(component=component, problem=_last_line(error)) from error

    def _alone(self, component: str) -> FixedGraph | GuidedGraph:
        """What ran before it gives its room to it: their largest are never needed at the same time."""
        if component != self._running and (before := self._fixed.get(self._running)):
            before.rest()
        self._running = component
        return self._fixed[component]

    @property
    def parallel(self) -> bool:
        """Large graphs give their work space to each other."""
        return False

    def describe(self) -> str:
        return f"openvino: {self._name}, {self._dtype}"


def _pairs(pack: Pack, profile: Profile) -> AbstractSet[str]:
    """Components that are asked for two rows of each picture, where there are processors for both."""
    enough = min(profile.threads or 2, len(os.sched_getaffinity(0))) > 1
    return {"denoiser"} if enough and pack.manifest.guidance > 1 else set()


def _fixed(  # noqa: PLR0913, PLR0917 - all that a graph is made with
    core: ov.Core,
    pack: Pack,
    components: Mapping[str, Component],
    options: Mapping[str, Any],
    folder: Path | None,
    pairs: AbstractSet[str],
) -> dict[str, FixedGraph | GuidedGraph]:
    """Raises PackUnusable."""
    found: dict[str, FixedGraph | GuidedGraph] = {}
    for name, component in components.items():
        read = partial(_sized, core, graph_in(pack, name))
        made = core, name, read, options, folder, pack.folder
        if name in pairs and component.wished:
            found[name] = GuidedGraph(*made, wished=component.wished)
        else:
            found[name] = FixedGraph(*made, at_once=2 if name in pairs else 1)
        if not found[name].kept:  # else it was looked at before it was compiled
            _model(core, pack, name, component)
    return found


def _sized(core: ov.Core, graph: bytes | str, shapes: Shapes) -> ov.Model:
    model = core.read_model(graph)
    model.reshape({name: list(shape) for name, shape in shapes.items()})
    return model


def _recall(
    graphs: Mapping[str, FixedGraph | GuidedGraph], done: Mapping[str, float], loading: Loading
) -> None:
    """Two at a time: half of loading one is done by one thread."""
    with ThreadPoolExecutor(2) as pool:
        loaded = {name: pool.submit(graph.recall) for name, graph in graphs.items()}
        for name, share in done.items():
            loaded[name].result()
            loading.progress(share)


def _model(core: ov.Core, pack: Pack, name: str, component: Component) -> ov.Model:
    """Raises PackUnusable."""
    try:
        model = core.read_model(graph_in(pack, name))
        _check_interface(model, component)
    except Exception as error:
        raise PackUnusable(
            pack=pack.manifest.name, component=name, problem=_last_line(error)
        ) from error
    return model


def _request(
    core: ov.Core, pack: Pack, name: str, model: ov.Model, options: dict[str, Any]
) -> ov.InferRequest:
    """Raises PackUnusable."""
    try:
        return core.compile_model(model, DEVICE, options).create_infer_request()
    except Exception as error:
        raise PackUnusable(
            pack=pack.manifest.name, component=name, problem=_last_line(error)
        ) from error


def _check_interface(model: ov.Model, component: Component) -> None:
    wanted = {name: TYPES[kind] for name, kind in component.inputs.items()}
    found = {one.any_name: one.element_type.get_type_name() for one in model.inputs}
    if found != wanted:
        raise ValueError(f"its inputs are {found}, not {wanted}")
    absent = set(component.outputs) - {name for one in model.outputs for name in one.names}
    if absent:
        raise ValueError(f"it has no output {', '.join(sorted(absent))}")


def _last_line(error: Exception) -> str:
    """Where OpenVINO says what is wrong, below the places in its own source where it was noticed."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return (lines or [type(error).__name__])[-1][:300]
