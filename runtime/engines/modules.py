"""A pack's component as a module of torch: loaded by the library that publishes it, and made as small as the profile says."""

from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import torch

from runtime.families.base import Component
from runtime.profile import Torch

os.environ["HF_HUB_OFFLINE"] = "1"  # what the pack lacks is an error, and never fetched

PAINTER = "decoder"
"""Keeps its weights as they are: they are few, and what is rounded there is seen."""

_MMAP_THRESHOLD, _SMALL, _USUAL = -3, 2**20, 2**25
"""mallopt's M_MMAP_THRESHOLD; bytes: of what is no activation, and up to which glibc raises it by itself."""


def need(options: Torch) -> None:
    """Imports what rounds the weights, before anything is loaded. Raises ImportError."""
    if rounder := _rounder(options):
        import_module(rounder)


def load(folder: Path, name: str, component: Component, options: Torch) -> torch.nn.Module:
    """On the device and ready to run. Raises all kinds of errors for a folder that is wrong."""
    library, kind = component.model.split(".")
    _silence(library)
    _refuse_other(folder, kind)
    said: dict[str, Any] = {"torch_dtype": getattr(torch, options.dtype)}
    rounder = _rounder(options) if name != PAINTER else ""
    if rounder == "bitsandbytes":
        said["quantization_config"] = _rounding(import_module(library), options)
    found, told = getattr(import_module(library), kind).from_pretrained(
        folder, local_files_only=True, use_safetensors=True, output_loading_info=True, **said
    )
    if absent := sorted(told["missing_keys"]):
        raise ValueError(f"{len(absent)} of its weights are not there, {absent[0]} first of all")
    module: torch.nn.Module = found.eval().requires_grad_(False)
    if (
        rounder == "torchao"
    ):  # layer by layer from mapped weights: its way through `from_pretrained` keeps them all twice
        torchao = import_module("torchao.quantization")
        with _returning_memory():
            torchao.quantize_(module, torchao.Int8WeightOnlyConfig())
    if options.tiled and name == PAINTER:
        _tile(module, options.tiled)
    if options.offload and name != PAINTER:
        return _offload(module, options)
    return module.to(options.device)


def reason(error: Exception) -> str:
    """Why a folder cannot be loaded, in a line. transformers only says where to read of weights that do not fit."""
    if "ignore_mismatched_sizes" in str(error):
        return "its weights are not of the sizes that its config.json says"
    return (str(error).splitlines() or [type(error).__name__])[0]


def _refuse_other(folder: Path, kind: str) -> None:
    """diffusers would take weights of one kind for another's where their names happen to be the same."""
    config = folder / "config.json"
    told = json.loads(config.read_bytes()).get("_class_name", kind) if config.is_file() else kind
    if told != kind:  # of transformers' none is named; their weights' names differ
        raise ValueError(f"it is of the kind {told} where {kind} is needed")


@contextmanager
def _returning_memory() -> Iterator[None]:
    """What is computed on the way goes back to the system at once. Kept by the allocator, in between what stays, it took
    three times the memory of the rounded weights (1.5 GB beside 0.5)."""
    adjust = getattr(ctypes.CDLL(None), "mallopt", None)  # of glibc
    if adjust is None:
        yield
        return
    adjust(_MMAP_THRESHOLD, _SMALL)
    try:
        yield
    finally:
        adjust(_MMAP_THRESHOLD, _USUAL)


def _silence(library: str) -> None:
    """Bars and reports are for people at a terminal; what is wrong comes as an error."""
    talk = import_module(f"{library}.utils.logging")
    talk.set_verbosity_error()
    talk.disable_progress_bar()


def _rounder(options: Torch) -> str:
    """The library that rounds weights, if any does. bitsandbytes computes on cards alone."""
    if options.quantise == "none":
        return ""
    torchao = options.device == "cpu" or options.quantise == "int8-torchao"
    return "torchao" if torchao else "bitsandbytes"


def _rounding(library: Any, options: Torch) -> Any:
    """As diffusers and transformers each want to be told."""
    if options.quantise == "nf4":
        return library.BitsAndBytesConfig(
            load_in_4bit=True,
            bnb_4bit_quant_type="nf4",
            bnb_4bit_compute_dtype=getattr(torch, options.dtype),
        )
    return library.BitsAndBytesConfig(load_in_8bit=True)


def _tile(module: Any, side: int) -> None:
    """Pieces overlap by a quarter, and are blended there."""
    if hasattr(module, "tile_latent_min_size"):  # AutoencoderKL would take pieces of its usual size
        shrink = 2 ** (len(module.config.block_out_channels) - 1)
        module.tile_sample_min_size, module.tile_latent_min_size = side, side // shrink
        module.enable_tiling()
        return
    stride = side * 3 // 4
    module.enable_tiling(side, side, stride, stride)


def _offload(module: torch.nn.Module, options: Torch) -> torch.nn.Module:
    """Blocks wait in main memory; on a card each is fetched while the one before it computes."""
    from diffusers.hooks import apply_group_offloading  # noqa: PLC0415

    streams = options.device != "cpu"
    apply_group_offloading(
        module,
        onload_device=torch.device(options.device),
        offload_device=torch.device("cpu"),
        offload_type="block_level",
        num_blocks_per_group=1,
        use_stream=streams,
        low_cpu_mem_usage=streams,  # else all of the model is locked in main memory
    )
    return module
