"""Looks for the best sub-network that is fast enough here: how wide, how deep, in how many steps.

    python -m forge search --work ~/.cache/edged-forge --latency-ms 150 --minutes 10 --out docs
    python -m forge prune --shape ~/.cache/edged-forge/search/shape.json ...     makes what was found

Sub-networks inherit the teacher's weights after one short recovery that all of them share. How good one is: the distance
of its few steps from the teacher's many, from the same noise. How fast: a whole picture, encoder, steps and decoder, by
ONNX Runtime on this machine. Everything is remembered in `search` of the work folder, so that a search goes on where it
stopped; on another machine begin with another folder (`--memory`).

Leaves search.md and search.svg in `--out`, and the best shape in shape.json beside the memory.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from hashlib import file_digest
from pathlib import Path

import msgspec
import onnxruntime as ort
import torch
from msgspec import Struct

from forge import arguments
from forge.carve import cost_of
from forge.dataset import WORK, open_dataset
from forge.errors import WorkIncomplete
from forge.nets.autoencoder import load_autoencoder
from forge.nets.decoder import Painter
from forge.nets.model import Generator
from forge.searching.chart import Chart
from forge.searching.space import Candidate, Space, shape_of, space_of
from forge.searching.stopwatch import TIMED, Stopwatch
from forge.searching.study import Found, Result, Study, best, front, opened
from forge.searching.supernet import Supernet, Yardstick, load_supernet, recovered, worth_of
from forge.train import load_generator, load_sampling

ROOT = Path(__file__).resolve().parents[1]
SHARE = 0.4
"""Of the time, for the shared recovery, if nothing else is said."""


class Call(Struct, frozen=True, kw_only=True):
    """What one call was asked for."""

    work: Path
    memory: Path
    limit: float
    """Milliseconds."""
    until: float
    """By time.monotonic()."""
    recover: float
    """Seconds of the shared recovery, if it was not done before."""
    most: int
    """New candidates."""
    precision: str
    batch: int
    device: str
    out: Path


def supernet(call: Call, teacher: Generator, space: Space, path: Path) -> Supernet:
    """What all sub-networks inherit from: made once, then loaded."""
    if path.exists():
        return load_supernet(path, teacher)
    data = open_dataset(call.work, "train")
    print("measuring what each unit is worth", flush=True)
    worth = worth_of(teacher, data, call.device)
    print(f"shared recovery, {call.recover:.0f} s", flush=True)
    whole = recovered(teacher, worth, space, data, call.recover, call.batch, call.device)
    whole.save(path)
    return whole


def explore(call: Call, study: Study, whole: Supernet, teacher: Generator) -> None:
    """Spends what is left of the time on candidates."""
    way = load_sampling(call.work)
    yardstick = Yardstick(teacher, way, open_dataset(call.work, "held"), call.device)
    painter = Painter(load_autoencoder(call.work).decoder)
    watch = Stopwatch(call.memory, call.precision, teacher, painter)
    rows = 1 if way.distilled else 2

    def measure(candidate: Candidate) -> Result:
        network = whole.part(candidate)
        spent = watch.picture(network, candidate.steps, rows)
        result = Result(spent, yardstick.error(network, candidate.steps))
        print(f"{told(candidate)}: {spent:.0f} ms, error {result.error:.4f}", flush=True)
        return result

    tried = study.search(measure, call.until - time.monotonic(), call.most)
    print(f"{tried} tried now, {len(study.results)} in all", flush=True)


def told(candidate: Candidate) -> str:
    pairs = msgspec.structs.asdict(candidate).items()
    return ", ".join(f"{name} {number}" for name, number in pairs)


def chart(study: Study, chosen: Found, limit: float) -> str:
    """SVG"""
    return Chart(
        title="Sub-networks of the teacher: time and error",
        across="milliseconds a picture",
        up="distance to the teacher's pictures, share of variance",
        points=[_point(Found(*pair)) for pair in study.results.items()],
        front=[_point(found) for found in front(study.results)],
        limit=limit,
        limit_name=f"{limit:g} ms",
        chosen=_point(chosen),
    ).svg()


def document(study: Study, whole: Supernet, call: Call) -> str:
    """docs/search.md"""
    chosen, fits = best(study.results, call.limit)
    fields = Candidate.__struct_fields__
    lines = [
        f"| ms | error | {' | '.join(fields)} | parameters, M | |",
        "|---" * (len(fields) + 4) + "|",
    ]
    for found in front(study.results):
        numbers = " | ".join(str(n) for n in msgspec.structs.astuple(found.candidate))
        size = cost_of(whole.part(found.candidate)).parameters / 1e6
        mark = "chosen" if found == chosen else ""
        spent, error = msgspec.structs.astuple(found.result)
        lines.append(f"| {spent:.0f} | {error:.4f} | {numbers} | {size:.2f} | {mark} |")
    verdict = (
        f"Best within {call.limit:g} ms: {told(chosen.candidate)}."
        if fits
        else f"None of them is as fast as {call.limit:g} ms; the fastest is {told(chosen.candidate)}."
    )
    table = "\n".join(lines)
    return f"""\
