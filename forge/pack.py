"""Makes the embedded pack: export, quantise, describe, check, and only then put it where the box looks for it.

    python -m forge.pack --work ~/.cache/edged-forge

What is not trained yet is trained first, from drawings. The same checkpoints give the same files, byte for byte.
"""

from __future__ import annotations

import argparse
import tempfile
from hashlib import sha256
from pathlib import Path

import msgspec
import torch
from msgspec import Struct
from onnx import ModelProto

from forge import dataset, train, train_autoencoder
from forge.autoencoder import FILE as AUTOENCODER
from forge.dataset import WORK
from forge.export import Networks, export_all, load_networks, save_graph
from forge.fidelity import GUIDANCE, STEPS
from forge.quantise import Quantised, quantise
from forge.vocabulary import load_vocabulary
from runtime.loading import open_pipeline, warm_up
from runtime.pack import MANIFEST, Components, LatentShape, ListedFile, Manifest, Steps
from runtime.profile import profile_text, profiles_folder

ROOT = Path(__file__).resolve().parents[1]
NAME, VERSION = "cute-animals", "0.1.0"
LIMIT_MB = 25
"""Of the whole folder: it lies in the repository and travels to tablets."""
MEMORY_MB = 300
CARD = Path(__file__).with_name("card.md")
VOCABULARY = "vocabulary.json"
LICENCE = """\
The weights, the vocabulary and all other files of this pack are licensed under the Apache License, Version 2.0.
You may obtain a copy of the licence at http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, they are distributed on an "AS IS" BASIS, WITHOUT WARRANTIES
OR CONDITIONS OF ANY KIND, either express or implied. See the licence for the permissions and limits.

SPDX-License-Identifier: Apache-2.0
"""


class PackTooBig(Exception):
    """It would not be accepted into the repository."""


class Training(Struct, frozen=True):
    """What the card tells of how the weights came to be."""

    step: int
    spent: float
    """Seconds."""


def make(work: Path, out: Path) -> Quantised:
    """From a trained work folder to a whole pack in `out`; an earlier one there is replaced at the very end.

    Raises FileNotFoundError, ParityBroken, LikenessLost, PackTooBig, or an EdgedError from the pack's first picture.
    """
    torch.set_num_threads(1)
    networks = load_networks(work)
    graphs, parity = export_all(networks)
    for part, difference in parity.items():
        print(f"{part:9} differs from torch by {difference:.1e}", flush=True)
    shape = networks.generator.shape
    made = quantise(graphs, load_vocabulary(), (shape.channels, shape.grid, shape.grid))
    print(made.told(), flush=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".making-") as temporary:
        folder = Path(temporary) / "pack"
        write(folder, made.graphs, networks, _training(work))
        try_out(folder)
        _swap(folder, out, Path(temporary) / "replaced")
    return made


def write(
    folder: Path,
    graphs: dict[str, ModelProto],
    networks: Networks,
    training: Training,
    *,
    limit_mb: float = LIMIT_MB,
) -> None:
    """All files of the pack. Raises PackTooBig."""
    folder.mkdir()
    components = {part: f"{part}.onnx" for part in ("encoder", "denoiser", "decoder", "preview")}
    for part, path in components.items():
        save_graph(graphs[part], folder / path)
    (folder / VOCABULARY).write_bytes(vocabulary_json())
    listed = [_listed(folder / path) for path in (*components.values(), VOCABULARY)]
    shape = networks.generator.shape
    manifest = Manifest(
        format=1,
        name=NAME,
        version=VERSION,
        licence="Apache-2.0",
        family="slot-flow",
        languages=("zh", "en"),
        sizes=("512x512", "384x384", "256x256"),
        steps=Steps(default=STEPS, min=4, max=20),
        guidance=GUIDANCE,
        latent=LatentShape(channels=shape.channels, height=shape.grid, width=shape.grid),
        precision="int8",
        memory_mb=MEMORY_MB,
        styles=("kids_cute_v2",),
        components=msgspec.convert(components, Components),
        vocabulary=VOCABULARY,
        files=tuple(listed),
    )
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (folder / MANIFEST).write_bytes(encoded + b"\n")
    (folder / "LICENSE").write_text(LICENCE, encoding="utf-8")
    (folder / "README.md").write_text(_card(networks, training, listed), encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    if size > limit_mb:
        raise PackTooBig(f"{size:.1f} MB; at most {limit_mb} MB are allowed")


def vocabulary_json() -> bytes:
    """forge/vocabulary.toml as the box reads it."""
    return msgspec.json.format(msgspec.json.encode(load_vocabulary()), indent=1) + b"\n"


def try_out(folder: Path) -> None:
    """Opens the pack as a box does and draws a picture. Raises an EdgedError."""
    loaded = open_pipeline(folder, profile_text(profiles_folder() / "cpu.toml"))
    warm_up(loaded.pipeline, loaded.vocabulary, loaded.manifest)


def _listed(path: Path) -> ListedFile:
    data = path.read_bytes()
    return ListedFile(path=path.name, size=len(data), sha256=sha256(data).hexdigest())


def _card(networks: Networks, training: Training, listed: list[ListedFile]) -> str:
    """The template with this pack's numbers."""
    parts = {
        "encoder": networks.generator.encoder,
        "denoiser": networks.generator.denoiser,
        "decoder": networks.decoder,
    }
    millions = {
        f"{part}_millions": f"{sum(p.numel() for p in network.parameters()) / 1e6:.1f}"
        for part, network in parts.items()
    }
    vocabulary = load_vocabulary()
    return CARD.read_text(encoding="utf-8").format(
        name=NAME,
        version=VERSION,
        megabytes=f"{sum(file.size for file in listed) / 1e6:.1f}",
        animals=sum(concept.role == "animal" for concept in vocabulary.concepts),
        concepts=len(vocabulary.concepts),
        colours=len(vocabulary.colours),
        steps=f"{training.step:,}",
        minutes=f"{training.spent / 60:.0f}",
        **millions,
    )


def _training(work: Path) -> Training:
    state = torch.load(work / "generator.pt", map_location="cpu", weights_only=True)
    return Training(state["step"], state["spent"])


def _swap(new: Path, out: Path, aside: Path) -> None:
    """Two renames on one file system: nobody ever sees half a pack."""
    if out.exists():
        out.rename(aside)
    new.rename(out)


def _train_what_is_missing(work: Path, workers: int) -> None:
    place = ["--work", str(work)]
    if not (work / AUTOENCODER).exists():
        dataset.main([*place, "--workers", str(workers)])
        train_autoencoder.main(place)
    if not (work / "train").exists():
        dataset.main([*place, "--workers", str(workers)])
    if not (work / "generator.pt").exists():
        train.main(place)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, default=ROOT / "packs" / NAME)
    parser.add_argument("--workers", type=int, default=1, help="processes that draw, if need be")
    args = parser.parse_args(argv)
    _train_what_is_missing(args.work, args.workers)
    make(args.work, args.out)
    size = sum(path.stat().st_size for path in args.out.iterdir()) / 1e6
    print(f"{args.out}: {size:.1f} MB, opened and tried")


if __name__ == "__main__":
    main()
