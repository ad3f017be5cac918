"""What each unit of a generator is worth: what the loss would rise by without it, measured while it is there and away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn

from forge.carve import Group
from forge.dataset import Dataset
from forge.nets.model import Generator
from forge.progress import Move, progress
from forge.schedule import logit_normal, noised
from forge.train import DROP

GROUP = 4
"""Batches to measure a whole group with."""


class Gates:
    """Multiplies what every unit gives by 1, or by 0 where it was taken away, and sees what depends on it."""

    def __init__(self, network: Generator, groups: list[Group]) -> None:
        self.open = {group.name: torch.ones(group.units) for group in groups}
        self._used: dict[str, Tensor] = {}
        for group in groups:
            end = network.get_submodule(group.end)
            end.register_forward_pre_hook(partial(self._pass, group))

    def _pass(self, group: Group, _: nn.Module, inputs: tuple[Tensor]) -> Tensor:
        (x,) = inputs
        gate = self.open[group.name].to(x.device).repeat(len(x), 1)
        if torch.is_grad_enabled():
            self._used[group.name] = gate.requires_grad_()
        wide = gate.repeat_interleave(group.size, dim=1)
        return (x * wide.view(len(x), *(1,) * (x.ndim - 2), -1)).to(x.dtype)

    def importance(self) -> dict[str, Tensor]:
        """After a backward of a mean loss: what each unit's loss would change by, first order, mean of absolutes."""
        found = {}
        for name, gate in self._used.items():
            assert gate.grad is not None  # noqa: S101 - the backward reached every layer
            found[name] = (gate * gate.grad).detach().abs().sum(dim=0).cpu()
        self._used.clear()
        return found


class Batches:
    """The same drawings, noise and levels each time."""

    def __init__(self, data: Dataset, count: int, size: int, device: str) -> None:
        self._random = torch.Generator().manual_seed(3)
        numbers = torch.randint(len(data.drawn), (count, size), generator=self._random).numpy()
        self._data, self._numbers, self._device = data, data.drawn[numbers], device
        self._move: Move = lambda done, note: None
        self._done = 0

    def __len__(self) -> int:
        return len(self._numbers)

    @contextmanager
    def counted(self, what: str, total: int) -> Iterator[None]:
        """A bar that moves with each of `total` batches."""
        with progress(what, total, lines=True) as self._move:
            self._done = 0
            yield

    def losses(self, network: Generator, most: int = 10**9) -> Iterator[Tensor]:
        self._random.manual_seed(4)
        for numbers in self._numbers[:most]:
            self._done += 1
            self._move(self._done, "")
            clean = torch.from_numpy(self._data.latents[numbers].astype(np.float32))
            tokens = torch.from_numpy(self._data.tokens[numbers].astype(np.int64))
            noise = torch.randn(clean.shape, generator=self._random)
            level = logit_normal(len(clean), self._random)
            tokens *= torch.rand(len(tokens), 1, 1, generator=self._random) >= DROP
            mixed = noised(clean, noise, level).bfloat16().to(self._device)
            velocity = network(mixed, level.to(self._device), tokens.to(self._device))
            yield (velocity.float() - (noise - clean).to(self._device)).square().mean()


def importances(network: Generator, gates: Gates, batches: Batches) -> dict[str, Tensor]:
    """Group → [units], in units of the loss."""
    total = {name: torch.zeros_like(gate) for name, gate in gates.open.items()}
    count = 0
    for loss in batches.losses(network):
        torch.autograd.backward(loss)
        for name, found in gates.importance().items():
            total[name] += found
        count += 1
    return {name: found / count for name, found in total.items()}


@torch.no_grad()
def measured(network: Generator, gates: Gates, batches: Batches) -> dict[str, float]:
    """Group → by how much the loss rises when all of it is taken away."""

    def loss() -> float:
        return float(np.mean([loss.item() for loss in batches.losses(network, most=GROUP)]))

    base, rises = loss(), {}
    for name, gate in gates.open.items():
        before = gate.clone()
        gate.zero_()
        rises[name] = loss() - base
        gate.copy_(before)
    return rises


def ranked(
    network: Generator, gates: Gates, batches: Batches, what: str = "what each unit is worth"
) -> dict[str, Tensor]:
    """Group → what each of its units is worth.

    First order ranks the units of one group well, but says little of one group beside another (the softmax hides what
    a head is worth): each group's values are scaled until they sum to what losing the whole group costs.
    """
    total = len(batches) + min(GROUP, len(batches)) * (1 + len(gates.open))
    with batches.counted(what, total):
        found, rises = importances(network, gates, batches), measured(network, gates, batches)
    return {
        name: worth * (max(rises[name], 1e-6) / worth.sum().clamp(min=1e-12))
        for name, worth in found.items()
    }
