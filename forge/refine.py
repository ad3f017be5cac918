"""Lets a student draw whole pictures and teaches it to show everything that was wished for.

    python -m forge refine --work ~/.cache/edged-forge-4 --critic ~/.cache/edged-forge --minutes 30 --out ~/.cache/edged-forge-r

Squared errors hardly notice boots or a bell. The critic (forge/critic.py) does: it reads the finished latents, and what it
misses is carried back through the student's last steps; so is what the face critic finds broken, if the subject has faces.
An anchor keeps the pictures where the student began, and noise and shifts keep the critics from being flattered.
The judges of `evaluate` have no part in this.

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
from forge.face_critic import FILE as FACE_CRITIC
from forge.face_critic import load_face_critic
from forge.nets.face_reader import FaceReader, broken_loss, seen
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
FACES, FACE_NOISE = 0.6, 0.3
"""Weight of what the face critic finds broken, and the largest deviation of the noise on what it reads."""
FREE = 0.5
"""Share of the anchor's hold that faces are freed from: what is wrong with them is that they are the mean of two."""
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
        faces: FaceReader | None = None,
    ) -> None:
        """`before`: the student as it began."""
        self._run, self._vocabulary, self._anchor = run, vocabulary, anchor
        self._before = before.bfloat16().to(run.device).requires_grad_(False)
        self._critic = critic.bfloat16().to(run.device).requires_grad_(False)
        self._faces = faces and faces.bfloat16().to(run.device).requires_grad_(False)
        self._data = training_set(work, run.device)
        self._told: dict[str, float] = {}

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
        freed, broken = self._broken(drawn, wanted)
        away = ((drawn - wanted).square() * (1 - FREE * freed)).mean()
        self._note({"missed": missed, "broken": broken, "away from before": away})
        return run.descend(missed + FACES * broken + self._anchor * away, RATE * rate)

    def _broken(self, drawn: Tensor, wanted: Tensor) -> tuple[Tensor, Tensor]:
        """(where faces were, f32 [B, 1, h, w] in 0..1, what the face critic finds wrong with those that are)"""
        if self._faces is None:
            return torch.zeros(1, device=drawn.device), torch.zeros((), device=drawn.device)
        was = seen(self._faces, wanted.bfloat16())
        there, whole = self._faces(self._noisy(drawn, FACE_NOISE).bfloat16())
        return was[:, None], broken_loss(there, whole, was)

    def told(self) -> str:
        names = [n for n in self._told if n != "broken" or self._faces]
        return ", ".join(f"{name} {self._told[name]:.4f}" for name in names)

    def _note(self, now: dict[str, Tensor]) -> None:
        for name, figure in now.items():
            was = self._told.get(name, figure.item())
            self._told[name] = was + SMOOTH * (figure.item() - was)

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
        dy, dx = torch.randint(-1, 2, (2,), generator=random, device=random.device).tolist()
        return self._noisy(latents, NOISE).roll((dy, dx), (2, 3))

    def _noisy(self, latents: Tensor, most: float) -> Tensor:
        random = self._run.generator
        amount = most * torch.rand((len(latents), 1, 1, 1), generator=random, device=random.device)
        dirt = torch.randn(latents.shape, generator=random, device=random.device)
        return latents + amount * dirt


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
    critic, faces = load_critic(reads, vocabulary), load_face_critic(reads)
    begun.note(
        args.out,
        {
            "command": "refine",
            "network of --work": begun.of_file(checkpoint(args.work)),
            "critic": begun.of_file(reads / CRITIC),
            "face critic": begun.of_file(reads / FACE_CRITIC) if faces else "none",
            "--anchor": f"{args.anchor:g}",
        },
    )
    link_work(args.work, args.out)
    before, run = load_generator(args.work), student_of(args.work, args.out, way.steps, args.device)
    with Watch() as run.watch:
        lesson = Lesson(run, before, critic, vocabulary, args.out, args.anchor, faces)
        refine(run, lesson, args.out, args.minutes, args.batch)


if __name__ == "__main__":
    main()
