"""A small stand-in for ComfyUI: loads a node package from a folder as ComfyUI does, and runs graphs of its nodes.

The real ComfyUI cannot be had here. What this has of it is the contract of a node: how packages are found, what a node's
class says, how inputs are linked, what nodes return, and the modules that nodes may ask for.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import torch
from PIL import Image

PACKAGE = Path(__file__).resolve().parents[2] / "clients" / "comfyui"
Graph = dict[str, dict[str, Any]]


class Interrupted(Exception):
    """What ComfyUI raises once somebody pressed its button."""


class Bar:
    """ComfyUI's progress bar, which remembers."""

    told: ClassVar[list[tuple[int, int, Any]]] = []

    def __init__(self, total: int) -> None:
        self.total = total

    def update_absolute(self, value: int, total: int, preview: Any = None) -> None:
        self.told.append((value, total, preview))


class SaveImage:
    """ComfyUI's own, as far as it matters: what it gets must be a proper IMAGE."""

    RETURN_TYPES = ()
    FUNCTION = "save"
    OUTPUT_NODE = True

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:  # noqa: N802
        return {"required": {"images": ("IMAGE",)}, "optional": {"filename_prefix": ("STRING", {})}}

    def save(self, images: torch.Tensor, filename_prefix: str = "") -> dict[str, Any]:
        assert images.dtype is torch.float32
        assert images.ndim == 4
        assert images.shape[3] == 3
        assert 0.0 <= float(images.min()) <= float(images.max()) <= 1.0
        pixels = (images[0] * 255).round().to(torch.uint8).numpy()
        return {"ui": {"images": [Image.fromarray(pixels)]}}


class Host:
    """A running ComfyUI with one package."""

    def __init__(self, folder: Path) -> None:
        self.temp = folder / "temp"
        self.stop = False
        self.nodes: dict[str, Any] = {"SaveImage": SaveImage, "PreviewImage": SaveImage}
        self.names: dict[str, str] = {}
        installed = folder / "custom_nodes" / "comfyui-edged"
        shutil.copytree(PACKAGE, installed, ignore=shutil.ignore_patterns("__pycache__"))
        module = _load(installed)
        self.nodes.update(module.NODE_CLASS_MAPPINGS)
        self.names.update(module.NODE_DISPLAY_NAME_MAPPINGS)
        self.package = module

    def run(self, graph: Graph) -> dict[str, Any]:
        """Output node -> what it shows. Raises what a node raises."""
        results: dict[str, Any] = {}
        shown: dict[str, Any] = {}
        for id, node in graph.items():
            self._execute(graph, id, results, shown)
            if not self.nodes[node["class_type"]].__dict__.get("OUTPUT_NODE"):
                shown.pop(id, None)
        return shown

    def _execute(
        self, graph: Graph, id: str, results: dict[str, Any], shown: dict[str, Any]
    ) -> Any:
        if id in results:
            return results[id]
        kind = self.nodes[graph[id]["class_type"]]
        given: dict[str, Any] = {}
        for name, value in graph[id]["inputs"].items():
            self._known(kind, name)
            if isinstance(value, list):
                source, slot = value
                given[name] = self._execute(graph, source, results, shown)[slot]
            else:
                given[name] = value
        answer = getattr(kind(), kind.FUNCTION)(**given)
        if isinstance(answer, dict):
            shown[id] = answer.get("ui", {})
            answer = answer.get("result", ())
        assert len(answer) == len(kind.RETURN_TYPES)
        results[id] = answer
        return answer

    def _known(self, kind: Any, name: str) -> None:
        types = kind.INPUT_TYPES()
        assert name in {**types["required"], **types.get("optional", {})}


@contextmanager
def host(folder: Path, *, bare: bool = False) -> Iterator[Host]:
    """`bare`: without the modules that nodes may ask for, as other hosts of such nodes are."""
    running = Host(folder)
    modules = {} if bare else _modules(running)
    Bar.told = []
    sys.modules.update(modules)
    try:
        yield running
    finally:
        for name in (*modules, *(name for name in sys.modules if name.startswith("custom_nodes_"))):
            sys.modules.pop(name, None)


def _load(folder: Path) -> ModuleType:
    name = "custom_nodes_" + folder.name.replace("-", "_")
    spec = importlib.util.spec_from_file_location(name, folder / "__init__.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _modules(running: Host) -> dict[str, ModuleType]:
    def check() -> None:
        if running.stop:
            raise Interrupted

    comfy, management, utils, paths = map(
        ModuleType, ("comfy", "comfy.model_management", "comfy.utils", "folder_paths")
    )
    vars(management)["throw_exception_if_processing_interrupted"] = check
    vars(utils)["ProgressBar"] = Bar
    vars(paths)["get_temp_directory"] = lambda: str(running.temp)
    return {module.__name__: module for module in (comfy, management, utils, paths)}
