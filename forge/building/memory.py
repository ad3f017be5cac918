"""What a worker takes that draws with a model: its weights by what they are loaded in, and what is computed on the way.

Estimates, for what cannot be measured where the pack is built. The factors are from models in their real sizes
(docs/packs.md), rounded up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from safetensors import safe_open

from forge.building.source import Source, read, sizes_of
from forge.building.weights import weights_of, whole
from runtime.pack import parse_size
from runtime.profile import Profile, Torch

LIBRARIES_MB = 600
"""PyTorch, diffusers and transformers in main memory, or CUDA's own on a card; they take about as much."""
RUNTIME_MB = 150
"""ONNX Runtime and everything else of a worker that loads no PyTorch."""
BYTES = {"fp32": 4.0, "fp16": 2.0, "int8": 1.02, "nf4": 0.57}
"""Of one weight of a matrix, with the scales that belong to it."""
SCORES = 2.5
"""Tables of everything by everything that ONNX Runtime's attention holds at once."""
WIDTHS = {"stable-diffusion": 40, "stable-diffusion-xl": 40}
"""Numbers of a U-Net for each latent and channel of its first level, in a step of one picture."""
USUAL_WIDTH = 12
"""The same for a transformer, for each token and channel."""
PAINTED = 4
"""Numbers of a decoder for each pixel and channel of its last but one level."""

_BLOCK = re.compile(r"^(.*?\.\d+)\.")
_UNUSED = re.compile(r"^(model\.)?visual\.|^lm_head\.")
"""Of readers that could see and speak as well: no family loads that."""
_WORDS = ("embed_tokens.weight", "token_embedding.weight", "position_embedding.weight")
"""Tables of words, which nothing rounds."""


class Weighed(Struct, frozen=True):
    """A part's weights, in numbers."""

    matrices: int
    """Of layers that are rounded."""
    others: int
    block: int = 0
    """Of the largest block: with `offload` two are on the card at once."""
    outside: int = 0
    """Of no block."""

    @property
    def numbers(self) -> int:
        return self.matrices + self.others


class Drawing(Struct, frozen=True):
    """What is drawn at once."""

    rows: int
    """Pictures in a forward; with guidance twice as many as wishes."""
    side: int
    """Pixels."""


class Model(Struct, frozen=True):
    """A source, weighed."""

    source: Source
    parts: Mapping[str, Weighed]
    """By component."""

    def as_weights(self, options: Torch, drawings: Sequence[Drawing] = ()) -> int:
        """Megabytes of a worker with PyTorch: on the card, where it computes on one. Without drawings: when it is loaded."""
        number = 4 if options.dtype == "float32" else 2
        computed = [self._painted(each, number, options.tiled) for each in drawings]
        computed += [each.rows * self._seen(each.side) * number for each in drawings]
        return round((self._weights(options) + max(computed, default=0)) / 1e6 + LIBRARIES_MB)

    def as_graphs(self, kind: str, engine: str, drawings: Sequence[Drawing] = ()) -> int:
        """The same for graphs in fp32 or int8, which compute in 32 bits."""
        weights = sum(part.numbers for part in self.parts.values()) * BYTES[kind]
        scores = SCORES if engine == "onnx" else 0.0
        computed = [self._painted(each, 4) for each in drawings]
        computed += [
            each.rows * (self._seen(each.side) * 4 + self._squared(each.side) * 4 * scores)
            for each in drawings
        ]
        return round((weights + max(computed, default=0)) / 1e6 + RUNTIME_MB)

    def _weights(self, options: Torch) -> float:
        sizes = {name: self._held(name, options) for name in self.parts}
        if options.device == "cuda" and options.offload:
            painter = sizes.pop("decoder", 0.0)
            return painter + max(sizes.values(), default=0.0)
        readers = sum(size for name, size in sizes.items() if name.startswith("encoder"))
        rest = sum(sizes.values()) - readers
        if options.device == "cuda" and options.text_in_turn:
            return max(readers, rest)
        return readers + rest  # on a processor the rest stays where it is while a reader reads

    def _held(self, name: str, options: Torch) -> float:
        """Bytes of a part where it is computed."""
        part, plain = self.parts[name], 4 if options.dtype == "float32" else 2
        if name == "decoder":  # it keeps its weights as they are
            return part.numbers * plain
        size = part.matrices * BYTES[options.loaded] + part.others * plain
        if not (options.device == "cuda" and options.offload):
            return size
        return size * min(1.0, (2 * part.block + part.outside) / max(1, part.numbers))

    def _painted(self, drawing: Drawing, number: int, tiled: int = 0) -> float:
        """Bytes of a picture that is decoded; they are decoded one by one."""
        side = min(drawing.side, tiled) if tiled else drawing.side
        return float(PAINTED * side**2 * self._painter_width * number)

    def _seen(self, side: int) -> float:
        """Numbers of a step of one picture."""
        config, family = self._config("denoiser"), self.source.family
        if family in WIDTHS:
            first = _first(config.get("block_out_channels"), 320)
            return float((side / self.source.shrink) ** 2 * first * WIDTHS[family])
        patch = _first(config.get("patch_size") or config.get("all_patch_size"), 2)
        tokens = (side / self.source.shrink / patch) ** 2 + self.source.settings.get("length", 0)
        heads = config.get("num_attention_heads", 24) * config.get("attention_head_dim", 128)
        return float(tokens * config.get("dim", heads) * USUAL_WIDTH)

    def _squared(self, side: int) -> float:
        """Numbers of a table of everything by everything, in a step of one picture."""
        config = self._config("denoiser")
        kinds = config.get("down_block_types", ())
        level = next((index for index, kind in enumerate(kinds) if "CrossAttn" in kind), 0)
        heads = config.get("num_attention_heads") or config.get("attention_head_dim", 8)
        count = heads[min(level, len(heads) - 1)] if isinstance(heads, list) else heads
        return float(count * (side / self.source.shrink / 2**level) ** 4)

    @property
    def _painter_width(self) -> int:
        config = self._config("decoder")
        widths = config.get("block_out_channels") or config.get("decoder_block_out_channels")
        if not widths and "base_dim" in config:
            widths = [config["base_dim"] * times for times in config.get("dim_mult", (1, 2))]
        widths = widths or [128, 256]
        return int(widths[min(1, len(widths) - 1)])

    def _config(self, component: str) -> dict[str, Any]:
        return read(self.source.folder / self.source.weights[component] / "config.json")


