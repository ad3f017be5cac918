"""A real pack in miniature: the graphs of a pack's interface, made by hand, drawn in a few milliseconds.

Its pictures are coloured mosaics that depend on the caption, the seed and the number of steps, so that tests can tell
two pictures apart. A caption with the concept `poison` gives no picture at all (its numbers overflow), and `slow_ms`
makes every denoise step last about that long.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from runtime.prompt.vocabulary import Vocabulary

CHANNELS, SIDE, WIDTH = 4, 16, 8
"""Latents are [4, 16, 16]; a token's vector has 8 numbers."""
OPSET = 18
Constants = dict[str, np.ndarray[Any, Any]]
Shape = list[int | str]
SOURCE = Path(__file__).resolve().parents[1] / "forge" / "vocabulary.toml"


def build_toy_pack(
    folder: Path,
    *,
    name: str = "cute-animals",
    version: str = "0.1.0",
    slow_ms: int = 0,
    poison: str | None = None,
    by_parts: Sequence[tuple[int, int]] = (),
    few: bool = False,
) -> Path:
    """Writes a whole valid pack into `folder` (made if need be) and returns it.

    `by_parts`: its table of steps. `few`: it knows nine things only, so all that it can draw ahead is soon drawn.
    """
    vocabulary = msgspec.convert(SMALL, Vocabulary) if few else toy_vocabulary()
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "vocabulary.json": msgspec.json.encode(vocabulary),
        "encoder.onnx": _encoder(vocabulary, poison).SerializeToString(),
        "denoiser.onnx": _denoiser(slow_ms).SerializeToString(),
        "decoder.onnx": _picture_of(512).SerializeToString(),
        "preview.onnx": _picture_of(128).SerializeToString(),
    }
    for path, data in contents.items():
        (folder / path).write_bytes(data)
    (folder / "LICENSE").write_text("Public domain.\n")
    manifest = _manifest(name, version)
    if by_parts:
        manifest["steps"]["by_parts"] = [list(row) for row in by_parts]
    write_manifest(folder, manifest, contents)
    return folder


def toy_vocabulary() -> Vocabulary:
    """The real vocabulary where the repository has it: captions of tests then read like those of the box."""
    if SOURCE.exists():
        return msgspec.convert(tomllib.loads(SOURCE.read_text(encoding="utf-8")), Vocabulary)
    return msgspec.convert(SMALL, Vocabulary)


def write_manifest(folder: Path, manifest: dict[str, Any], contents: dict[str, bytes]) -> None:
    """`manifest.json` with the digests of `contents`."""
    files = [
        {"path": p, "size": len(d), "sha256": sha256(d).hexdigest()} for p, d in contents.items()
    ]
    text = json.dumps(manifest | {"files": files}, indent=1)
    (folder / "manifest.json").write_text(text)


def _manifest(name: str, version: str) -> dict[str, Any]:
    components = {part: f"{part}.onnx" for part in ("encoder", "denoiser", "decoder", "preview")}
    return {
        "format": 1,
        "name": name,
        "version": version,
        "licence": "CC0-1.0",
        "family": "slot-flow",
        "languages": ["zh", "en"],
        "sizes": ["512x512", "384x384", "256x256"],
        "steps": {"default": 8, "min": 4, "max": 20},
        "guidance": 3.0,
        "latent": {"channels": CHANNELS, "height": SIDE, "width": SIDE},
        "precision": "float32",
        "memory_mb": 150,
        "styles": ["kids_cute_v2"],
        "components": components,
        "vocabulary": "vocabulary.json",
    }


