"""Makes a pack: export, quantise, describe, check, and only then put it where the box looks for it.

    python -m forge pack --work ~/.cache/edged-forge

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
from forge.dataset import WORK
from forge.errors import ForgeError
from forge.export import Networks, export_all, load_networks, save_graph
from forge.nets.autoencoder import FILE as AUTOENCODER
from forge.quantise import JUDGED, LIKENESS, Quantised, quantise
from forge.schedule import Sampling
from forge.subject import Subject, add_subject, check_counts, load_subject
from runtime.loading import open_pipeline, warm_up
from runtime.pack import MANIFEST, LatentShape, ListedFile, Manifest, Steps
from runtime.profile import profile_text, profiles_folder

ROOT = Path(__file__).resolve().parents[1]
LIMIT_MB = 25
"""Of the whole folder: it lies in the repository and travels to tablets."""
MEMORY_MB = 300
PLAIN = Path(__file__).with_name("plain_card.md")
"""Card of a subject that has none of its own."""
VOCABULARY = "vocabulary.json"
LICENCE = """\
The weights, the vocabulary and all other files of this pack are licensed under the Apache License, Version 2.0.
You may obtain a copy of the licence at http://www.apache.org/licenses/LICENSE-2.0

Unless required by applicable law or agreed to in writing, they are distributed on an "AS IS" BASIS, WITHOUT WARRANTIES
OR CONDITIONS OF ANY KIND, either express or implied. See the licence for the permissions and limits.

SPDX-License-Identifier: Apache-2.0
"""


class PackTooBig(ForgeError):
    """It would not be accepted into the repository."""


class Training(Struct, frozen=True):
    """What the card tells of how the weights came to be."""

    step: int
    spent: float
    """Seconds."""
    sampling: Sampling = Sampling()


def make(
    work: Path, out: Path, subject: Subject, needed: float = LIKENESS, judged: int = JUDGED
) -> Quantised:
    """From a trained work folder to a whole pack in `out`; an earlier one there is replaced at the very end.

    `needed`: mean SSIM of `judged` INT8 pictures to the float ones. Raises WorkIncomplete, VocabularyDiffers, ParityBroken,
    LikenessLost, PackTooBig, or an EdgedError from the pack's first picture.
    """
    torch.set_num_threads(1)
    networks = load_networks(work)
    shape = networks.generator.shape
    counts = len(shape.roles), shape.concepts, shape.colours
    check_counts(work / "generator.pt", counts, subject.vocabulary())
    graphs, parity = export_all(networks)
    for part, difference in parity.items():
        print(f"{part:9} differs from torch by {difference:.1e}", flush=True)
    latent, training = (shape.channels, shape.grid, shape.grid), _training(work)
    made = quantise(graphs, subject, latent, way=training.sampling, judged=judged, needed=needed)
    print(made.told(), flush=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".making-") as temporary:
        folder = Path(temporary) / "pack"
        write(folder, made.graphs, networks, training, subject)
        try_out(folder)
        _swap(folder, out, Path(temporary) / "replaced")
    return made


def write(  # noqa: PLR0913 - everything that is in a pack
    folder: Path,
    graphs: dict[str, ModelProto],
    networks: Networks,
    training: Training,
    subject: Subject,
    *,
    limit_mb: float = LIMIT_MB,
) -> None:
    """All files of the pack. Raises PackTooBig."""
    folder.mkdir()
    components = {part: f"{part}.onnx" for part in ("encoder", "denoiser", "decoder", "preview")}
    for part, path in components.items():
        save_graph(graphs[part], folder / path)
    (folder / VOCABULARY).write_bytes(vocabulary_json(subject))
    listed = [_listed(folder / path) for path in (*components.values(), VOCABULARY)]
    shape, packing, way = networks.generator.shape, subject.packing, training.sampling
    manifest = Manifest(
        format=1,
        name=packing.name,
        version=packing.version,
        licence=packing.licence,
        family="slot-flow",
        languages=("zh", "en"),
        sizes=("512x512", "384x384", "256x256"),
        steps=_steps(way),
        guidance=way.guidance,
        latent=LatentShape(channels=shape.channels, height=shape.grid, width=shape.grid),
        precision="int8",
        memory_mb=MEMORY_MB,
        styles=packing.styles,
        components=components,
        vocabulary=VOCABULARY,
        files=tuple(listed),
    )
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (folder / MANIFEST).write_bytes(encoded + b"\n")
    (folder / "LICENSE").write_text(LICENCE, encoding="utf-8")
    (folder / "README.md").write_text(_card(networks, training, listed, subject), encoding="utf-8")
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    if size > limit_mb:
        raise PackTooBig(f"{size:.1f} MB; at most {limit_mb} MB are allowed")


def _steps(way: Sampling) -> Steps:
    """A distilled generator keeps nearly all in half of its steps, and gains nothing from more (forge/LOG.md)."""
    fewest = max(1, way.steps // 2) if way.distilled else min(4, way.steps)
    return Steps(default=way.steps, min=fewest, max=max(20, way.steps))


def vocabulary_json(subject: Subject) -> bytes:
    """The subject's vocabulary as the box reads it."""
    return msgspec.json.format(msgspec.json.encode(subject.vocabulary()), indent=1) + b"\n"


