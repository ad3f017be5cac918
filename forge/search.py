"""Looks for the best sub-network that is fast enough here: how wide, how deep, in how many steps.

    python -m forge search --work ~/.cache/edged-forge --latency-ms 150 --minutes 10 --out docs
    python -m forge prune --shape ~/.cache/edged-forge/search/shape.json ...     makes what was found

Sub-networks inherit the teacher's weights, as they are or after one short recovery that all of them share, whichever is
better for them. How good one is: the distance of its few steps from the teacher's many, from the same noise. How fast: a whole picture, encoder, steps and decoder, by
ONNX Runtime on this machine, each graph in turns with the teacher's own. Everything is remembered in `search` of the work
folder, so that a search goes on where it stopped; on another machine begin with another folder (`--memory`).

Leaves search.md and search.svg in `--out`, and the best shape in shape.json beside the memory. `--beside` shows other
generators of the same latents there too, such as the student that a box gets.
"""

from __future__ import annotations

import argparse
import filecmp
import time
from collections.abc import Sequence
from hashlib import file_digest
from pathlib import Path

import msgspec
import torch
from msgspec import Struct

from forge import arguments
from forge.dataset import WORK, open_dataset
from forge.errors import NotAlike, WorkIncomplete
from forge.nets.autoencoder import FILE, load_autoencoder
from forge.nets.decoder import Painter
from forge.nets.model import Generator
from forge.progress import each, progress
from forge.schedule import Sampling
from forge.searching.page import Landmark, Outcome, chart, document, told
from forge.searching.space import Candidate, Space, shape_of, space_of
from forge.searching.stopwatch import Stopwatch
from forge.searching.study import Result, Study, best, front, opened
from forge.searching.supernet import Supernet, Yardstick, load_supernet, recovered, worth_of
from forge.train import load_generator, load_sampling

ROOT = Path(__file__).resolve().parents[1]
SHARE = 0.4
"""Of the time, for the shared recovery, if nothing else is said."""


class Other(Struct, frozen=True):
    """A generator that is shown beside the sub-networks."""

    name: str
    work: Path


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
    beside: tuple[Other, ...] = ()


class Bench:
    """Where networks are timed and compared with the teacher."""

    def __init__(self, call: Call, teacher: Generator) -> None:
        self.way = load_sampling(call.work)
        held = open_dataset(call.work, "held")
        self._yardstick = Yardstick(teacher, self.way, held, call.device)
        painter = Painter(load_autoencoder(call.work).decoder)
        self.watch = Stopwatch(call.memory, call.precision, teacher, painter, _rows(self.way))

    def result(self, ways_to_begin: Sequence[Generator], way: Sampling) -> Result:
        """Of networks of one shape: their cost in steps of the teacher, and the best one's error."""
        cost = self.watch.picture(ways_to_begin[0], way.steps, _rows(way))
        errors = [self._yardstick.error(one, way.steps, way.guidance) for one in ways_to_begin]
        return Result(cost, min(errors))

    def landmark(self, name: str, network: Generator, way: Sampling) -> Landmark:
        found, size = self.result([network], way), sum(p.numel() for p in network.parameters())
        spent = found.cost * self.watch.unit
        return Landmark(name, way.steps, not way.distilled, spent, found.error, size)


def supernet(call: Call, teacher: Generator, space: Space, name: str) -> Supernet:
    """What all sub-networks inherit from: made once, then loaded. Raises Stopped."""
    path, begun = call.memory / f"supernet-{name}.pt", call.memory / f"recovery-{name}.pt"
    if path.exists():
        return load_supernet(path, teacher)
    data = open_dataset(call.work, "train")
    print(f"measuring what each unit is worth, then a shared recovery of {call.recover:.0f} s", flush=True)  # fmt: skip
    worth = worth_of(teacher, data, call.device)
    whole = recovered(teacher, worth, space, data, call.recover, call.batch, call.device, begun)
    whole.save(path)
    begun.unlink(missing_ok=True)
    return whole