# Searching for a shape

Made by `python -m forge search`; not written by hand. {len(study.results)} of {len(study.space)} sub-networks were
tried on {platform.machine()}, {os.cpu_count()} processors, ONNX Runtime {ort.__version__}, {call.precision}, one thread.

![Each dot one sub-network; the line joins those that no other is both faster and better than](search.svg)

{verdict}

{table}

**ms** is CPU time of a whole picture of 512²: encoder, all steps with guidance if the teacher has any, decoder; each graph's
median of {TIMED} runs. **error** is the mean squared distance of latents to the teacher's from the same noise, as a share of
their variance, for {len(whole.worth)} groups of inherited weights after one short recovery shared by all: it ranks shapes, and
says little of what one reaches after its own recovery and distillation. **heads**, **hidden** and **conv** are widths of
every block that stays, **blocks** those of the transformer that stay, the most worthy ones.
"""


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=WORK, help="of the teacher")
    parser.add_argument(
        "--memory", type=Path, help="folder of the search; WORK/search if not given"
    )
    parser.add_argument(
        "--latency-ms", type=float, default=150.0, help="most CPU time of a picture"
    )
    parser.add_argument("--minutes", type=float, default=10.0, help="in all, of this call")
    parser.add_argument("--recover", type=float, help="minutes of the shared recovery, once")
    parser.add_argument("--trials", type=int, default=10**6, help="most new ones of this call")
    parser.add_argument("--precision", choices=("fp32", "int8"), default="fp32")
    parser.add_argument("--batch", type=arguments.count, default=32)
    parser.add_argument(
        "--device",
        type=arguments.device,
        default="cpu",
        help="to judge on; the time is the processor's",
    )
    parser.add_argument("--out", type=Path, default=ROOT / "docs")
    args = parser.parse_args(argv)
    torch.set_num_threads(1)
    memory = args.memory or args.work / "search"
    search(
        Call(
            work=args.work,
            memory=memory,
            limit=args.latency_ms,
            until=time.monotonic() + 60 * args.minutes,
            recover=60 * (SHARE * args.minutes if args.recover is None else args.recover),
            most=args.trials,
            precision=args.precision,
            batch=args.batch,
            device=args.device,
            out=args.out,
        )
    )


def search(call: Call) -> None:
    """Goes on with what is remembered, then writes what was found. Raises WorkIncomplete without a teacher."""
    checkpoint = call.work / "generator.pt"
    if not checkpoint.exists():
        raise WorkIncomplete(f"{call.work} has no trained generator: `python -m forge train`.")
    call.memory.mkdir(parents=True, exist_ok=True)
    teacher = load_generator(call.work)
    space = space_of(teacher.shape)
    with checkpoint.open("rb") as file:  # another teacher is another study
        name = file_digest(file, "sha256").hexdigest()[:12]
    whole = supernet(call, teacher, space, call.memory / f"{name}.pt")
    with opened(call.memory / "trials.db", f"{name} {call.precision}", space) as study:
        explore(call, study, whole, teacher)
        write(call, study, whole)


def write(call: Call, study: Study, whole: Supernet) -> None:
    """The page, the plot, and the shape for pruning."""
    chosen, fits = best(study.results, call.limit)
    call.out.mkdir(parents=True, exist_ok=True)
    (call.out / "search.md").write_text(document(study, whole, call), encoding="utf-8")
    (call.out / "search.svg").write_text(chart(study, chosen, call.limit), encoding="utf-8")
    shape = shape_of(chosen.candidate, whole.weights.shape, whole.worth)
    path = call.memory / "shape.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(shape)) + b"\n")
    words = "best" if fits else f"nothing is as fast as {call.limit:g} ms; the fastest"
    spent, error = msgspec.structs.astuple(chosen.result)
    print(f"{words}: {told(chosen.candidate)}, {spent:.0f} ms, error {error:.4f}")
    print(f"wrote {path}, {call.out / 'search.md'} and search.svg")


def _point(found: Found) -> tuple[float, float]:
    return found.result.milliseconds, found.result.error


if __name__ == "__main__":
    main()
