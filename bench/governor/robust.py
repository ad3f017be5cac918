"""The same governor on machines it was not tried on: every number of the plant 30 % off, sensors twice as late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bench.governor.compare import oracle_run
from bench.governor.machine import Machine
from bench.governor.policy import Free, Ours
from bench.governor.run import run

NUMBERS = ("work_w", "leak_w", "idle_w", "die_j", "die_k", "case_j", "case_k")
FACTORS = (0.7, 1.3)
CORNERS = 6
"""Machines with all of their numbers off at once, and a late sensor."""


@dataclass(frozen=True)
class Trial:
    what: str
    share: float
    """Of the oracle's pictures; the oracle knows that very machine."""
    over: float
    """Degrees that the die came above the limit; negative: stayed below."""
    throttles: int
    changes: int
    gain: float
    """p95 without a governor, over ours."""


def trials(machine: Machine) -> list[Trial]:
    """Each with a seed of its own."""
    return [
        _trial(what, changed, seed) for seed, (what, changed) in enumerate(_variants(machine), 11)
    ]


def _variants(machine: Machine) -> Iterator[tuple[str, Machine]]:
    for number in NUMBERS:
        for factor in FACTORS:
            yield f"{number} ×{factor}", machine.changed(**{number: factor})
    yield "sensor twice as late", machine.changed(lag_s=2)
    yield "a third of the wishes", machine.changed(think_s=3)
    yield "hot and late", machine.changed(work_w=1.3, die_k=1.3, lag_s=2)
    chance = Random(5)
    for corner in range(1, CORNERS + 1):
        changes = {number: chance.choice(FACTORS) for number in NUMBERS}
        yield f"all at once {corner}", machine.changed(lag_s=2, **changes)


def _trial(what: str, machine: Machine, seed: int) -> Trial:
    ours = run(machine, Ours(machine.profile()), seed)
    oracle = oracle_run(machine, seed, ours, caps=(1.0,))
    free = run(machine, Free(), seed)
    return Trial(
        what=what,
        share=ours.pictures / oracle.pictures,
        over=ours.hottest - machine.heat.limit_c,
        throttles=ours.throttles,
        changes=len(ours.changes),
        gain=free.wait(0.95) / ours.wait(0.95),
    )
