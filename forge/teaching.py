"""How networks that read are taught: by Muon, with averaged weights, for minutes or steps."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn

from forge.nets.muon import Optimizer
from forge.nets.reader import is_muons
from forge.progress import progress
from forge.schedule import rate_at

AVERAGE = 0.998
N = TypeVar("N", bound=nn.Module)


def by_minutes(minutes: float) -> Callable[[int], float]:
    """Share of the training that is done, by this process's own processor time: a busy machine changes nothing."""
    start = time.process_time()
    return lambda step: (time.process_time() - start) / (minutes * 60)


def by_steps(steps: int) -> Callable[[int], float]:
    return lambda step: step / steps


def teach(network: N, loss: Callable[[N], Tensor], pace: Callable[[int], float]) -> N:
    """Steps until `pace` of the step reaches 1; returns the network with averaged weights, fp32.

    `loss` shows the bf16 network one batch.
    """
    optimizer = Optimizer(network, is_muons)
    average = {name: master.clone() for name, master in optimizer.masters.items()}
    network.bfloat16()
    start = told = time.process_time()
    step, smooth = 0, 0.0
    with progress(type(network).__name__.lower(), 1) as move:
        while (done := pace(step)) < 1:
            wrong = loss(network)
            torch.autograd.backward(wrong)
            optimizer.step(rate_at(step, done))
            step += 1
            keep = min(AVERAGE, step / (step + 9))
            masters = [optimizer.masters[name] for name in average]
            torch._foreach_lerp_(list(average.values()), masters, 1 - keep)
            smooth += (wrong.item() - smooth) * max(0.02, 1 / step)
            if (now := time.process_time()) - told > 20:
                print(f"{now - start:6.0f} s  step {step}  loss {smooth:.4f}", flush=True)
                move(done, f"loss {smooth:.4f}")
                told = now
    network.float()
    network.load_state_dict(average)
    return network.eval()
