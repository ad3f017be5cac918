"""A pack of a published model's shape and size with random weights, written piece by piece: none has to fit into memory."""

from __future__ import annotations

import json
import shutil
from hashlib import file_digest
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import torch
from safetensors.torch import save_file

from bench.sixgb.shapes import Part, Shape
from tests.toymodels import clip_tokenizer, gemma_tokenizer, qwen_tokenizer
from tests.toypack import toy_vocabulary

PIECE = 2 * 10**9
"""Bytes of weights in a file."""
LAST = ("conv2", "proj_out", "to_out.0", "net.2", "out_proj", "fc2")
"""Layers whose result is added to what their block was given."""
ADDED = 0.1
TOKENIZERS = {"clip": clip_tokenizer, "gemma": gemma_tokenizer, "qwen": qwen_tokenizer}


def pack_of(name: str, shape: Shape, work: Path) -> Path:
    """Made once; the next call finds it."""
    folder = work / name
    if folder.is_dir():
        return folder
    making = work / f".making-{name}"
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    for part in shape.parts.values():
        write_part(part, making)
    components = {name: part[0] for name, part in shape.parts.items()}
    for place in ("tokenizer", "tokenizer_2") if "encoder_2" in components else ("tokenizer",):
        TOKENIZERS[shape.tokenizer]().save_pretrained(making / place)
        components[place] = f"{place}/tokenizer.json"
    write_manifest(making, shape, components)
    making.rename(folder)
    return folder


def write_part(part: Part, folder: Path) -> None:
    """As `save_pretrained` writes it: the configuration, and weights in pieces with their index."""
    place, kind, told = part
    library, name = kind.split(".")
    made = getattr(import_module(library), name)
    with torch.device("meta"):  # sizes alone
        if library == "transformers":
            model = made(made.config_class(**told))
        else:
            model = made.from_config(told)
    if library == "transformers":
        model.config.save_pretrained(folder / place)
    else:
        model.save_config(folder / place)
    stem = "model" if library == "transformers" else "diffusion_pytorch_model"
    _write_weights(model.state_dict(), folder / place, stem)


def _write_weights(sizes: dict[str, torch.Tensor], folder: Path, stem: str) -> None:
    pieces: list[list[str]] = [[]]
    left = PIECE
    for name, tensor in sizes.items():
        size = 2 * tensor.numel()
        if size > left and pieces[-1]:
            pieces.append([])
            left = PIECE
        pieces[-1].append(name)
        left -= size
    chance = torch.Generator().manual_seed(0)
    index: dict[str, str] = {}
    for number, names in enumerate(pieces, 1):
        file = f"{stem}-{number:05}-of-{len(pieces):05}.safetensors"
        file = file if len(pieces) > 1 else f"{stem}.safetensors"
        save_file(
            {name: _random(name, sizes[name], chance) for name in names},
            folder / file,
            {"format": "pt"},
        )
        index |= dict.fromkeys(names, file)
    if len(pieces) > 1:
        total = 2 * sum(one.numel() for one in sizes.values())
        told = {"metadata": {"total_size": total}, "weight_map": index}
        (folder / f"{stem}.safetensors.index.json").write_text(json.dumps(told))


def _random(name: str, like: torch.Tensor, chance: torch.Generator) -> torch.Tensor:
    """Small, so that no layer's numbers leave 16 bits; norms as they begin, and blocks that add little to what they are given, as
    trained ones do: else every rounding on the way would reach the picture whole."""
    if like.ndim < 2:
        made = torch.zeros if name.endswith("bias") else torch.ones
        filled: torch.Tensor = made(like.shape, dtype=torch.bfloat16)
        return filled
    spread = like[0].numel() ** -0.5 * (ADDED if name.removesuffix(".weight").endswith(LAST) else 1)
    drawn: torch.Tensor = torch.randn(like.shape, generator=chance, dtype=torch.bfloat16)
    return drawn.mul_(spread)


def write_manifest(folder: Path, shape: Shape, components: dict[str, str]) -> None:
    (folder / "vocabulary.json").write_bytes(msgspec.json.encode(toy_vocabulary()))
    manifest: dict[str, Any] = {
        "format": 1,
        "name": folder.name.removeprefix(".making-").replace(
            ".", "-"
        ),  # names of packs have no dots
        "version": "1",
        "licence": "CC0-1.0",
        "family": shape.family,
        "languages": ["en"],
        "sizes": ["512x512", "384x384", "128x128"],
        "steps": {"default": shape.steps, "min": 1, "max": 50},
        "guidance": 7.5 if shape.guided else 1.0,
        "latent": {"channels": shape.settings["channels"], "height": 64, "width": 64},
        "precision": "fp16",
        "memory_mb": 100,
        "styles": ["kids_cute_v2"],
        "components": components,
        "settings": shape.settings,
        "vocabulary": "vocabulary.json",
    }
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest["files"] = [
        {"path": str(path.relative_to(folder)), "size": path.stat().st_size, "sha256": _hash(path)}
        for path in paths
    ]
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1))


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
