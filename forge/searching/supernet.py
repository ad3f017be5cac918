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
from forge.prune import Batches, Gates, ranked
from forge.schedule import Sampling, sample
from forge.searching.space import Candidate, Space, shape_of
from forge.train import Run

RATE, WARM = 0.3, 20
"""Factor of the learning rates, and steps until it is reached: the weights are good already."""
WHOLE = 4
"""One lesson in so many is the whole network's."""
BATCHES, BATCH = 6, 16
"""Drawings to measure with what each unit is worth."""
JUDGED = 16
"""Captions that sub-networks are compared on."""
REFERENCE = 16
"""Steps of the teacher's pictures; more hardly change them."""


class Supernet(Struct, frozen=True):
    weights: Generator
    """fp32, whole."""
    worth: dict[str, Tensor]
    """Group → what each of its units is worth."""

    def part(self, candidate: Candidate) -> Generator:
        """The sub-network with its inherited weights."""
        shape = shape_of(candidate, self.weights.shape, self.worth)
        return carved(self.weights, kept_for(shape, self.worth))

    def save(self, path: Path) -> None:
        part = path.with_suffix(".part")
        torch.save({"weights": self.weights.state_dict(), "worth": self.worth}, part)
        part.rename(path)


def load_supernet(path: Path, teacher: Generator) -> Supernet:
    """Raises FileNotFoundError."""
    stored = torch.load(path, map_location="cpu", weights_only=True)
    network = Generator(teacher.shape)
    network.load_state_dict(stored["weights"])
    return Supernet(network.eval(), stored["worth"])


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
) -> Supernet:
    """Trains by wall clock on drawings and on the teacher's velocities, each batch with another sub-network."""
    run = Run(teacher.shape, device, start=teacher)
    gates, chance = Gates(run.network, groups_of(run.network)), random.Random(0)
    sure = _copy(teacher).bfloat16().to(device).requires_grad_(False)
    candidates, begun = list(space), time.monotonic()
    while (spent := time.monotonic() - begun) < seconds:
        silence(gates, worth, teacher, chance.choice(candidates) if run.step % WHOLE else None)
        mixed, level, tokens, wanted = run.task(*run.batch(data, batch))
        velocity = run.network(mixed, level, tokens).float()
        with torch.no_grad():
            shown = sure(mixed, level, tokens).float()
        loss = (velocity - wanted).square().mean() + (velocity - shown).square().mean()
        left = min(1.0, 2 * (1 - spent / seconds))
        run.descend(loss, RATE * min(left, (run.step + 1) / WARM))
    network = Generator(teacher.shape)
    network.load_state_dict(run.average)
    return Supernet(network.cpu().eval(), worth)


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

    def error(self, network: Generator, steps: int) -> float:
        """Mean squared distance of latents, as a share of their variance."""
        away = (self._drawn(network, steps) - self._wanted).square().mean()
        return float(away / self._wanted.var())

    def _drawn(self, network: Generator, steps: int) -> Tensor:
        fast = _copy(network).bfloat16().to(self._device)
        return sample(fast, self._tokens, self._noise, steps, self._guidance)


def _copy(network: Generator) -> Generator:
    copy = Generator(network.shape)
    copy.load_state_dict(network.state_dict())
    return copy.eval()
