"""The same lessons under every policy, and what the best of all possible ones would have made of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bench.governor.lesson import ROOM, Children
from bench.governor.machine import Machine
from bench.governor.policy import Free, OnOff, Oracle, Ours, Policy
from bench.governor.run import Run, run

SEEDS = (1, 2, 3)
CAPS = (1.0, 0.9, 0.8)
"""Duties that the oracle tries never to exceed; the best of its lessons counts."""
STEADY_S = 7200.0
STEADY_LOADS = (0.25, 0.5, 1.0, 2.0)
"""Times the lesson's wishes, without a teacher who calls."""


@dataclass(frozen=True)
class Lessons:
    """All seeds together."""

    name: str
    runs: tuple[Run, ...]

    @property
    def pictures(self) -> int:
        return sum(one.pictures for one in self.runs)

    @property
    def hottest(self) -> float:
        return max(one.hottest for one in self.runs)

    @property
    def throttles(self) -> int:
        return sum(one.throttles for one in self.runs)

    @property
    def throttled_minutes(self) -> float:
        """Of a lesson."""
        return sum(one.throttled_s for one in self.runs) / 60 / len(self.runs)

    @property
    def watt_hours(self) -> float:
        """Of a lesson."""
        return sum(one.joules for one in self.runs) / 3600 / len(self.runs)

    def wait(self, share: float) -> float:
        """A percentile of the seconds from wish to picture."""
        return Run(waits=[wait for one in self.runs for wait in one.waits]).wait(share)

    def at_level(self, level: int) -> float:
        """Share of the pictures drawn on this rung."""
        return sum(one.levels.count(level) for one in self.runs) / max(1, self.pictures)


@dataclass(frozen=True)
class Comparison:
    machine: Machine
    free: Lessons
    on_off: Lessons
    ours: Lessons
    oracle: Lessons
    smallest: Lessons
    """What an oracle makes that draws the last rung from the first second: a choice of quality, not of cooling."""

    @property
    def share(self) -> float:
        """Of the oracle's pictures."""
        return self.ours.pictures / self.oracle.pictures

    def rows(self) -> tuple[Lessons, ...]:
        return (self.free, self.on_off, self.ours, self.oracle)


def compare(machine: Machine) -> Comparison:
    profile = machine.profile()

    def lessons(name: str, *policies: Policy) -> Lessons:
        pairs = zip(policies, SEEDS, strict=True)
        return Lessons(name, tuple(run(machine, policy, seed) for policy, seed in pairs))

    ours = lessons("governor", *(Ours(profile) for _ in SEEDS))
    best = tuple(
        oracle_run(machine, seed, mine) for seed, mine in zip(SEEDS, ours.runs, strict=True)
    )
    last = len(profile.ladder) - 1
    return Comparison(
        machine,
        free=lessons("no governor", *(Free() for _ in SEEDS)),
        on_off=lessons("on and off", *(OnOff(machine.heat) for _ in SEEDS)),
        ours=ours,
        oracle=Lessons("oracle", best),
        smallest=lessons("smallest", *(Oracle(machine.heat.limit_c, last) for _ in SEEDS)),
    )


def oracle_run(machine: Machine, seed: int, ours: Run, caps: tuple[float, ...] = CAPS) -> Run:
    """The best of its tries, with the cheapest rung that ours used at all: at no time it needs to draw better."""
    level = max(ours.levels)
    tries = (run(machine, Oracle(machine.heat.limit_c, level, cap), seed) for cap in caps)
    return max(tries, key=lambda one: one.pictures)


def steady_changes(machine: Machine) -> dict[float, int]:
    """Rung changes in the second of two hours in the hottest room, per load."""
    found = {}
    for load in STEADY_LOADS:
        calm = Children(7, machine.think_s / load, STEADY_S, called=False)
        one = run(
            machine,
            Ours(machine.profile()),
            7,
            room=lambda _: ROOM[1],
            length_s=STEADY_S,
            children=calm,
        )
        found[load] = sum(at >= STEADY_S / 2 for at in one.changes)
    return found


def one_rung(machine: Machine) -> Machine:
    """Nothing but duty to hold the heat with."""
    return replace(machine, rungs=1)
