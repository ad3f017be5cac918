"""The whole way from nothing to a pack in a given time, on one machine.

    python -m forge recipe --work W --minutes 25 --device cuda --out DIR
    python -m forge recipe --work W --minutes 3 --device cpu --toy --out DIR

Whole drawings, autoencoder, then the teacher while other processes still draw what it learns from, pruning, distilling,
pack. Killed at any moment, the same command goes on where it was; `--stop-after` ends a call cleanly before its time.
`--out` gets, every two minutes, the weights as small files and a sheet of samples.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray

from forge import arguments, copies, distil, pack, prune, train, train_autoencoder
from forge.dataset import BUSY, CHUNK, build
from forge.errors import ForgeError
from forge.nets import autoencoder
from forge.nets.model import shape_for
from forge.quantise import JUDGED, LIKENESS
from forge.schedule import Sampling
from forge.subject import Subject, add_subject, load_subject
from forge.watch import Watch

TEACHER, PRUNED, DISTILLED = "teacher", "pruned", "distilled"
"""Work folders inside --work; the data lie in the teacher's, the others link to them."""
SHARES = {"autoencoder": 0.16, TEACHER: 0.44, PRUNED: 0.08, DISTILLED: 0.2}
"""Of the minutes; what is left over is for drawing and for the pack."""
COPY_S = 120.0
WAIT_S = 600.0
"""Seconds that the first drawings may take."""


class Plan(Struct, frozen=True, kw_only=True):
    """Sizes of everything."""

    whole: int = 3000
    held: int = 2048
    count: int = 400_000
    """Drawings to learn from, as far as time and processors allow."""
    first: int = 8192
    """Of them, drawn before the teacher begins."""
    sizes: autoencoder.Sizes = autoencoder.Sizes()
    crops: int = 64
    shape: dict[str, int]
    """Of the teacher."""
    batch: int = 1024
    steps: int = 4
    """Of the finished model."""
    likeness: float = LIKENESS
    judged: int = JUDGED
    """Pictures to compare before the pack is made."""


FULL = Plan(shape={"wide": 192, "convs": 3, "deep": 448, "blocks": 8})
TOY = Plan(
    whole=96,
    held=256,
    count=512,
    first=256,
    sizes=autoencoder.Sizes(
        encoder=(8, 8, 16),
        encoder_units=(1, 1, 1),
        decoder=(16, 16, 8, 8),
        decoder_units=(1, 1, 1, 1),
    ),
    crops=2,
    shape={"wide": 32, "convs": 1, "deep": 64, "context": 64, "blocks": 2, "head": 32},
    batch=16,
    likeness=0.5,
    judged=2,
)


class Call(Struct, frozen=True, kw_only=True):
    """What one call of the recipe was asked for."""

    work: Path
    out: Path
    subject: Subject
    module: str
    """The subject's, for processes that draw."""
    minutes: float
    device: str
    workers: int
    keep: float
    plan: Plan

    def share(self, stage: str) -> float:
        """Minutes."""
        return self.minutes * SHARES[stage]


class Carrier(Watch):
    """Carries weights and a sheet out at each checkpoint."""

    save_s = sheet_s = COPY_S

    def __init__(self, deadline: float, out: Path) -> None:
        super().__init__(deadline)
        self.out = out

    def saved(self, run: Any, path: Path) -> None:
        """Each stage's under its name; of sheets the ones that are drawn already."""
        generator = isinstance(run, train.Run)
        copies.put(path, self.out, path.parent.name if generator else path.stem)
        carry_sheets(path.parent, self.out)


def carry_sheets(work: Path, out: Path) -> None:
    for sheet in (work / "samples").glob("*.png"):
        there = out / f"{work.name}-{sheet.name}"
        if not there.exists():
            shutil.copy(sheet, there)


def draw_whole(call: Call, watch: Watch) -> None:
    counts = {"whole": call.plan.whole}
    build(call.work / TEACHER, call.subject, call.subject.vocabulary(), counts, call.workers)


def learn_latents(call: Call, watch: Watch) -> None:
    work = call.work / TEACHER
    path, spent = work / autoencoder.FILE, 0.0
    if path.exists():
        spent = torch.load(path, map_location="cpu", weights_only=True)["spent"]
    run = train_autoencoder.Run(call.plan.sizes, call.device)
    run.watch = watch
    left = max(0.0, call.share("autoencoder") - spent / 60)
    train_autoencoder.train(run, work, left, call.plan.crops)


def learn(call: Call, watch: Watch) -> None:
    """The teacher, while the rest of its drawings is still drawn."""
    work = call.work / TEACHER
    with drawing(call) as process:
        _await_drawings(call, process, watch)
        if (work / "generator.pt").exists():
            run = train.load_run(work, call.device)
        else:
            channels = call.plan.sizes.channels
            shape = shape_for(call.subject.vocabulary(), channels=channels, **call.plan.shape)
            run = train.Run(shape, call.device)
        run.watch = watch
        train.train(run, work, call.share(TEACHER), call.plan.batch, call.device == "cuda")


def make_smaller(call: Call, watch: Watch) -> None:
    work, out = call.work / TEACHER, call.work / PRUNED
    train.link_work(work, out)
    if not (out / "generator.pt").exists():
        prune.prune(work, out, call.keep, call.device)
    run = train.load_run(out, call.device)
    run.watch = watch
    prune.recover(run, train.load_generator(work), out, call.share(PRUNED), call.plan.batch)


