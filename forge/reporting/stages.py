"""The stages from the teacher to the pack, each as a pack of its own: one runtime draws, times and weighs them alike."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from math import prod
from pathlib import Path
from statistics import median

import numpy as np
import onnx
import torch
from msgspec import Struct
from msgspec.structs import replace
from onnx import ModelProto

from forge.errors import WorkIncomplete
from forge.export import export_all, load_networks
from forge.latents import Bytes
from forge.nets.decoder import Painter
from forge.pack import Training, write
from forge.progress import each, progress
from forge.reporting.footprint import PROFILE, footprint
from forge.sampling import PackSampler
from forge.schedule import Sampling, sample
from forge.subject import Subject, check_counts
from forge.train import load_sampling
from runtime.noise import gaussian
from runtime.pack import Pack
from runtime.prompt.caption import Caption

TEACHER, PRUNED, DISTILLED, REFINED, INT8 = "teacher", "pruned", "distilled", "refined", "INT8"
FEW = (DISTILLED, REFINED)
"""Kinds that draw in steps of their own number."""
STEPS = 20
"""Of the teacher, which is the reference, and of what is only pruned."""
DRAWING = ("encoder", "denoiser", "decoder")
"""Components that a picture needs; the preview is left out."""
KNOWN_BY = 2
"""Pictures by which a pack is known to be made from one stage and not from another."""
SAME = 0.01
"""Share by which a pack's parameters may differ from those of what it was made from: gains are folded into weights."""


class Stage(Struct, frozen=True):
    kind: str
    """TEACHER, PRUNED, DISTILLED, REFINED or INT8."""
    folder: Path
    """A pack."""
    steps: int
    guidance: float
    whole: bool = False
    """Distilled, and not pruned before, though another stage is."""
    source: str = ""
    """Of INT8: the name of what it was made from; empty: that is none of the stages."""

    @property
    def name(self) -> str:
        if self.kind not in FEW:
            return f"{self.source}, {self.kind}" if self.source else self.kind
        told = f"{self.kind} whole" if self.whole else self.kind
        return f"{told}, {self.steps} step{'s' * (self.steps > 1)}"


class Costs(Struct, frozen=True):
    parameters: int
    disk: int
    """Bytes of the graphs."""
    memory: int
    """Bytes: the most that the process that draws needs."""
    seconds: float
    """CPU time of one picture of 512² on one thread, median."""


class Given(Struct, frozen=True, kw_only=True):
    """Where the stages lie."""

    teacher: Path
    """Work folder."""
    pruned: Path | None = None
    distilled: tuple[Path, ...] = ()
    refined: tuple[Path, ...] = ()
    packs: tuple[Path, ...] = ()


LayOut = Callable[[str, Path, Path, Subject, Sampling], Stage]
"""Of a kind: a work folder, where its pack shall lie, what it draws, and in how many steps."""


def collect(
    given: Given,
    scratch: Path,
    subject: Subject,
    steps: int = STEPS,
    lay_out: LayOut | None = None,
) -> tuple[list[Stage], list[tuple[str, str]]]:
    """(the stages there are, the teacher first; kind of each one that is missing, and why).

    Packs of what is no pack yet are laid down in `scratch`, by `lay_out` or else as fp32 graphs. Raises WorkIncomplete
    without a teacher, VocabularyDiffers, and ParityBroken if an exported graph does not compute what torch computes.
    """
    if not _trained(given.teacher):
        raise WorkIncomplete(f"{given.teacher} has no trained generator: `python -m forge train`.")
    way = Sampling(steps, load_sampling(given.teacher).guidance)
    works: list[tuple[str, Path, Sampling | None]] = [(TEACHER, given.teacher, way)]
    works += [(PRUNED, given.pruned, way)] if given.pruned else []
    works += [(DISTILLED, work, None) for work in given.distilled]
    works += [(REFINED, work, None) for work in given.refined]
    stages: list[Stage] = []
    missing: list[tuple[str, str]] = []
    for kind, work, usual in works:
        if not _trained(work):
            missing.append((kind, f"no trained generator in {work.name}"))
            continue
        folder, own = scratch / f"{len(stages)}", usual or load_sampling(work)
        stages.append((lay_out or laid_out)(kind, work, folder, subject, own))
    stages = [_told_whole(stage, stages) for stage in stages]
    order = (TEACHER, PRUNED, *FEW)
    stages.sort(key=lambda stage: (order.index(stage.kind), stage.whole, -stage.steps))
    floats = tuple(stages)
    for pack in given.packs:
        if (pack / "manifest.json").exists():
            stages.append(_rounded(pack, floats))
        else:
            missing.append((INT8, f"no pack in {pack.name}"))
    told = {stage.kind for stage in stages} | {kind for kind, _ in missing}
    missing += [(kind, "not given") for kind in (PRUNED, DISTILLED, INT8) if kind not in told]
    return stages, missing


def laid_out(kind: str, work: Path, folder: Path, subject: Subject, way: Sampling) -> Stage:
    """A work folder's networks as a pack of fp32 graphs in `folder`."""
    networks = load_networks(work)
    shape = networks.generator.shape
    counts = len(shape.roles), shape.concepts, shape.colours
    check_counts(work / "generator.pt", counts, subject.vocabulary())
    graphs, _ = export_all(networks)
    write(folder, graphs, networks, Training(0, 0.0, way), subject, limit_mb=math.inf)
    return Stage(kind, folder, way.steps, way.guidance)


