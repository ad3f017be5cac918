"""Which files a source is made of; each is there, whole, and of a kind that runs no code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from forge.building.source import GRAPHS, TWO_READERS, SourceUnusable, known_kind, read
from forge.building.weights import count, refuse_pickles, weights_of
from runtime.onnx_file import DOMAINS, beside, wants_of

FOLDERS = {
    "encoder": "text_encoder",
    "encoder_2": "text_encoder_2",
    "denoiser": "unet",
    "decoder": "vae_decoder",
}
"""Component -> its folder where optimum wrote the model."""
LEFT_BEHIND = ("safety_checker", "feature_extractor", "image_encoder")
"""Parts that no pack holds: what reaches the model is the vocabulary's own words."""


class Lora(Struct, frozen=True):
    file: Path
    strength: float = 1.0


def parse_lora(text: str) -> Lora:
    """`FILE` or `FILE:0.8`. Raises ValueError."""
    file, _, strength = text.rpartition(":")
    return Lora(Path(file), float(strength)) if file else Lora(Path(text))


def files_read(source: Path, config: Path | None, loras: Sequence[Lora]) -> list[Path]:
    """All weights. Raises SourceUnusable for what is not there or not safetensors."""
    if is_optimum(source):
        if loras:
            raise SourceUnusable(f"{source} holds graphs, with which no LoRA can be joined")
        return files_of_optimum(source)
    singles = [lora.file for lora in loras]
    if source.is_file():
        singles.append(source)
        if config is None:
            raise SourceUnusable(
                f"{source} holds weights alone; name a folder with the model's other files "
                "(model_index.json, configurations, tokenizer) with --config"
            )
    refuse_pickles(singles)
    for file in singles:
        if not file.is_file():
            raise SourceUnusable(f"{file} is missing")
    count(singles)
    if source.is_file():
        return singles
    index = read(source / "model_index.json")
    parts = [source / part for part in index if part not in LEFT_BEHIND]
    with_weights = [part for part in parts if (part / "config.json").is_file()]
    return singles + [path for part in with_weights for path in weights_of(part)]


def is_optimum(source: Path) -> bool:
    """Whatever model it is of."""
    return source.is_dir() and any(source.glob("*/model.onnx"))


def files_of_optimum(source: Path) -> list[Path]:
    """Graphs, and the weights beside them. Raises SourceUnusable."""
    kind = known_kind(source)
    if kind not in GRAPHS:
        raise SourceUnusable(
            f"{source} holds graphs of a {kind}, which becomes a pack of weights only; "
            "take its folder as diffusers writes it, with safetensors"
        )
    parts = [name for name in FOLDERS if name != "encoder_2" or kind in TWO_READERS]
    graphs = [source / FOLDERS[name] / "model.onnx" for name in parts]
    for path in graphs:
        _check_graph(path)
    return [path for graph in graphs for path in sorted(graph.parent.glob("model.onnx*"))]


def _check_graph(path: Path) -> None:
    """Raises SourceUnusable."""
    if not path.is_file():
        raise SourceUnusable(f"{path} is missing")
    try:
        wants = wants_of(memoryview(path.read_bytes()))
    except ValueError as error:
        raise SourceUnusable(f"{path} is damaged; copy it again from where it came from") from error
    for each in wants.external:
        data = path.parent / (beside("model.onnx", each.location) or "")
        if not data.is_file() or data.stat().st_size < each.end:
            raise SourceUnusable(f"{path} reads {each.location}, which is not there or not whole")
    if wants.domains - DOMAINS:
        raise SourceUnusable(f"{path} wants operators that only a program of somebody's has")