def make_faster(call: Call, watch: Watch) -> None:
    work, out = call.work / PRUNED, call.work / DISTILLED
    train.link_work(work, out)
    if (out / "generator.pt").exists():
        run = train.load_run(out, call.device)
    else:
        start = train.load_generator(work)
        run = train.Run(start.shape, call.device, start=start)
        run.sampling = Sampling(call.plan.steps, 1.0)
    run.watch = watch
    teacher = train.load_generator(call.work / TEACHER)
    way = Sampling(distil.TEACHER_STEPS, train.load_sampling(call.work / TEACHER).guidance)
    minutes, batch = call.share(DISTILLED), call.plan.batch
    distil.distil(run, teacher, way, out, minutes, batch, distil.FIRST_LESSON)


def make_pack(call: Call, watch: Watch) -> None:
    folder, plan = call.out / call.subject.packing.name, call.plan
    pack.make(call.work / DISTILLED, folder, call.subject, plan.likeness, plan.judged)


STAGES: dict[str, Callable[[Call, Watch], None]] = {
    "whole": draw_whole,
    "autoencoder": learn_latents,
    TEACHER: learn,
    PRUNED: make_smaller,
    DISTILLED: make_faster,
    "pack": make_pack,
}


def follow(call: Call, watch: Watch, until: str = "pack") -> None:
    """Every stage that is not done yet, up to `until`. Raises Stopped."""
    path = call.work / "recipe.json"
    done = msgspec.json.decode(path.read_bytes(), type=list[str]) if path.exists() else []
    for name, stage in STAGES.items():
        if name not in done:
            watch.check()
            began = time.monotonic()
            print(f"== {name}", flush=True)
            stage(call, watch)
            carry_sheets(call.work / name, call.out)
            print(f"== {name}: done in {time.monotonic() - began:.0f} s", flush=True)
            done.append(name)
            part = path.with_suffix(".part")
            part.write_bytes(msgspec.json.encode(done))
            part.rename(path)
        if name == until:
            return


@contextmanager
def drawing(call: Call) -> Iterator[subprocess.Popen[bytes]]:
    """Other processes draw what is missing meanwhile; they end with the stage."""
    plan, work = call.plan, call.work / TEACHER
    command = [sys.executable, "-m", "forge.dataset", "--subject", call.module]
    command += ["--work", str(work), "--device", call.device, "--workers", str(call.workers)]
    command += ["--whole", str(plan.whole), "--held", str(plan.held), "--count", str(plan.count)]
    with (
        (work / "draw.log").open("a") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,  # noqa: S603 - our own
    ):
        try:
            yield process
        finally:
            process.terminate()


def _await_drawings(call: Call, process: subprocess.Popen[bytes], watch: Watch) -> None:
    """Until all held-out drawings and the first ones to learn from are there."""
    work, log = call.work / TEACHER, call.work / TEACHER / "draw.log"
    begun = time.monotonic()
    while time.monotonic() - begun < WAIT_S:
        watch.check()
        held, learnt = _drawn(work / "held"), _drawn(work / "train")
        if held.all() and (learnt.all() or learnt.sum() * CHUNK >= call.plan.first):
            return
        if process.poll() and BUSY not in log.read_text():
            break
        time.sleep(0.5)
    raise ForgeError(f"The first drawings did not come: {log} says why.")


def _drawn(folder: Path) -> NDArray[np.bool_]:
    """Of each chunk of a split; one that is not if it was never begun."""
    path = folder / "done.npy"
    done: NDArray[np.bool_] = np.load(path) if path.exists() else np.zeros(1, bool)
    return done


def restore(out: Path, work: Path) -> None:
    """A work folder to make the pack in, from what was carried out."""
    for name in (TEACHER, PRUNED, DISTILLED):
        if any(out.glob(f"{name}-*.pt.*")):
            copies.restore(out, name, work / name / "generator.pt")
            copies.restore(out, "autoencoder", work / name / autoencoder.FILE)
            print(f"restored {work / name}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument(
        "--out", type=Path, required=True, help="for the pack, and copies on the way"
    )
    parser.add_argument(
        "--minutes", type=float, default=25.0, help="of the whole, all calls together"
    )
    parser.add_argument(
        "--stop-after", type=float, default=float("inf"), help="minutes of this call"
    )
    parser.add_argument("--device", type=arguments.device, default="cpu")
    parser.add_argument("--workers", type=arguments.count, default=1, help="drawing processes")
    parser.add_argument("--threads", type=arguments.count, default=1)
    parser.add_argument(
        "--keep", type=arguments.share, default=0.7, help="share that pruning leaves"
    )
    parser.add_argument("--until", choices=list(STAGES), default="pack", help="the last stage")
    parser.add_argument("--toy", action="store_true", help="tiny sizes, to see whether all works")
    parser.add_argument("--restore", type=Path, metavar="DIR", help="begin with an earlier --out")
    return parser


def main(argv: list[str] | None = None) -> None:
    args = _parser().parse_args(argv)
    deadline = time.monotonic() + 60 * args.stop_after
    torch.set_num_threads(args.threads)
    torch.set_float32_matmul_precision("high")
    call = Call(
        work=args.work,
        out=args.out,
        subject=load_subject(args.subject),
        module=args.subject,
        minutes=args.minutes,
        device=args.device,
        workers=args.workers,
        keep=args.keep,
        plan=TOY if args.toy else FULL,
    )
    for folder in (args.work / TEACHER, args.out):
        folder.mkdir(parents=True, exist_ok=True)
    if args.restore:
        restore(args.restore, args.work)
    with Carrier(deadline, args.out) as watch:
        follow(call, watch, args.until)


if __name__ == "__main__":
    main()