def _told_whole(stage: Stage, stages: Sequence[Stage]) -> Stage:
    pruned = any(one.kind == PRUNED for one in stages)
    if stage.kind != DISTILLED or not pruned or size(stage.folder)[0] < size(stages[0].folder)[0]:
        return stage
    return replace(stage, whole=True)


def _rounded(pack: Path, floats: Sequence[Stage]) -> Stage:
    """It was made from the stage that is drawn alike and has as many parameters: of several the one that draws the same."""
    manifest = Pack.open(pack).manifest
    way = manifest.steps.default, manifest.guidance
    alike = [one for one in floats if (one.steps, one.guidance) == way]
    weighs = size(pack)[0]
    near = [one for one in alike if abs(size(one.folder)[0] - weighs) < SAME * weighs]
    stage = Stage(INT8, pack, *way)
    if len(near) > 1:
        apart = [_apart(one, stage) for one in near]
        near = [one for one, away in zip(near, apart, strict=True) if away == min(apart)]
    return replace(stage, source=near[-1].name) if near else stage


def _apart(one: Stage, other: Stage) -> float:
    """How far a few pictures of nothing in particular differ, from the same noise."""
    captions, seeds = [Caption(())] * KNOWN_BY, range(KNOWN_BY)
    first, second = (
        PackSampler(s.folder, PROFILE).latents(captions, seeds, s.steps, s.guidance)
        for s in (one, other)
    )
    return float(np.abs(first - second).mean())


Draw = Callable[[Caption, int], object]
"""A picture of a caption and a seed, thrown away."""


def weigh(
    stages: Sequence[Stage], captions: Sequence[Caption], rounds: int, *others: Draw
) -> tuple[list[Costs], list[float]]:
    """(size, memory and seconds of each stage, seconds of `others`): one picture of each in turns, `rounds` times."""
    drawings = [_drawing(PackSampler(stage.folder, PROFILE), stage) for stage in stages]
    seconds = in_turns([*drawings, *others], captions, rounds)
    pairs = list(zip(stages, seconds, strict=False))
    found = [
        Costs(*size(stage.folder), footprint(stage.folder), spent)
        for stage, spent in each("memory", pairs, lambda pair: pair[0].name)
    ]
    return found, seconds[len(stages) :]


def eager(work: Path, subject: Subject, way: Sampling) -> Draw:
    """Draws as torch does it without any export: fp32, layer by layer."""
    networks, vocabulary = load_networks(work), subject.vocabulary()
    painter, shape = Painter(networks.decoder).eval(), networks.generator.shape

    def draw(caption: Caption, seed: int) -> object:
        tokens = torch.tensor([vocabulary.tokens(caption)])
        noise = torch.from_numpy(gaussian(seed, (shape.channels, shape.grid, shape.grid)))
        with torch.inference_mode():
            latents = sample(networks.generator, tokens, noise[None], way.steps, way.guidance)
            return painter(latents)

    return draw


def in_turns(drawings: Sequence[Draw], captions: Sequence[Caption], rounds: int) -> list[float]:
    """Median CPU seconds of one picture of each, so that whatever else the machine does slows all alike.

    CPU time of this process, which on one thread is the clock's where nothing else runs.
    """
    spent: list[list[float]] = [[] for _ in drawings]
    for number in each("time, in turns", range(rounds + 1)):  # the first one warms up
        for draw, times in zip(drawings, spent, strict=True):
            began = time.process_time()
            draw(captions[number % len(captions)], number)
            times.append(time.process_time() - began)
    return [median(times[1:]) for times in spent]


def pictures(
    stage: Stage, captions: Sequence[Caption], seeds: Sequence[int], batch: int = 8
) -> list[Bytes]:
    """[batch, 512, 512, 3] each, the last one shorter; the same seed begins with the same noise in every stage."""
    sampler = PackSampler(stage.folder, PROFILE)
    made = []
    with progress(stage.name, len(captions), lines=True) as move:
        for start in range(0, len(captions), batch):
            here = slice(start, start + batch)
            latents = sampler.latents(captions[here], seeds[here], stage.steps, stage.guidance)
            made.append(sampler.paint(latents))
            move(min(start + batch, len(captions)), f"of {len(captions)} pictures")
    return made


def size(folder: Path) -> tuple[int, int]:
    """(parameters, bytes on disk) of a pack's graphs that draw."""
    components = Pack.open(folder).manifest.components
    paths = [folder / components[part] for part in DRAWING]
    parameters = sum(weights(onnx.load(str(path))) for path in paths)
    return parameters, sum(path.stat().st_size for path in paths)


def weights(graph: ModelProto) -> int:
    """Numbers in a graph's constants, without the step sizes and zeros that only INT8 has."""
    rounding = {"QuantizeLinear", "DequantizeLinear"}
    steps = {name for n in graph.graph.node if n.op_type in rounding for name in n.input[1:]}
    return sum(prod(c.dims) for c in graph.graph.initializer if c.name not in steps)


def _drawing(sampler: PackSampler, stage: Stage) -> Draw:
    def draw(caption: Caption, seed: int) -> object:
        latents = sampler.latents([caption], [seed], stage.steps, stage.guidance)
        return sampler.paint(np.asarray(latents))

    return draw


def _trained(work: Path) -> bool:
    return (work / "generator.pt").exists()
