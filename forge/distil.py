"""Teaches a generator to draw in a few steps, without guidance, what its teacher draws in many with it.

    python -m forge distil --work ~/.cache/edged-forge --steps 4 --minutes 20 --out ~/.cache/edged-forge-4

Two lessons, the same in form. In the first the student learns the guided velocity, at every level, in one forward. In
the second it learns to jump: from a level of its own few the teacher walks to the next in short guided steps, and one
step of the student must land there. States to start from lie on the student's own way, on the teacher's, and between
drawings and noise. Fewer steps still: again with `--work` the former student and `--teacher` the first teacher.

Leaves a work folder whose generator.pt says how to sample it. Interrupted, it goes on where it stopped; where `--out`
holds the network of another run, it says so and leaves that alone.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from forge import arguments, begun
from forge.dataset import WORK, Dataset, open_dataset
from forge.nets.model import Generator
from forge.resident import Resident
from forge.schedule import Sampling, field, logit_normal, noised, sample
from forge.subject import add_subject, load_subject
from forge.train import (
    Run,
    by_clock,
    check_checkpoint,
    checkpoint,
    link_work,
    load_generator,
    load_run,
    load_sampling,
    say,
    training_set,
)
from forge.watch import Watch

TEACHER_STEPS = 16
"""Of a whole picture of a teacher with guidance; more hardly change it."""
FIRST_LESSON = 0.1
"""Share of the time in which only guidance is learned; none if the student begins without guidance already."""
RATE, WARM = 0.1, 20
"""Factor of the learning rates, and steps until it is reached. With 0.5 the student got worse than it began."""
OWN, TEACHERS = 0.5, 0.25
"""Shares of states on the student's own way and on the teacher's; the others lie between drawing and noise."""
FULL, POOL = 512, 4096
"""States that are remembered, at least and at most. Those of one walk share their captions: few are too much alike."""
REUSE = 4.0
"""Times that a state of the second lesson is learned from, on average: it costs many forwards of the teacher."""
JUDGED = 64
"""Held-out captions that the student is compared on."""


class Pool:
    """The latest states, each with its level, its tokens, and the velocity that leads where the teacher goes."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._columns: tuple[Tensor, ...] = ()

    def __len__(self) -> int:
        return len(self._columns[0]) if self._columns else 0

    def add(self, *columns: Tensor) -> None:
        """States [B, C, h, w], levels [B], tokens [B, T, 2], velocities [B, C, h, w]."""
        old = self._columns or tuple(column[:0] for column in columns)
        pairs = zip(old, columns, strict=True)
        self._columns = tuple(torch.cat(pair)[-self._size :] for pair in pairs)

    def draw(self, count: int, random: torch.Generator) -> tuple[Tensor, ...]:
        rows = torch.randint(len(self), (count,), generator=random, device=random.device)
        return tuple(column[rows.to(column.device)] for column in self._columns)


