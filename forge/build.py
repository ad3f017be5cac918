"""A pack from a published model: its weights for PyTorch, or graphs for ONNX Runtime.

    python -m forge build ~/sd-turbo --out packs/sd-turbo --licence "see README" --steps 1 --guidance 1
    python -m forge build ~/lcm --out packs/lcm --licence openrail --graphs
    python -m forge build ~/cute.safetensors --config ~/sd --lora ~/lcm.safetensors:0.8 --out packs/cute --licence openrail

SOURCE is a folder as diffusers writes it, or a checkpoint in one file, with safetensors only. Nothing is fetched; what is missing is said. The pack
reads the same vocabulary as the one that the box ships: a child's sentence reaches no model as it was written.
"""

from __future__ import annotations

import argparse
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import structs

from forge.building.beside import FolderTaken, unfinished_of
from forge.building.files import files_read, is_optimum, parse_lora
from forge.building.here import absent_here
from forge.building.manifest import About
from forge.building.memory import Model, weigh, weigh_single
from forge.building.plan import (
    Kind,
    Plan,
    another_way,
    checked_kind,
    kind_for,
    only_weights,
    plan_of,
    tight,
    waiting,
)
from forge.building.source import read_source
from forge.building.voice import Events, Voice
from forge.errors import ForgeError, Stopped
from forge.folders import WORK
from runtime.errors import EdgedError
from runtime.pack import VERSION, Name, packs_folder
from runtime.profile import Profile, profiles_folder, read_profile


class NameUnusable(ForgeError):
    """No box would take a pack of this name or version."""


def main(argv: Sequence[str] | None = None) -> None:
    words = sys.argv[1:] if argv is None else argv
    options = _parser().parse_args(words)
    options.called = options.called or shlex.join(["python", "-m", "forge", "build", *words])
    if not options.events:
        try:
            with Voice() as voice:
                run(options, voice)
        except KeyboardInterrupt as stop:
            raise Stopped(_stopped(options.out)) from stop
        return
    events = Events()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what is half made is taken away
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever listens to the events says when to stop
    try:
        run(options, events)
    except Stopped:
        sys.exit(130)
    except EdgedError as error:
        events.failed(ForgeError(str(error)))
        sys.exit(1)
    except ForgeError as error:
        events.failed(error)
        sys.exit(1)


def run(options: argparse.Namespace, voice: Voice) -> None:
    """Raises ForgeError or EdgedError."""
    left = options.report and unfinished_of(options.out).is_file()
    if options.out.exists() and not left:
        raise FolderTaken(f"{options.out} is there already; remove it or name another folder")
    report_only = options.out.exists()
    name = _checked_name(options.name or options.out.name, options.version)
    loras = [parse_lora(text) for text in options.lora]
    paths = files_read(options.source, options.config, loras)
    kind = _kind(options, (options.config or options.source) / "model_index.json")
    file = options.profile or profiles_folder() / "cpu.toml"
    profile, model = read_profile(file), _weighed(options)
    joined = bool(loras) or options.source.is_file()
    places = options.out, options.work
    work: Kind = "weights" if report_only else kind
    plan = plan_of(paths, work, places, joined=joined, model=model, profile=profile)
    absent = absent_here(kind, profile) if options.report else ""
    plan = structs.replace(plan, kind=kind, absent=absent, report_only=report_only)
    plan.check(
        profile if options.profile else None,
        another_way(model, profile) if kind == "weights" else "",
    )
    for said in _remarks(options, plan, model, profile) if options.profile else ():
        voice.said(said)
    voice.plan(plan)
    about = About(
        name=name,
        version=options.version,
        licence=options.licence,
        steps=options.steps,
        guidance=options.guidance,
        vocabulary=options.vocabulary,
        profile=profile,
        profile_file=file,
    )
    from forge.building.making import make  # noqa: PLC0415 - torch takes seconds, and the plan must not

    make(options, kind, paths, loras, about, voice)


def _stopped(out: Path) -> str:
    if out.is_dir() and unfinished_of(out).is_file():
        return f"Stopped: {out} is whole, its report is not; the same command makes only that."
    return "Stopped: nothing was installed, and the same command goes on where it stopped."


def _checked_name(name: str, version: str) -> str:
    """Raises NameUnusable."""
    try:
        msgspec.convert(name, Name)
    except msgspec.ValidationError as error:
        raise NameUnusable(
            f"a pack cannot be called {name!r}: at most 64 lower-case letters, digits and hyphens; "
            "give it another one with --name"
        ) from error
    if not VERSION.fullmatch(version):
        raise NameUnusable(
            f"{version!r} cannot be a version: letters, digits, dots and hyphens, such as 1.0.1"
        )
    return name


def _remarks(
    options: argparse.Namespace, plan: Plan, model: Model, profile: Profile
) -> Iterator[str]:
    index = (options.config or options.source) / "model_index.json"
    if plan.kind == "weights":
        yield from filter(None, [only_weights(index, profile), waiting(model, profile)])
    if careful := tight(plan, profile):
        yield careful


def _kind(options: argparse.Namespace, index: Path) -> Kind:
    """Raises SourceUnusable, ProfileMissing, ProfileInvalid."""
    if is_optimum(options.source):
        told = read_profile(options.profile) if options.profile else options
        return "int8" if told.precision == "int8" else "fp32"
    if options.profile:
        return kind_for(index, read_profile(options.profile))
    return checked_kind(options.precision if options.graphs else "weights", index)


def _weighed(options: argparse.Namespace) -> Model:
    """Raises SourceUnusable."""
    source = read_source(options.config or options.source)
    return weigh_single(source, options.source) if options.source.is_file() else weigh(source)


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
    parser.add_argument("--called", help=argparse.SUPPRESS)  # the command that a person typed
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
        metavar="MB",
        help="weights of a graph up to which they lie in its own file; usual: what an ONNX file holds",
    )
    parser.add_argument(
        "--vocabulary",
        type=Path,
        default=packs_folder() / "cute-animals",
        metavar="PACK",
        help="pack whose vocabulary it reads",
    )
    return parser
