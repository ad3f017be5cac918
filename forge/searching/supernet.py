"""One set of weights for every sub-network: trained a little with ever other parts silent, so that all can be compared.

Cut out of a network that never missed anything, a sub-network says more about the shock than about its worth.
"""

from __future__ import annotations

import random
import time
from pathlib import Path

import torch
from msgspec import Struct
from torch import Tensor

from forge.carve import carved, groups_of, kept_for
from forge.dataset import Dataset
from forge.distil import judged
from forge.nets.model import Generator
from forge.progress import progress
from forge.schedule import Sampling, sample
from forge.searching.space import Candidate, Space, shape_of
from forge.train import Run
from forge.watch import Watch
from forge.worth import Batches, Gates, ranked

RATE, WARM = 0.1, 20
"""Factor of the learning rates, and steps until it is reached. With 0.3 the whole network lost more than small parts won."""
WHOLE = 4
"""One lesson in so many is the whole network's."""
BATCHES, BATCH = 6, 16
"""Drawings to measure with what each unit is worth."""
JUDGED = 16
"""Captions that sub-networks are compared on."""
REFERENCE = 16
"""Steps of the teacher's pictures; more hardly change them."""


class Supernet(Struct, frozen=True):
    teacher: Generator
    weights: Generator
    """After the shared recovery; fp32, whole, as the teacher is."""
    worth: dict[str, Tensor]
    """Group → what each of its units is worth."""
    spent: float
    """Seconds of the shared recovery."""

    def parts(self, candidate: Candidate) -> tuple[Generator, Generator]:
        """The sub-network with recovered weights, and with the teacher's own, which serve better where little is missing."""
        kept = kept_for(shape_of(candidate, self.teacher.shape, self.worth), self.worth)
        return carved(self.weights, kept), carved(self.teacher, kept)

    def save(self, path: Path) -> None:
        part = path.with_suffix(".part")
        state = {"weights": self.weights.state_dict(), "worth": self.worth, "spent": self.spent}
        torch.save(state, part)
        part.rename(path)


def load_supernet(path: Path, teacher: Generator) -> Supernet:
    """Raises FileNotFoundError."""
    stored = torch.load(path, map_location="cpu", weights_only=True)
    network = Generator(teacher.shape)
    network.load_state_dict(stored["weights"])
    return Supernet(teacher, network.eval(), stored["worth"], stored["spent"])


def worth_of(teacher: Generator, data: Dataset, device: str, batches: int = BATCHES) -> dict[str, Tensor]:  # fmt: skip
    """Group → [units], as pruning measures it."""
    gated = _copy(teacher).bfloat16().to(device).requires_grad_(False)
    return ranked(gated, Gates(gated, groups_of(gated)), Batches(data, batches, BATCH, device))


def recovered(  # noqa: PLR0913, PLR0917 - a lesson is its numbers
    teacher: Generator,
    worth: dict[str, Tensor],
    space: Space,
    data: Dataset,
    seconds: float,
    batch: int,
    device: str,
    path: Path,
) -> Supernet:
    """Trains by wall clock on the teacher's velocities, each batch with another sub-network.

    Its checkpoint lies at `path`: an interrupted recovery goes on from there. Raises Stopped.
    """
    run = Run(teacher.shape, device, start=teacher)
    if path.exists():
        run.load(path)
    gates, candidates = Gates(run.network, groups_of(run.network)), list(space)
    sure = _copy(teacher).bfloat16().to(device).requires_grad_(False)
    begun, saved = time.monotonic() - run.spent, run.spent
    with Watch() as watch, progress("shared recovery", seconds, lines=True) as move:
        while (spent := time.monotonic() - begun) < seconds:
            chance = random.Random(run.step)  # by number: a recovery that goes on needs the same
            silence(gates, worth, teacher, chance.choice(candidates) if run.step % WHOLE else None)
            loss = _loss(run, sure, *run.batch(data, batch))
            left = min(1.0, 2 * (1 - spent / seconds))
            run.descend(loss, RATE * min(left, (run.step + 1) / WARM))
            move(spent, f"step {run.step}")
            run.spent = spent
            if spent - saved > watch.save_s or watch.over:
                run.save(path)
                watch.check()
                saved = spent
    network = Generator(teacher.shape)
    network.load_state_dict(run.average)
    return Supernet(teacher, network.cpu().eval(), worth, seconds)


def _loss(run: Run, sure: Generator, clean: Tensor, words: Tensor) -> Tensor:
    """Against the teacher alone, as sub-networks are judged: a drawing's own velocity would add noise."""
    mixed, level, tokens, _ = run.task(clean, words)
    velocity = run.network(mixed, level, tokens).float()
    with torch.no_grad():
        shown = sure(mixed, level, tokens).float()
    return (velocity - shown).square().mean()


def silence(
    gates: Gates, worth: dict[str, Tensor], teacher: Generator, candidate: Candidate | None
) -> None:
    """Shuts what the candidate lacks; None: opens everything."""
    kept = kept_for(shape_of(candidate, teacher.shape, worth), worth) if candidate else None
    for name, gate in gates.open.items():
        open_ = torch.ones_like(gate) if kept is None else torch.zeros_like(gate)
        if kept is not None:
            open_[kept[name]] = 1
        gates.open[name] = open_


class Yardstick:
    """How far a few steps of a network end from the teacher's many, from the same noise."""

    def __init__(self, teacher: Generator, way: Sampling, held: Dataset, device: str) -> None:
        """`way`: how the teacher is sampled."""
        steps = way.steps if way.distilled else REFERENCE
        self._guidance, self._device = way.guidance, device
        tokens, noise = judged(held, device)
        self._tokens, self._noise = tokens[:JUDGED], noise[:JUDGED]
        self._wanted = self._drawn(teacher, steps)

    def error(self, network: Generator, steps: int, guidance: float | None = None) -> float:
        """Mean squared distance of latents, as a share of their variance. `guidance`: the teacher's if not given."""
        away = (self._drawn(network, steps, guidance) - self._wanted).square().mean()
        return float(away / self._wanted.var())

    def _drawn(self, network: Generator, steps: int, guidance: float | None = None) -> Tensor:
        fast = _copy(network).bfloat16().to(self._device)
        chosen = self._guidance if guidance is None else guidance
        return sample(fast, self._tokens, self._noise, steps, chosen)


def _copy(network: Generator) -> Generator:
    copy = Generator(network.shape)
    copy.load_state_dict(network.state_dict())
    return copy.eval()
