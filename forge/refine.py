"""Lets a student draw whole pictures and teaches it to show everything that was wished for.

    python -m forge refine --work ~/.cache/edged-forge-4 --critic ~/.cache/edged-forge --minutes 30 --out ~/.cache/edged-forge-r

Squared errors hardly notice boots or a bell. The critic (forge/critic.py) does: it reads the finished latents, and what it
misses is carried back through the student's last steps. An anchor keeps the pictures where the student began, and
noise and shifts keep the critic from being flattered. The judges of `evaluate` have no part in this.

Leaves a work folder like distil's. Interrupted, it goes on where it stopped.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import torch
from torch import Tensor

from forge import arguments, begun
from forge.critic import FILE as CRITIC
from forge.critic import Critic, load_critic
from forge.dataset import WORK
from forge.distil import student_of
from forge.errors import WorkIncomplete
from forge.nets.model import Generator
from forge.nets.reader import loss_of
from forge.schedule import field, sample
from forge.subject import add_subject, load_subject
from forge.train import (
    Run,
    by_clock,
    check_checkpoint,
    checkpoint,
    link_work,
    load_generator,
    load_sampling,
    training_set,
)
from forge.watch import Watch
from runtime.prompt.vocabulary import Vocabulary

RATE, WARM = 0.03, 20
"""Factor of the learning rates, and steps until it is reached."""
FEWEST, OFTEN = 2, 0.75
"""Steps that a wish is drawn in on most boxes, and the share of batches drawn so; the others in the student's own."""
LED = 2
"""Last steps that the gradient goes back through."""
ANCHOR = 20.0
"""Weight of the squared distance to the picture that the student drew before, beside the critic's loss."""
NOISE = 0.4
"""Largest deviation of the noise on what the critic reads."""
SEVERAL = 20.0
"""Weight of what there may be several of, worn things above all: a hat that is missing weighs as much as a wrong place."""
SMOOTH = 0.03
"""Share of the newest batch in what is told: one batch says little."""


class Lesson:
    """One step: draw, have it read, and learn from what was not found."""

    def __init__(  # noqa: PLR0913, PLR0917 - everyone who has a say
        self,
        run: Run,
        before: Generator,
        critic: Critic,
        vocabulary: Vocabulary,
        work: Path,
        anchor: float = ANCHOR,
    ) -> None:
        """`before`: the student as it began."""
        self._run, self._vocabulary, self._anchor = run, vocabulary, anchor
        self._before = before.bfloat16().to(run.device).requires_grad_(False)
        self._critic = critic.bfloat16().to(run.device).requires_grad_(False)
        self._data = training_set(work, run.device)
        self._told: tuple[float, float] | None = None

    def learn(self, batch: int, rate: float) -> Tensor:
        run, random = self._run, self._run.generator
        clean, tokens = run.batch(self._data, batch)
        tokens = tokens.to(run.device)
        noise = torch.randn(clean.shape, generator=random, device=random.device)
        often = torch.rand((), generator=random, device=random.device) < OFTEN
        steps = FEWEST if often else run.sampling.steps
        drawn = self.drawn(noise, tokens, torch.linspace(1, 0, steps + 1, device=run.device))
        with torch.no_grad():
            wanted = sample(self._before, tokens, noise, steps, 1.0)
        answers = self._critic(self._disturbed(drawn).bfloat16())
        missed = loss_of(answers, tokens, self._vocabulary, self._critic.layout, SEVERAL)
        away = (drawn - wanted).square().mean()
        self._note(missed.item(), away.item())
        return run.descend(missed + self._anchor * away, RATE * rate)

    def told(self) -> str:
        missed, away = self._told or (0.0, 0.0)
        return f"missed {missed:.3f}, away from before {away:.4f}"

    def _note(self, *now: float) -> None:
        was = self._told or now
        self._told = (was[0] + SMOOTH * (now[0] - was[0]), was[1] + SMOOTH * (now[1] - was[1]))

    def drawn(self, noise: Tensor, tokens: Tensor, levels: Tensor) -> Tensor:
        """f32 [B, C, h, w], with a gradient through the last steps."""
        network, x, last = self._run.network, noise.float(), len(levels) - 1 - LED
        velocity = field(network, tokens, 1.0)
        for number, (level, following) in enumerate(pairwise(levels)):
            with torch.set_grad_enabled(number >= last):
                x = x - (level - following) * velocity(x, level)
        return x

    def _disturbed(self, latents: Tensor) -> Tensor:
        random = self._run.generator
        amount = NOISE * torch.rand((len(latents), 1, 1, 1), generator=random, device=random.device)
        dirt = torch.randn(latents.shape, generator=random, device=random.device)
        dy, dx = torch.randint(-1, 2, (2,), generator=random, device=random.device).tolist()
        return (latents + amount * dirt).roll((dy, dx), (2, 3))


def refine(run: Run, lesson: Lesson, out: Path, minutes: float, batch: int) -> None:
    """Until `minutes` are spent in all, earlier calls included."""
    by_clock(run, out, minutes, batch, lambda rate: lesson.learn(batch, rate), lesson.told, WARM)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_subject(parser)
    parser.add_argument("--work", type=Path, default=WORK, help="where the student begins")
    parser.add_argument("--critic", type=Path, help="work folder of the critic, if not --work")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--anchor", type=float, default=ANCHOR, help="keeps pictures as they were")
    parser.add_argument("--batch", type=arguments.count, default=32)
    parser.add_argument("--device", type=arguments.device, default="cpu")
    parser.add_argument("--threads", type=arguments.count, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    arguments.check_apart(args.work, args.out)
    vocabulary = load_subject(args.subject).vocabulary()
    check_checkpoint(args.work, vocabulary)
    way, reads = load_sampling(args.work), args.critic or args.work
    if not way.distilled:
        raise WorkIncomplete(
            f"{args.work} draws in many steps: run `python -m forge distil` first."
        )
    critic = load_critic(reads, vocabulary)
    begun.note(
        args.out,
        {
            "command": "refine",
            "network of --work": begun.of_file(checkpoint(args.work)),
            "critic": begun.of_file(reads / CRITIC),
            "--anchor": f"{args.anchor:g}",
        },
    )
    link_work(args.work, args.out)
    before, run = load_generator(args.work), student_of(args.work, args.out, way.steps, args.device)
    with Watch() as run.watch:
        lesson = Lesson(run, before, critic, vocabulary, args.out, args.anchor)
        refine(run, lesson, args.out, args.minutes, args.batch)


if __name__ == "__main__":
    main()