def explore(call: Call, study: Study, whole: Supernet, bench: Bench) -> None:
    """Spends what is left of the time on candidates."""
    begun, tried = time.monotonic(), 0
    seconds = max(1e-9, call.until - begun)
    with progress("search", 1.0) as move:

        def measure(candidate: Candidate) -> Result:
            nonlocal tried
            way = Sampling(candidate.steps, bench.way.guidance)
            result = bench.result(whole.parts(candidate), way)
            spent, tried = result.cost * bench.watch.unit, tried + 1
            line = f"{told(candidate)}: {spent:.0f} ms, error {result.error:.4f}"
            print(line, flush=True)
            done = max((time.monotonic() - begun) / seconds, tried / max(1, call.most))
            move(min(1.0, done), f"{len(study.results) + 1} tried")
            return result

        study.search(measure, seconds, call.most)
    print(f"{tried} tried now, {len(study.results)} in all", flush=True)


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
    parser.add_argument(
        "--beside",
        type=_other,
        nargs="+",
        default=[],
        metavar="[NAME=]WORK",
        help="work folders of other generators to show",
    )
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
            beside=tuple(args.beside),
        )
    )


def search(call: Call) -> None:
    """Goes on with what is remembered, then writes what was found. Raises WorkIncomplete, NotAlike or Stopped."""
    checkpoint = call.work / "generator.pt"
    if not checkpoint.exists():
        raise WorkIncomplete(f"{call.work} has no trained generator: `python -m forge train`.")
    teacher = load_generator(call.work)
    for other in call.beside:
        _check_alike(other, call.work, teacher)
    call.memory.mkdir(parents=True, exist_ok=True)
    space = space_of(teacher.shape)
    with checkpoint.open("rb") as file:  # another teacher is another study
        name = file_digest(file, "sha256").hexdigest()[:12]
    whole = supernet(call, teacher, space, name)
    with opened(call.memory / "trials.db", f"{name} {call.precision} in turns", space) as study:
        bench = Bench(call, teacher)
        explore(call, study, whole, bench)
        write(call, outcome(call, study, whole, bench), whole)


def outcome(call: Call, study: Study, whole: Supernet, bench: Bench) -> Outcome:
    """What was found, in milliseconds, and what stands beside it."""
    others = each("beside", call.beside, lambda other: other.name)
    marks = [bench.landmark(o.name, load_generator(o.work), load_sampling(o.work)) for o in others]
    unit = bench.watch.unit  # only now: it is the median of all measurements
    results = {c: Result(r.cost * unit, r.error) for c, r in study.results.items()}
    sizes = {
        found.candidate: sum(p.numel() for p in whole.parts(found.candidate)[0].parameters())
        for found in front(results)
    }
    return Outcome(
        results=results,
        sizes=sizes,
        possible=len(study.space),
        limit=call.limit,
        whole=study.space.whole(1),
        guided=not bench.way.distilled,
        beside=tuple(marks),
        times=bench.watch.times,
        precision=call.precision,
        recovery=whole.spent / 60,
    )


def write(call: Call, outcome: Outcome, whole: Supernet) -> None:
    """The page, the plot, and the shape for pruning."""
    chosen, fits = best(outcome.results, call.limit)
    call.out.mkdir(parents=True, exist_ok=True)
    (call.out / "search.md").write_text(document(outcome), encoding="utf-8")
    (call.out / "search.svg").write_text(chart(outcome), encoding="utf-8")
    shape = shape_of(chosen.candidate, whole.weights.shape, whole.worth)
    path = call.memory / "shape.json"
    path.write_bytes(msgspec.json.format(msgspec.json.encode(shape)) + b"\n")
    words = "best" if fits else f"nothing is as fast as {call.limit:g} ms; the fastest"
    spent, error = msgspec.structs.astuple(chosen.result)
    print(f"{words}: {told(chosen.candidate)}, {spent:.0f} ms, error {error:.4f}")
    print(f"wrote {path}, {call.out / 'search.md'} and search.svg")


def _check_alike(other: Other, work: Path, teacher: Generator) -> None:
    """Raises NotAlike, or WorkIncomplete."""
    shape, own = load_generator(other.work).shape, teacher.shape
    same = ("roles", "concepts", "colours", "channels", "grid")
    alike = all(getattr(shape, name) == getattr(own, name) for name in same)
    if not alike or not filecmp.cmp(other.work / FILE, work / FILE, shallow=False):
        raise NotAlike(
            f"{other.work} cannot stand beside {work}: it draws other latents or reads other words."
        )


def _other(text: str) -> Other:
    name, _, folder = text.rpartition("=")
    return Other(name or Path(folder).name, Path(folder).expanduser())


def _rows(way: Sampling) -> int:
    """Of a step's forward."""
    return 1 if way.distilled else 2


if __name__ == "__main__":
    main()