@torch.no_grad()
def walk(  # noqa: PLR0913, PLR0917 - two walkers, where from, and how far
    student: Generator,
    teacher: Generator,
    guidance: float,
    ends: tuple[Tensor, Tensor],
    tokens: Tensor,
    levels: Tensor,
    short: int,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """From each level but the last the teacher takes `short` guided steps to the next: what the pool remembers.

    `ends`: drawings and noise, [B, C, h, w] each. The first rows follow the student, the next ones the teacher, and
    the last ones are put between their drawing and noise at every level.
    """
    count, (clean, noise) = len(tokens), ends
    own, guided = int(OWN * count), int((OWN + TEACHERS) * count)
    teachers, students = field(teacher, tokens, guidance), field(student, tokens[:own], 1.0)
    x, found = noise, []
    for level, following in pairwise(levels):
        x = torch.cat([x[:guided], noised(clean, noise, level.expand(count))[guided:]])
        ahead = x
        for a, b in pairwise(torch.linspace(level.item(), following.item(), short + 1)):
            here = a.to(x.device)
            ahead = ahead - (here - b.to(x.device)) * teachers(ahead, here)
        found.append((x, level.expand(count), tokens, (x - ahead) / (level - following)))
        jumped = x[:own] - (level - following) * students(x[:own], level)
        x = torch.cat([jumped, ahead[own:]])
    columns = [torch.cat(parts) for parts in zip(*found, strict=True)]
    return columns[0], columns[1], columns[2], columns[3]


class School:
    """Teaches from a pool of states, and makes new ones when the old were used often enough."""

    def __init__(
        self, run: Run, teacher: Generator, way: Sampling, data: Dataset | Resident
    ) -> None:
        """`way`: how the teacher is sampled."""
        self._run, self._teacher, self._way, self._data = run, teacher, way, data
        self._pools: dict[bool, Pool] = {}
        self._left = 0.0

    def teach(self, batch: int, rate: float, *, first: bool) -> Tensor:
        """One step of the first or the second lesson; returns the loss."""
        drawn = batch // 2 if first else 0
        columns = self._remembered(batch, batch - drawn, first)
        if drawn:
            columns = tuple(map(torch.cat, zip(columns, self._drawn(drawn), strict=True)))
        states, levels, words, velocities = columns
        found = self._run.network(states.bfloat16(), levels, words).float()
        return self._run.descend((found - velocities).square().mean(), RATE * rate)

    def _remembered(self, walkers: int, count: int, first: bool) -> tuple[Tensor, ...]:
        if first not in self._pools:
            size = max(POOL, 4 * walkers * self._way.steps)  # several walks, each with every level
            self._pools, self._left = {first: Pool(size)}, 0.0
        pool = self._pools[first]
        while self._left <= 0 or len(pool) < FULL:
            made = self._walk(walkers, first)
            pool.add(*made)
            self._left = len(made[0]) * (1.0 if first else REUSE)
        self._left -= count
        return pool.draw(count, self._run.generator)

    @torch.no_grad()
    def _drawn(self, count: int) -> tuple[Tensor, ...]:
        """States between drawings and noise. Every one is of another caption, which walks cannot offer."""
        ends, tokens = self._ends(count)
        level = logit_normal(count, self._run.generator).to(self._run.device)
        states = noised(*ends, level)
        velocities = field(self._teacher, tokens, self._way.guidance)(states, level)
        return states, level, tokens, velocities

    def _walk(self, walkers: int, first: bool) -> tuple[Tensor, ...]:
        run, way = self._run, self._way
        if first:
            random, short = run.generator, 1
            levels = torch.linspace(1, 0, way.steps + 1)
            shift = torch.rand(1, generator=random, device=random.device).cpu() - 0.5
            levels[1:-1] += shift / way.steps  # every level is met, not only these
        else:
            levels = torch.linspace(1, 0, run.sampling.steps + 1)
            short = max(1, way.steps // run.sampling.steps)
        ends, tokens = self._ends(walkers)
        there = levels.to(run.device)
        return walk(run.network, self._teacher, way.guidance, ends, tokens, there, short)

    def _ends(self, count: int) -> tuple[tuple[Tensor, Tensor], Tensor]:
        """((drawings, noise), tokens)"""
        run, random = self._run, self._run.generator
        clean, tokens = run.batch(self._data, count)
        noise = torch.randn(clean.shape, generator=random, device=random.device)
        return (clean.to(run.device), noise.to(run.device)), tokens.to(run.device)


def distil(  # noqa: PLR0913, PLR0917 - a lesson is its numbers
    run: Run, teacher: Generator, way: Sampling, out: Path, minutes: float, batch: int, first: float
) -> None:
    """Teaches `run` by wall clock; `first`: share of the time for the first lesson; `way`: of sampling the teacher."""
    teacher = teacher.bfloat16().to(run.device).requires_grad_(False)
    school = School(run, teacher, way, training_set(out, run.device))
    tokens, noise = judged(open_dataset(out, "held"), run.device)
    best = way.steps if way.distilled else max(way.steps, TEACHER_STEPS)
    wanted = sample(teacher, tokens, noise, best, way.guidance)

    def distance(network: Generator, sampling: Sampling) -> float:
        found = sample(network, tokens, noise, sampling.steps, sampling.guidance)
        return (found - wanted).square().mean().item()

    def learn(rate: float) -> Tensor:
        return school.teach(batch, rate, first=run.spent < first * minutes * 60)

    def told() -> str:
        return f"distance to the teacher {distance(run.averaged(), run.sampling):.4f}"

    hurried = Sampling(run.sampling.steps, way.guidance)
    say(
        out,
        f"teacher in {hurried.steps} steps: {distance(teacher, hurried):.4f}; student: {told()}",
    )
    by_clock(run, out, minutes, batch, learn, told, WARM)


def student_of(work: Path, out: Path, steps: int, device: str) -> Run:
    """The run in `out` if it was interrupted; otherwise a new one that begins with the weights in `work`."""
    if (out / "generator.pt").exists():
        return load_run(out, device)
    start = load_generator(work)
    run = Run(start.shape, device, start=start)
    run.sampling = Sampling(steps, 1.0)
    return run


def judged(held: Dataset, device: str) -> tuple[Tensor, Tensor]:
    """(tokens, noise) that teacher and student draw from."""
    tokens = torch.from_numpy(held.tokens[:JUDGED].astype(np.int64))
    shape = (len(tokens), *held.latents.shape[1:])
    noise = torch.randn(shape, generator=torch.Generator().manual_seed(5))
    return tokens.to(device), noise.to(device)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK, help="where the student begins")
    parser.add_argument("--teacher", type=Path, help="work folder of the teacher, if not --work")
    parser.add_argument("--out", type=Path, required=True, help="work folder of the student")
    parser.add_argument(
        "--steps", type=arguments.count, default=4, help="of a whole picture of the student"
    )
    parser.add_argument("--guidance", type=float, help="of the teacher, if not its own")
    parser.add_argument(
        "--teacher-steps", type=arguments.count, default=TEACHER_STEPS, help="if it is guided"
    )
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--batch", type=arguments.count, default=32)
    parser.add_argument("--device", type=arguments.device, default="cpu")
    parser.add_argument("--threads", type=arguments.count, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    for holder in (args.work, args.teacher or args.work):
        arguments.check_apart(holder, args.out)
    check_checkpoint(args.work, load_subject(args.subject).vocabulary())
    taught_by = args.teacher or args.work
    began, way = load_sampling(args.work), load_sampling(taught_by)
    steps = way.steps if way.distilled else args.teacher_steps
    way = Sampling(steps, args.guidance or way.guidance)
    begun.note(
        args.out,
        {
            "command": "distil",
            "network of --work": begun.of_file(checkpoint(args.work)),
            "teacher": begun.of_file(checkpoint(taught_by)),
            "--teacher-steps": f"{way.steps}",
            "--guidance": f"{way.guidance:g}",
            "--steps": f"{args.steps}",
        },
    )
    link_work(args.work, args.out)
    run = student_of(args.work, args.out, args.steps, args.device)
    teacher = load_generator(taught_by)
    first = 0.0 if began.distilled else FIRST_LESSON
    with Watch() as run.watch:
        distil(run, teacher, way, args.out, args.minutes, args.batch, first)


if __name__ == "__main__":
    main()