def _encoder(vocabulary: Vocabulary, poison: str | None) -> ModelProto:
    """context = vector of the concept + vector of its colour; pooled = their sum over the slots, squashed."""
    random = np.random.default_rng(1)
    concepts = random.normal(size=(len(vocabulary.concepts) + 1, WIDTH)).astype(np.float32)
    colours = random.normal(size=(len(vocabulary.colours) + 1, WIDTH)).astype(np.float32)
    for number, concept in enumerate(vocabulary.concepts, 1):
        if concept.id == poison:
            concepts[number] = np.inf
    nodes = [
        _node("Gather", ["tokens", "first"], "concept", axis=2),
        _node("Gather", ["tokens", "second"], "colour", axis=2),
        _node("Gather", ["concepts", "concept"], "concept_vectors", axis=0),
        _node("Gather", ["colours", "colour"], "colour_vectors", axis=0),
        _node("Add", ["concept_vectors", "colour_vectors"], "context"),
        _node("ReduceSum", ["context", "slots"], "summed", keepdims=0),
        _node("Identity", ["summed"], "pooled"),
    ]
    constants: Constants = {
        "first": np.array(0, np.int64),
        "second": np.array(1, np.int64),
        "slots": np.array([1], np.int64),
        "concepts": concepts,
        "colours": colours,
    }
    slots = len(vocabulary.slots)
    return _model(
        nodes,
        [_tensor("tokens", ["B", slots, 2], TensorProto.INT64)],
        [_tensor("context", ["B", slots, WIDTH]), _tensor("pooled", ["B", WIDTH])],
        constants,
    )


def _denoiser(slow_ms: int) -> ModelProto:
    """velocity = (latents - clean) / level with clean = picture of the caption + what the noise says."""
    random = np.random.default_rng(2)
    to_picture = random.normal(scale=0.12, size=(WIDTH, CHANNELS * SIDE * SIDE)).astype(np.float32)
    nodes = [
        _node("MatMul", ["pooled", "to_picture"], "flat"),
        _node("Reshape", ["flat", "shape"], "picture"),
        _node("Tanh", ["latents"], "bounded"),
        _node("Mul", ["bounded", "share"], "whim"),
        _node("Add", ["picture", "whim"], "wanted"),
        _node("ReduceMean", ["context", "rest"], "mean", keepdims=0),
        _node("Reshape", ["mean", "column"], "mean_column"),
        _node("Add", ["wanted", "mean_column"], "clean"),
        _node("Reshape", ["level", "column"], "level_column"),
        _node("Sub", ["latents", "clean"], "away"),
        _node("Div", ["away", "level_column"], "velocity" if slow_ms == 0 else "fast"),
        *(_delay() if slow_ms else []),
    ]
    constants: Constants = {
        "to_picture": to_picture,
        "shape": np.array([-1, CHANNELS, SIDE, SIDE], np.int64),
        "column": np.array([-1, 1, 1, 1], np.int64),
        "rest": np.array([1, 2], np.int64),
        "share": np.array(0.9, np.float32),
    }
    if slow_ms:
        constants |= _delay_constants(slow_ms)
    latents: Shape = ["B", CHANNELS, SIDE, SIDE]
    return _model(
        nodes,
        [
            _tensor("latents", latents),
            _tensor("level", ["B"]),
            _tensor("context", ["B", "T", WIDTH]),
            _tensor("pooled", ["B", WIDTH]),
        ],
        [_tensor("velocity", latents)],
        constants,
    )


