"""The optimiser: Muon for the big matrices, AdamW for the rest, bf16 weights over fp32 masters.

Muon moves a matrix along its momentum made orthogonal (Newton-Schulz), which needs far fewer samples than AdamW here;
on the conditioning matrices it was worse. The network computes in bf16; rounding would swallow small moves, so the
masters are kept in fp32 and copied down after each step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

MUON_RATE = 0.02
ADAM_RATE = 1e-3
MOMENTUM = 0.95
DECAY = 0.1
"""Weight decay of Muon's matrices, times the rate: keeps attention's logits bounded without a norm on q and k."""
POLYNOMIALS = (
    (4.0848, -6.8946, 2.9270),
    (3.9505, -6.3029, 2.6377),
    (3.7418, -5.5913, 2.3037),
    (2.8769, -3.1427, 1.2046),
    (2.8366, -3.0525, 1.2012),
)
"""Newton-Schulz coefficients, one triple an iteration: singular values → about 1."""
MUON_LAYERS = (
    ".attention.qkv.",
    ".attention.out.",
    ".grow.",
    ".shrink.",
    ".first.",
    ".second.",
    ".down.",
    ".up.",
    ".mix.",
)


def orthogonal(matrices: Tensor) -> Tensor:
    """bf16 [K, n, m] → the nearest matrices with all singular values about 1."""
    turned = matrices.shape[-2] > matrices.shape[-1]
    x = matrices.mT if turned else matrices
    x = x / (x.norm(dim=(-2, -1), keepdim=True) * 1.01 + 1e-7)
    for a, b, c in POLYNOMIALS:
        gram = x @ x.mT
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.mT if turned else x


def is_muons(name: str, parameter: Tensor) -> bool:
    return (
        name.startswith("denoiser.")
        and parameter.ndim >= 2
        and any(part in f".{name}" for part in MUON_LAYERS)
    )


class Optimizer:
    """Holds the fp32 masters of a network and moves them."""

    def __init__(self, network: nn.Module, muon: Callable[[str, Tensor], bool] = is_muons) -> None:
        """`muon` says of a name and its parameter whether it is Muon's."""
        self.parameters = {n: p for n, p in network.named_parameters() if p.requires_grad}
        self.masters = {name: p.detach().float().clone() for name, p in self.parameters.items()}
        self.muon = [name for name, p in self.parameters.items() if muon(name, p)]
        adam = [name for name in self.parameters if name not in set(self.muon)]
        self.momentum = {name: torch.zeros_like(self.masters[name]) for name in self.muon}
        self.adam = torch.optim.AdamW(
            [self.masters[name] for name in adam],
            ADAM_RATE,
            betas=(0.9, 0.98),
            weight_decay=0.0,
            fused=True,
        )
        self.adam_names = adam

    @torch.no_grad()
    def step(self, rate: float) -> None:
        """One move, `rate` times the full learning rates; clears the gradients."""
        for name in self.adam_names:
            self.masters[name].grad = _gradient(self.parameters[name])
        self.adam.param_groups[0]["lr"] = ADAM_RATE * rate
        self.adam.step()
        self._step_muon(MUON_RATE * rate)
        names = list(self.parameters)
        torch._foreach_copy_([self.parameters[n] for n in names], [self.masters[n] for n in names])
        for parameter in self.parameters.values():
            parameter.grad = None

    def state(self) -> dict[str, Any]:
        return {"masters": self.masters, "momentum": self.momentum, "adam": self.adam.state_dict()}

    @torch.no_grad()
    def load(self, state: dict[str, Any]) -> None:
        for mine, stored in ((self.masters, state["masters"]), (self.momentum, state["momentum"])):
            for name, tensor in mine.items():
                tensor.copy_(stored[name])
        self.adam.load_state_dict(state["adam"])
        for name, parameter in self.parameters.items():
            parameter.copy_(self.masters[name])

    def _step_muon(self, rate: float) -> None:
        names = self.muon
        gradients = [_gradient(self.parameters[name]) for name in names]
        momentum = [self.momentum[name] for name in names]
        torch._foreach_lerp_(momentum, gradients, 1 - MOMENTUM)
        torch._foreach_lerp_(gradients, momentum, MOMENTUM)
        torch._foreach_mul_([self.masters[name] for name in names], 1 - rate * DECAY)
        stacks: dict[tuple[int, int], list[tuple[Tensor, Tensor]]] = defaultdict(list)
        for name, move in zip(names, gradients, strict=True):
            for master, part in _matrices(name, self.masters[name], move):
                stacks[part.shape[0], part.shape[1]].append((master, part))
        for (rows, columns), pairs in stacks.items():
            moves = orthogonal(torch.stack([part.bfloat16() for _, part in pairs]))
            size = max(1.0, rows / columns) ** 0.5
            for (master, _), move in zip(pairs, moves, strict=True):
                master.sub_(move.view(master.shape), alpha=rate * size)


def _gradient(parameter: Tensor) -> Tensor:
    assert parameter.grad is not None  # noqa: S101
    return parameter.grad.float()


def _matrices(name: str, master: Tensor, move: Tensor) -> list[tuple[Tensor, Tensor]]:
    """(part of the master, its move as a matrix): q, k and v each by itself, a convolution as [out, in·9]."""
    if ".qkv." in name:
        return list(zip(master.chunk(3), move.chunk(3), strict=True))
    return [(master, move.flatten(1))]
