"""A pack from a published model: its weights for PyTorch, or graphs for ONNX Runtime.

    python -m forge build ~/sd-turbo --out packs/sd-turbo --licence "see README" --steps 1 --guidance 1
    python -m forge build ~/lcm --out packs/lcm --licence openrail --graphs
    python -m forge build ~/cute.safetensors --config ~/sd --lora ~/lcm.safetensors:0.8 --out packs/cute --licence openrail

SOURCE is a folder as diffusers writes it, or a checkpoint in one file, with safetensors only. Nothing is fetched; what is missing is said. The pack
reads the same vocabulary as the one that the box ships: a child's sentence reaches no model as it was written.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from msgspec import structs

from forge.building.facts import read_facts
from forge.building.graphs import INSIDE
from forge.building.manifest import About, no_common_size, outline, write_manifest
from forge.building.modules import load_module
from forge.building.optimum import is_optimum
from forge.building.parts import Shop, assemble, graphs_of
from forge.building.plan import Kind, checked_kind, kind_for, plan_of
from forge.building.preparing import Lora, files_read, parse_lora, prepare
from forge.building.report import write_report
from forge.building.room import made_whole
from forge.building.source import Source, read_source
from forge.building.voice import Events, Voice
from forge.building.weights import check_numbers, weights_of
from forge.building.work import Work
from forge.dataset import WORK
from forge.errors import ForgeError, Stopped
from runtime.engines.base import Engine
from runtime.errors import EdgedError
from runtime.families import family_of
from runtime.loading import open_pipeline, warm_up
from runtime.opening import open_engine
from runtime.pack import Pack, packs_folder
from runtime.profile import Profile, profile_text, profiles_folder, read_profile


class FolderTaken(ForgeError):
    """Something lies where the pack should go."""


def main(argv: Sequence[str] | None = None) -> None:
    options = _parser().parse_args(argv)
    if not options.events:
        run(options, Voice())
        return
    voice = Events()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what is half made is taken away
    try:
        run(options, voice)
    except Stopped:
        sys.exit(130)
    except EdgedError as error:
        voice.failed(ForgeError(str(error)))
        sys.exit(1)
    except ForgeError as error:
        voice.failed(error)
        sys.exit(1)


def run(options: argparse.Namespace, voice: Voice) -> None:
    """Raises ForgeError or EdgedError."""
    if options.out.exists():
        raise FolderTaken(f"{options.out} is there already; remove it or name another folder")
    loras = [parse_lora(text) for text in options.lora]
    paths = files_read(options.source, options.config, loras)
    joined = bool(loras) or options.source.is_file()
    index = (options.config or options.source) / "model_index.json"
    kind = _kind(options, index)
    plan = plan_of(paths, kind, (options.out, options.work), joined=joined)
    plan.check(read_profile(options.profile) if options.profile else None)
    voice.plan(plan)
    about = About(
        name=options.name or options.out.name,
        version=options.version,
        licence=options.licence,
        steps=options.steps,
        guidance=options.guidance,
        vocabulary=options.vocabulary,
    )
    voice.stage("reading the weights", 0, 1)
    check_numbers([path for path in paths if path.suffix == ".safetensors"])
    told = [options.inside, str(about.vocabulary), *map(str, loras), str(options.config)]
    work = Work(options.work, paths, told)
    with work.held():
        folder = _joined(options, loras, work, voice) if joined else options.source
        source = read_source(folder)
        if options.profile and (strange := no_common_size(source, read_profile(options.profile))):
            voice.said(strange)
        with made_whole(options.out) as out:
            if kind == "weights":
                _of_weights(source, out, about)
            else:
                _of_graphs(source, out, about, work, options, voice)
            voice.stage("drawing a first picture", 0, 1)
            _try_out(out)
        reported = options.report and not source.exported  # graphs have no weights beside them
        if reported:
            voice.stage("drawing for the report", 0, 1)
            _report(source, about, work, options)
    shutil.rmtree(work.folder)
    size = sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file())
    report = str(_report_of(options.out)) if reported else ""
    voice.finished(
        pack=str(options.out), name=about.name, version=about.version, bytes=size, report=report
    )


def _kind(options: argparse.Namespace, index: Path) -> Kind:
    """Raises SourceUnusable, ProfileMissing, ProfileInvalid."""
    if is_optimum(options.source):
        told = read_profile(options.profile) if options.profile else options
        return "int8" if told.precision == "int8" else "fp32"
    if options.profile:
        return kind_for(index, read_profile(options.profile))
    return checked_kind(options.precision if options.graphs else "weights", index)


def _joined(options: argparse.Namespace, loras: list[Lora], work: Work, voice: Voice) -> Path:
    """The source as a folder of diffusers; kept for the next call."""
    if found := work.find("model"):
        return found
    voice.stage("joining the files to one model", 0, 1)
    with work.making("model") as folder:
        prepare(options.source, options.config, loras, folder)
    return work.folder / "model"


def _report(source: Source, about: About, work: Work, options: argparse.Namespace) -> None:
    """Beside the pack, as NAME-report."""
    facts = {
        name: read_facts(folder)
        for name in source.weights
        for kind in ("fp32", "int8")
        if (folder := work.find(f"{name}.{kind}"))
    }
    with made_whole(work.folder / "published") as published:
        _of_weights(source, published, about)
    write_report(
        options.out,
        work.folder / "published",
        options.profile or profiles_folder() / "cpu.toml",
        facts,
        _report_of(options.out),
    )


def _report_of(out: Path) -> Path:
    return out.with_name(f"{out.name}-report")


def _of_weights(source: Source, folder: Path, about: About) -> None:
    parts = outline(source, folder, about)
    write_manifest(folder, source, parts, about)
    sketch = Pack.open(folder)
    for name, component in family_of(sketch).components(sketch).items():
        # Each is what its configuration says; one at a time, in 16 bits.
        load_module(component, source.folder / source.weights[name], torch.bfloat16)
    for part in source.weights.values():
        for path in weights_of(source.folder / part):
            shutil.copyfile(path, folder / part / path.name)
    write_manifest(folder, source, parts, about)


def _of_graphs(  # noqa: PLR0913, PLR0917 - all that a pack of graphs is made with
    source: Source,
    folder: Path,
    about: About,
    work: Work,
    options: argparse.Namespace,
    voice: Voice,
) -> None:
    precision = _kind(options, source.folder / "model_index.json")
    with tempfile.TemporaryDirectory(dir=work.folder, prefix=".making-") as temporary:
        parts = outline(source, Path(temporary), about)
        write_manifest(Path(temporary), source, parts, about)
        shop = Shop(
            source=source,
            sketch=Pack.open(Path(temporary), contents=True),
            parts=parts,
            about=about,
            work=work,
            voice=voice,
            inside=options.inside * 10**6,
        )
        assemble(shop, graphs_of(shop, precision), folder, precision)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path, metavar="SOURCE")
    parser.add_argument("--out", type=Path, required=True, help="the pack's new folder")
    parser.add_argument(
        "--config",
        type=Path,
        help="for a SOURCE that is one file: the model's folder, less its weights",
    )
    parser.add_argument(
        "--lora",
        action="append",
        default=[],
        metavar="FILE[:STRENGTH]",
        help="joined with the model; may be given several times",
    )
    parser.add_argument("--name", help="usual: the folder's")
    parser.add_argument("--version", default="1.0.0")
    parser.add_argument("--licence", required=True, help="the model's own; you answer for it")
    parser.add_argument(
        "--for",
        type=Path,
        dest="profile",
        metavar="PROFILE.toml",
        help="chooses weights or graphs, and their precision",
    )
    parser.add_argument(
        "--report",
        action="store_true",
        help="pictures beside the published model's, in NAME-report",
    )
    parser.add_argument("--events", action="store_true", help="JSON lines, for programs")
    parser.add_argument("--steps", type=int, help="usual number of a picture")
    parser.add_argument("--guidance", type=float, help="1: none, as turbo models want it")
    parser.add_argument("--graphs", action="store_true", help="ONNX instead of weights")
    parser.add_argument(
        "--precision",
        choices=("fp32", "int8"),
        default="fp32",
        help="of graphs; what does not stand int8 stays as it is, and that is said",
    )
    parser.add_argument(
        "--work",
        type=Path,
        default=WORK / "building",
        help="where finished parts wait for the others; a second call goes on with them",
    )
    parser.add_argument(
        "--inside",
        type=int,
        default=INSIDE // 10**6,
        metavar="MB",
        help="weights of a graph up to which they lie in its own file",
    )
    parser.add_argument(
        "--vocabulary",
        type=Path,
        default=packs_folder() / "cute-animals",
        metavar="PACK",
        help="pack whose vocabulary it reads",
    )
    return parser


def _try_out(folder: Path) -> None:
    """One real picture, as a box draws its first, whatever memory it takes. Raises an EdgedError."""
    text = profile_text(profiles_folder() / "cpu.toml")
    loaded = open_pipeline(folder, text, opener=_unbounded)
    warm_up(loaded.pipeline, loaded.vocabulary, loaded.manifest)


def _unbounded(pack: Pack, profile: Profile) -> Engine:
    needed = max(profile.memory_of(pack.manifest), profile.memory_limit_mb)
    return open_engine(pack, structs.replace(profile, memory_limit_mb=needed))