def _delay() -> list[NodeProto]:
    """A loop of products that changes nothing and takes time; it hangs on `level`, so that it is not folded away."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["still"]),
            helper.make_node("MatMul", ["matrix", "turn"], ["turned"]),
        ],
        "body",
        [
            _tensor("round", [], TensorProto.INT64),
            _tensor("go", [], TensorProto.BOOL),
            _tensor("matrix", [256, 256]),
        ],
        [_tensor("still", [], TensorProto.BOOL), _tensor("turned", [256, 256])],
    )
    return [
        _node("ReduceMean", ["level", "all"], "average", keepdims=0),
        _node("Mul", ["turn", "average"], "start"),
        _node("Loop", ["rounds", "yes", "start"], "end", body=body),
        _node("ReduceMean", ["end", "both"], "end_mean", keepdims=0),
        _node("Mul", ["end_mean", "nothing"], "zero"),
        _node("Add", ["fast", "zero"], "velocity"),
    ]


def _delay_constants(slow_ms: int) -> Constants:
    return {
        "turn": np.roll(np.eye(256, dtype=np.float32), 1, axis=0),
        "rounds": np.array(slow_ms * ROUNDS_PER_MS, np.int64),
        "yes": np.array(True),
        "all": np.array([0], np.int64),
        "both": np.array([0, 1], np.int64),
        "nothing": np.array(0, np.float32),
    }


ROUNDS_PER_MS = 3
"""Products of 256x256 matrices that one core does in a millisecond, about."""


def _picture_of(side: int) -> ModelProto:
    """Three of the channels as red, green and blue, each latent cell a square."""
    nodes = [
        _node("Gather", ["latents", "rgb"], "three", axis=1),
        _node("Resize", ["three", "", "scales"], "large", mode="nearest"),
        _node("Sigmoid", ["large"], "unit"),
        _node("Mul", ["unit", "white"], "bright"),
        _node("Transpose", ["bright"], "last", perm=[0, 2, 3, 1]),
        _node("Cast", ["last"], "image", to=TensorProto.UINT8),
    ]
    constants: Constants = {
        "rgb": np.array([0, 1, 2], np.int64),
        "scales": np.array([1, 1, side / SIDE, side / SIDE], np.float32),
        "white": np.array(255, np.float32),
    }
    return _model(
        nodes,
        [_tensor("latents", ["B", CHANNELS, SIDE, SIDE])],
        [_tensor("image", ["B", side, side, 3], TensorProto.UINT8)],
        constants,
    )


def _node(kind: str, inputs: list[str], output: str, **attributes: Any) -> NodeProto:
    return helper.make_node(kind, inputs, [output], name=output, **attributes)


def _tensor(name: str, shape: Shape, kind: int = TensorProto.FLOAT) -> Any:
    return helper.make_tensor_value_info(name, kind, shape)


def _model(
    nodes: list[NodeProto],
    inputs: list[Any],
    outputs: list[Any],
    constants: Constants,
) -> ModelProto:
    initializers = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "toy", inputs, outputs, initializers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)


SMALL: dict[str, Any] = {
    "roles": [
        {"id": "animal", "prefix": "", "coloured": True, "required": True},
        {"id": "worn", "prefix": "wears", "slots": 2, "coloured": True},
        {"id": "held", "prefix": "holds", "coloured": True},
        {"id": "action", "prefix": "does"},
        {"id": "scene", "prefix": "at"},
        {"id": "sky", "prefix": "under"},
    ],
    "colours": [
        {"id": "yellow", "en": ["yellow"], "zh": ["黄色", "黄"]},
        {"id": "red", "en": ["red"], "zh": ["红色", "红"]},
    ],
    "concepts": [
        {"id": "bear", "role": "animal", "en": ["bear"], "zh": ["小熊", "熊"]},
        {"id": "duck", "role": "animal", "en": ["duck"], "zh": ["小鸭子", "鸭子"]},
        {"id": "panda", "role": "animal", "en": ["panda"], "zh": ["熊猫"]},
        {"id": "owl", "role": "animal", "en": ["owl"], "zh": ["猫头鹰"]},
        {"id": "hat", "role": "worn", "en": ["hat"], "zh": ["帽子"], "zone": "head"},
        {"id": "balloon", "role": "held", "en": ["balloon"], "zh": ["气球"]},
        {"id": "blowing-bubbles", "role": "action", "en": ["blowing bubbles"], "zh": ["吹泡泡"]},
        {"id": "beach", "role": "scene", "en": ["beach"], "zh": ["海滩"]},
        {"id": "night", "role": "sky", "en": ["night"], "zh": ["夜晚"]},
    ],
}
"""Of each role something."""