def weigh(source: Source) -> Model:
    """From the heads of the files. Raises SourceUnusable."""
    parts = {}
    for name, folder in source.weights.items():
        place = source.folder / folder
        if source.exported:
            size = sum(path.stat().st_size for path in place.glob("model.onnx*"))
            parts[name] = Weighed(size // 4, 0)
        else:
            parts[name] = _weighed(_shapes(weights_of(place)))
    return Model(source, parts)


def weigh_single(source: Source, file: Path) -> Model:
    """Of a checkpoint in one file, whose parts have other names; `source`: what its configurations say. Raises SourceUnusable."""
    sorted_out: dict[str, list[tuple[str, list[int]]]] = {name: [] for name in source.weights}
    for key, shape in _shapes([file]):
        sorted_out[_part_of(key)].append((key, shape))
    return Model(source, {name: _weighed(found) for name, found in sorted_out.items()})


def drawings_of(source: Source, profile: Profile) -> list[Drawing]:
    """The first picture, at the natural size, and then as many at once as the profile allows, at its largest size."""
    common = {rung.size for rung in profile.ladder} & set(sizes_of(source))
    side = max((parse_size(size)[0] for size in common), default=source.side // 2)
    each = 2 if source.guidance > 1 else 1
    return [Drawing(each, source.side), Drawing(each * profile.batch, side)]


def figures(model: Model, profile: Profile) -> dict[str, int]:
    """Megabytes by what weights may be loaded in, as `memory_by_precision` of a manifest names it."""
    drawings, tiled = drawings_of(model.source, profile), profile.torch.tiled
    return {
        kind: model.as_weights(Torch(device="cuda", tiled=tiled, **options), drawings)
        for kind, options in KINDS.items()
    }


KINDS: Mapping[str, dict[str, Any]] = {
    name + suffix: options | more
    for name, options in {
        "fp32": {"dtype": "float32"},
        "fp16": {},
        "int8": {"quantise": "int8-torchao"},
        "nf4": {"quantise": "nf4"},
    }.items()
    for suffix, more in {
        "": {},
        "-in-turn": {"text_in_turn": True},
        "-offload": {"offload": True},
    }.items()
    if (name, suffix) != ("nf4", "-offload")
}
"""Every way that profiles load weights in."""


def _weighed(shapes: Iterable[tuple[str, list[int]]]) -> Weighed:
    matrices = others = outside = 0
    blocks: dict[str, int] = {}
    for key, shape in shapes:
        size = math.prod(shape)
        if len(shape) == 2 and not key.endswith(_WORDS):
            matrices += size
        else:
            others += size
        if found := _BLOCK.match(key):
            blocks[found[1]] = blocks.get(found[1], 0) + size
        else:
            outside += size
    return Weighed(matrices, others, max(blocks.values(), default=0), outside)


def _shapes(paths: Iterable[Path]) -> list[tuple[str, list[int]]]:
    found = []
    for path in paths:
        with whole(path), safe_open(path, "np") as tensors:
            keys = [key for key in tensors.keys() if not _UNUSED.match(key)]  # noqa: SIM118
            found += [(key, tensors.get_slice(key).get_shape()) for key in keys]
    return found


def _part_of(key: str) -> str:
    """The component that a weight of a single file belongs to."""
    if key.startswith(("first_stage_model.", "vae.")):
        return "decoder"
    if key.startswith(("cond_stage_model.", "conditioner.", "text_encoder", "text_model.")):
        return "encoder"
    return "denoiser"


def _first(told: Any, usual: int) -> int:
    found = told[0] if isinstance(told, list) and told else told
    return found if isinstance(found, int) else usual
