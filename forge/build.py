"""A pack from a published model: its weights for PyTorch, or graphs for ONNX Runtime.

    python -m forge build ~/sd-turbo --out packs/sd-turbo --licence "see README" --steps 1 --guidance 1
    python -m forge build ~/lcm --out packs/lcm --licence openrail --graphs

SOURCE is a folder as diffusers writes it, with safetensors only. Nothing is fetched; what is missing is said. The pack
reads the same vocabulary as the one that the box ships: a child's sentence reaches no model as it was written.
"""

from __future__ import annotations

import argparse
import math
import shutil
import tempfile
from collections.abc import Sequence
from hashlib import file_digest
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from msgspec import structs
from safetensors import safe_open
from torch import Tensor, nn
from transformers import AutoTokenizer

from forge.building.graphs import check, graph_of
from forge.building.source import SHRINK, Source, SourceUnusable, read_source
from forge.errors import ForgeError
from forge.export import save_graph
from runtime.engines.base import Engine
from runtime.families import family_of
from runtime.families.base import Component
from runtime.loading import open_pipeline, warm_up
from runtime.opening import open_engine
from runtime.pack import MANIFEST, LatentShape, ListedFile, Manifest, Pack, Steps, packs_folder
from runtime.profile import Profile, profile_text, profiles_folder

VOCABULARY = "vocabulary.json"
BYTES = {"fp32": 4, "fp16": 2}
"""Of one weight, as it may be loaded."""
BESIDE_MB = 600
"""The libraries, and what is computed on the way."""


class FolderTaken(ForgeError):
    """Something lies where the pack should go."""


