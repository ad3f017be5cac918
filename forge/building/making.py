"""From a source that was looked at to a pack: its weights, or graphs of them; drawn with, measured and compared."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from msgspec import Struct, structs

from forge.building.beside import report_of, unfinished_of
from forge.building.facts import Facts, read_facts
from forge.building.files import Lora
from forge.building.graphs import INSIDE
from forge.building.manifest import About, no_common_size, outline, write_manifest
from forge.building.measuring import Drawn, NotHere, draw_apart, note_memory
from forge.building.modules import load_module
from forge.building.parts import Shop, assemble, graphs_of
from forge.building.plan import Kind
from forge.building.preparing import prepare
from forge.building.report import write_report, write_unmeasured
from forge.building.room import made_whole
from forge.building.rounding import ALL_STEPS, STEPS_OF_WEIGHTS
from forge.building.sampling import Sample
from forge.building.source import Source, read_source
from forge.building.unfinished import ReportFailed, asked_of, find_unfinished, note_unfinished
from forge.building.voice import Voice
from forge.building.weights import check_numbers, weights_of
from forge.building.work import Work
from forge.errors import ForgeError
from runtime import __version__
from runtime.engines.base import Engine
from runtime.errors import EdgedError
from runtime.families import family_of
from runtime.loading import open_pipeline, warm_up
from runtime.opening import open_engine
from runtime.pack import LARGE, Pack, read_manifest
from runtime.profile import Profile, profile_text, profiles_folder
from runtime.signature import SIGNATURE


def make(  # noqa: PLR0913, PLR0917 - what a build was asked for
    options: argparse.Namespace,
    kind: Kind,
    paths: Sequence[Path],
    loras: Sequence[Lora],
    about: About,
    voice: Voice,
) -> None:
    """The pack, at `options.out`, or only its report where an earlier call left that open. Raises ForgeError or EdgedError."""
    voice.stage("reading the weights", 0, 1)
    check_numbers([path for path in paths if path.suffix == ".safetensors"])
    told = [
        __version__,
        *_suiting(options, about),
        str(about.vocabulary),
        *map(str, loras),
        str(options.config),
    ]
    work = Work(options.work, paths, told)
    asked = _asked(options, kind, loras, about)
    left = find_unfinished(options.out, work.source, asked)
    with work.held():
        joined = bool(loras) or options.source.is_file()
        folder = _joined(options, loras, work, voice) if joined else options.source
        source = read_source(folder)
        if options.profile and (strange := no_common_size(source, about.profile)):
            voice.said(strange)
        with tempfile.TemporaryDirectory(dir=work.folder, prefix=".making-") as scratch:
            if left:
                voice.stage("drawing with it", 0, 1)
                tried = _tried(options.out, kind, about, options, Path(scratch), voice)
            else:
                with made_whole(options.out) as out:
                    if kind == "weights":
                        _of_weights(source, out, about)
                    else:
                        _of_graphs(source, out, about, work, options, voice, kind)
                    voice.stage("drawing with it", 0, 1)
                    tried = _tried(out, kind, about, options, Path(scratch), voice)
            if options.report:
                facts = left.facts if left else _facts(source, work)
                note_unfinished(options.out, work.source, asked, facts)
                voice.stage("drawing for the report", 0, 1)
                _report(source, tried, facts, about, work, options, Path(scratch))
    shutil.rmtree(work.folder)
    manifest = read_manifest(options.out)
    voice.finished(
        pack=str(options.out),
        name=about.name,
        version=about.version,
        bytes=sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file()),
        report=str(report_of(options.out)) if options.report and not tried.absent else "",
        unmeasured=tried.absent if options.report else "",
        command=options.called,
        memory_mb=about.profile.memory_of(manifest),
        measured=bool(manifest.memory_measured),
    )


class _Tried(Struct, frozen=True):
    drawn: Drawn | None
    """None: only a first picture was drawn."""
    absent: str = ""
    """What this machine lacks to draw as the profile says."""


def _asked(options: argparse.Namespace, kind: Kind, loras: Sequence[Lora], about: About) -> str:
    """What makes another pack of the same files."""
    strengths = [lora.strength for lora in loras]
    suiting = _suiting(options, about)
    return asked_of(
        about.name,
        about.version,
        about.licence,
        about.steps,
        about.guidance,
        kind,
        suiting,
        strengths,
    )


def _suiting(options: argparse.Namespace, about: About) -> tuple[int, int]:
    """(bytes of weights inside a graph, steps of weights in INT8 on either side of zero)

    Processors with bfloat16 add products of bytes in 32 bits. OpenVINO maps what lies beside a graph, and reads the rest twice.
    """
    inside = INSIDE if options.inside is None else options.inside * 10**6
    large = options.profile and about.profile.openvino.dtype == "bfloat16"
    return (min(inside, LARGE), ALL_STEPS) if large else (inside, STEPS_OF_WEIGHTS)


def _joined(options: argparse.Namespace, loras: Sequence[Lora], work: Work, voice: Voice) -> Path:
    """The source as a folder of diffusers; kept for the next call."""
    if found := work.find("model"):
        return found
    voice.stage("joining the files to one model", 0, 1)
    with work.making("model") as folder:
        prepare(options.source, options.config, loras, folder)
    return work.folder / "model"


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
    precision: Kind,
) -> None:
    inside, steps = _suiting(options, about)
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
            inside=inside,
            steps=steps,
        )
        assemble(shop, graphs_of(shop, precision), folder, precision)


def _tried(  # noqa: PLR0913, PLR0917 - what it is drawn with
    pack: Path,
    kind: Kind,
    about: About,
    options: argparse.Namespace,
    scratch: Path,
    voice: Voice,
) -> _Tried:
    """The pack draws, and its manifest says what that took.

    Weights may be loaded in many ways; without a profile none of them is the one to measure.
    """
    if kind == "weights" and not (options.profile or options.report):
        _try_out(pack)
        return _Tried(None)
    try:
        words = ["pictures"] if options.report else []
        drawn = draw_apart(pack, about.profile_file, scratch / "after", *words)
    except NotHere as error:
        _try_out(pack)
        needed = about.profile.memory_of(read_manifest(pack))
        voice.said(
            f"not measured, since this machine does not draw as the profile {about.profile.name} says ({error}) "
            f"the pack's manifest asks for {needed} MB, which is an estimate"
        )
        return _Tried(None, str(error).rstrip("."))
    one, needed = drawn.sample, _noted(pack, about.profile, drawn.sample)
    voice.said(
        f"drawing took {one.alone_mb} MB one by one and {one.peak_mb} MB with {one.at_once} at once; "
        f"the pack's manifest asks for {needed} MB"
    )
    if options.profile and needed > about.profile.memory_limit_mb:
        voice.said(
            f"careful: the profile {about.profile.name} allows {about.profile.memory_limit_mb} MB, so a box with it will "
            "not use this pack; in a profile of your own a smaller batch or a smaller size takes less"
        )
    return _Tried(drawn)


def _noted(pack: Path, profile: Profile, sample: Sample) -> int:
    """Megabytes that the pack's manifest asks for: what was measured, unless that stands there or somebody signed it."""
    manifest = read_manifest(pack)
    if manifest.memory_measured or (pack / SIGNATURE).exists():
        return profile.memory_of(manifest)
    return note_memory(pack, profile, sample)