def try_out(folder: Path) -> None:
    """Opens the pack as a box does and draws a picture. Raises an EdgedError."""
    loaded = open_pipeline(folder, profile_text(profiles_folder() / "cpu.toml"))
    warm_up(loaded.pipeline, loaded.vocabulary, loaded.manifest)


def _listed(path: Path) -> ListedFile:
    data = path.read_bytes()
    return ListedFile(path=path.name, size=len(data), sha256=sha256(data).hexdigest())


def _card(
    networks: Networks, training: Training, listed: list[ListedFile], subject: Subject
) -> str:
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
    vocabulary, packing, way = subject.vocabulary(), subject.packing, training.sampling
    first = vocabulary.roles[0].id
    template = (packing.card or PLAIN).read_text(encoding="utf-8")
    return template.format(
        name=packing.name,
        version=packing.version,
        licence=packing.licence,
        first=first,
        channels=networks.generator.shape.channels,
        sampling=f"{way.steps} Euler steps, "
        + ("no guidance" if way.distilled else f"guidance {way.guidance:g}"),
        megabytes=f"{sum(file.size for file in listed) / 1e6:.1f}",
        firsts=sum(concept.role == first for concept in vocabulary.concepts),
        concepts=len(vocabulary.concepts),
        colours=len(vocabulary.colours),
        steps=f"{training.step:,}",
        minutes=f"{training.spent / 60:.0f}",
        **millions,
    )


def _training(work: Path) -> Training:
    state = torch.load(work / "generator.pt", map_location="cpu", weights_only=True)
    way = msgspec.convert(state.get("sampling", {}), Sampling)
    return Training(state["step"], state["spent"], way)


def _swap(new: Path, out: Path, aside: Path) -> None:
    """Two renames on one file system: nobody ever sees half a pack."""
    if out.exists():
        out.rename(aside)
    new.rename(out)


def _train_what_is_missing(work: Path, subject: str, workers: int) -> None:
    place = ["--work", str(work)]
    drawing = [*place, "--workers", str(workers), "--subject", subject]
    if not (work / AUTOENCODER).exists():
        dataset.main(drawing)
        train_autoencoder.main(place)
    if not (work / "train").exists():
        dataset.main(drawing)
    if not (work / "generator.pt").exists():
        train.main([*place, "--subject", subject])


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=WORK)
    add_subject(parser)
    parser.add_argument("--out", type=Path, help="the pack's folder; packs/NAME if not given")
    parser.add_argument("--likeness", type=float, default=LIKENESS, help="SSIM that must be kept")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw, if need be")
    args = parser.parse_args(argv)
    subject = load_subject(args.subject)
    out = args.out or ROOT / "packs" / subject.packing.name
    _train_what_is_missing(args.work, args.subject, args.workers)
    make(args.work, out, subject, args.likeness)
    size = sum(path.stat().st_size for path in out.iterdir()) / 1e6
    print(f"{out}: {size:.1f} MB, opened and tried")


if __name__ == "__main__":
    main()