def main(argv: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(argv)
    if options.out.exists():
        raise FolderTaken(f"{options.out} is there already; remove it or name another folder")
    source = read_source(options.source)
    disk = sum(path.stat().st_size for path in _weights(source))
    made = "graphs in 32 bits" if options.graphs else "its weights as they are"
    print(f"{source.family}, {disk / 1e6:.0f} MB on disk; makes a pack of {made}", flush=True)
    memory = _memory_mb(_numbers(source), "fp32")  # for the picture that is tried at the end
    print(f"takes about {memory} MB of memory", flush=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.out.parent, prefix=".making-") as temporary:
        folder = Path(temporary) / "pack"
        build(source, folder, options)
        _try_out(folder)
        folder.rename(options.out)
    print(f"{options.out} draws; `edgectl pack import {options.out}` takes it to a box", flush=True)


def build(source: Source, folder: Path, options: argparse.Namespace) -> None:
    """All files of the pack into a new `folder`. Raises SourceUnusable, GraphTooLarge, GraphDiffers."""
    folder.mkdir()
    components = {reader: f"{reader}.json" for reader in source.readers}
    settings = dict(source.settings)
    for reader, part in source.readers.items():
        settings |= _write_tokenizer(source.folder / part, folder / components[reader], reader)
    vocabulary = Pack.open(options.vocabulary).folder / VOCABULARY
    shutil.copyfile(vocabulary, folder / VOCABULARY)
    for name, part in source.weights.items():
        _copy(source.folder / part, folder / part)
        components[name] = part
    write_manifest(folder, source, components, settings, options)
    if options.graphs:
        graphs = _write_graphs(Pack.open(folder, contents=True), folder)
        for part in source.weights.values():
            shutil.rmtree(folder / part)
        write_manifest(folder, source, components | graphs, settings, options)


def write_manifest(
    folder: Path,
    source: Source,
    components: dict[str, str],
    settings: dict[str, Any],
    options: argparse.Namespace,
) -> None:
    """`manifest.json` over whatever lies in `folder`."""
    (folder / MANIFEST).unlink(missing_ok=True)
    listed = [_listed(folder, path) for path in sorted(folder.rglob("*")) if path.is_file()]
    numbers, kind = _numbers(source), "fp32" if options.graphs else "fp16"
    steps = options.steps or source.steps
    side = source.side
    manifest = Manifest(
        format=1,
        name=options.name or options.out.name,
        version=options.version,
        licence=options.licence,
        family=source.family,
        languages=("zh", "en"),
        sizes=(f"{side}x{side}", f"{side * 3 // 4}x{side * 3 // 4}", f"{side // 2}x{side // 2}"),
        steps=Steps(default=steps, min=1, max=max(steps, source.most)),
        guidance=source.guidance if options.guidance is None else options.guidance,
        latent=LatentShape(channels=source.channels, height=side // SHRINK, width=side // SHRINK),
        precision=kind,
        memory_mb=_memory_mb(numbers, kind),
        memory_by_precision={name: _memory_mb(numbers, name) for name in BYTES},
        styles=("kids_cute_v2",),
        components=components,
        settings=msgspec.to_builtins(settings),
        vocabulary=VOCABULARY,
        files=tuple(listed),
    )
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (folder / MANIFEST).write_bytes(encoded + b"\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, metavar="SOURCE")
    parser.add_argument("--out", type=Path, required=True, help="the pack's new folder")
    parser.add_argument("--name", help="usual: the folder's")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--licence", required=True, help="the model's own; you answer for it")
    parser.add_argument("--steps", type=int, help="usual number of a picture")
    parser.add_argument("--guidance", type=float, help="1: none, as turbo models want it")
    parser.add_argument("--graphs", action="store_true", help="ONNX instead of weights")
    parser.add_argument(
        "--vocabulary",
        type=Path,
        default=packs_folder() / "cute-animals",
        metavar="PACK",
        help="pack whose vocabulary it reads",
    )
    return parser


def _memory_mb(numbers: int, kind: str) -> int:
    """Of a worker that loads so many weights."""
    return round(numbers * BYTES[kind] / 1e6 + BESIDE_MB)


def _numbers(source: Source) -> int:
    """How many weights it has."""
    count = 0
    for path in _weights(source):
        with safe_open(path, "np") as tensors:
            count += sum(math.prod(tensors.get_slice(key).get_shape()) for key in tensors.keys())  # noqa: SIM118
    return count


def _weights(source: Source) -> list[Path]:
    folders = [source.folder / part for part in source.weights.values()]
    return [path for folder in folders for path in _plain(folder) if path.suffix == ".safetensors"]


def _plain(folder: Path) -> list[Path]:
    """Weights and their configuration, without variants such as `model.fp16.safetensors`."""
    return [
        path
        for path in sorted(folder.iterdir())
        if path.suffix in {".safetensors", ".json"}
        and (path.name.count(".") == 1 or path.name.endswith(".index.json"))
    ]


def _copy(source: Path, out: Path) -> None:
    """Raises SourceUnusable where there are variants only."""
    out.mkdir()
    for path in _plain(source):
        shutil.copyfile(path, out / path.name)
    if not any(out.glob("*.safetensors")):
        raise SourceUnusable(
            f"{source} has only variants of its weights; rename one to the plain name"
        )


def _write_tokenizer(source: Path, out: Path, reader: str) -> dict[str, Any]:
    """What the family must know of it. Raises SourceUnusable."""
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, local_files_only=True)
        tokenizer.backend_tokenizer.save(str(out))
    except Exception as error:  # the library raises all kinds for a folder without a tokenizer
        raise SourceUnusable(f"{source} holds no tokenizer: {error}") from error
    suffix = reader.removeprefix("tokenizer")
    known = {f"pad{suffix}": tokenizer.pad_token_id}
    return known if suffix else known | {"length": tokenizer.model_max_length}


def _write_graphs(pack: Pack, folder: Path) -> dict[str, str]:
    """Component -> graph, each compared with PyTorch at another batch and size than it was made with."""
    written = {}
    for name, component in family_of(pack).components(pack).items():
        module = _load(component, folder / pack.manifest.components[name])
        graph = graph_of(module, component, _examples(pack, component, 2, 8))
        difference = check(name, module, component, graph, _examples(pack, component, 3, 16))
        save_graph(graph, folder / f"{name}.onnx")
        written[name] = f"{name}.onnx"
        print(f"{name:9} differs from PyTorch by {difference:.1e} of its range", flush=True)
    return written


def _load(component: Component, folder: Path) -> nn.Module:
    library, kind = component.model.split(".")
    found: nn.Module = getattr(import_module(library), kind).from_pretrained(
        folder, torch_dtype=torch.float32, local_files_only=True, use_safetensors=True
    )
    return found.eval().requires_grad_(False)


def _examples(pack: Pack, component: Component, count: int, side: int) -> dict[str, Tensor]:
    """Inputs of the right shapes; what they say does not matter."""
    settings, chance = pack.manifest.settings, np.random.default_rng(count)
    length, channels = settings["length"], settings["channels"]
    shapes: dict[str, tuple[int, ...]] = {
        "sample": (count, channels, side, side),
        "latents": (count, channels, side, side),
        "timestep": (count,),
        "context": (count, length, _said(pack, "denoiser", "cross_attention_dim")),
        "guidance": (count, settings["guided"]),
        "time_ids": (count, 6),
    }
    if "encoder_2" in pack.manifest.components:
        shapes["pooled"] = (count, _said(pack, "encoder_2", "projection_dim"))
    examples = {}
    for name, kind in component.inputs.items():
        if kind == "int64":
            examples[name] = torch.from_numpy(chance.integers(0, 50, (count, length)))
        elif name == "timestep":
            examples[name] = torch.linspace(1, 900, count)
        else:
            examples[name] = torch.from_numpy(chance.normal(size=shapes[name]).astype(np.float32))
    return examples


def _said(pack: Pack, component: str, field: str) -> int:
    """A number of a component's configuration."""
    path = f"{pack.manifest.components[component]}/config.json"
    return int(msgspec.json.decode(pack.contents[path])[field])


def _try_out(folder: Path) -> None:
    """One real picture, as a box draws its first, whatever memory it takes. Raises an EdgedError."""
    text = profile_text(profiles_folder() / "cpu.toml")
    loaded = open_pipeline(folder, text, opener=_unbounded)
    warm_up(loaded.pipeline, loaded.vocabulary, loaded.manifest)


def _unbounded(pack: Pack, profile: Profile) -> Engine:
    needed = max(profile.memory_of(pack.manifest), profile.memory_limit_mb)
    return open_engine(pack, structs.replace(profile, memory_limit_mb=needed))


def _listed(folder: Path, path: Path) -> ListedFile:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return ListedFile(
        path=path.relative_to(folder).as_posix(), size=path.stat().st_size, sha256=digest
    )