def _facts(source: Source, work: Work) -> dict[str, Facts]:
    return {
        name: read_facts(folder)
        for name in source.weights
        for kind in ("fp32", "int8")
        if (folder := work.find(f"{name}.{kind}"))
    }


def _report(  # noqa: PLR0913, PLR0917 - what it compares
    source: Source,
    tried: _Tried,
    facts: Mapping[str, Facts],
    about: About,
    work: Work,
    options: argparse.Namespace,
    scratch: Path,
) -> None:
    """Beside the pack, as NAME-report. What this machine cannot draw is left for one that can. Raises ReportFailed."""
    place = report_of(options.out)
    try:
        if tried.drawn is None:
            write_unmeasured(options.out, tried.absent, options.called, facts, place)
            return
        before = _published(source, about, work, scratch)
        write_report(options.out, tried.drawn, before, facts, place)
    except (ForgeError, EdgedError, OSError) as error:
        raise ReportFailed(
            f"{str(error).rstrip('.')}; the pack in {options.out} is whole, and the same command makes its report alone"
        ) from error
    unfinished_of(options.out).unlink()


def _published(source: Source, about: About, work: Work, scratch: Path) -> Drawn | None:
    """What its weights draw; None for graphs, which have none beside them."""
    if source.exported:
        return None
    if not work.find("published"):
        with work.making("published") as folder:
            _of_weights(source, folder, about)
    words = ("floats", "pictures")
    return draw_apart(work.folder / "published", about.profile_file, scratch / "before", *words)


def _try_out(folder: Path) -> None:
    """One real picture, as a box draws its first, whatever memory it takes. Raises an EdgedError."""
    text = profile_text(profiles_folder() / "cpu.toml")
    loaded = open_pipeline(folder, text, opener=_unbounded)
    warm_up(loaded.pipeline, loaded.vocabulary, loaded.manifest)


def _unbounded(pack: Pack, profile: Profile) -> Engine:
    needed = max(profile.memory_of(pack.manifest), profile.memory_limit_mb)
    return open_engine(pack, structs.replace(profile, memory_limit_mb=needed))
