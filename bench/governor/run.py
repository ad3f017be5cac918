"""One lesson with one policy on one machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from bench.governor.lesson import LESSON_S, Children, Desk, room_at
from bench.governor.machine import Machine
from bench.governor.plant import Plant, Sensor
from bench.governor.policy import Policy, sample_of
from edged.governor.demand import Demand

TICK_S = 0.25
TICKS = round(1 / TICK_S)


@dataclass
class Run:
    """What came of it."""

    pictures: int = 0
    levels: list[int] = field(default_factory=list)
    """Of each picture."""
    waits: list[float] = field(default_factory=list)
    """Seconds from wish to picture; of those who still wait at the end, so far."""
    hottest: float = 0.0
    throttles: int = 0
    throttled_s: float = 0.0
    joules: float = 0.0
    changes: list[float] = field(default_factory=list)
    """Seconds at which the rung changed."""
    temperatures: list[float] = field(default_factory=list)
    """Of the die, once a second; so are the next three."""
    duties: list[float] = field(default_factory=list)
    rungs: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def wait(self, share: float) -> float:
        """A percentile of the waits; 0 where nobody waited."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def run(  # noqa: PLR0913 - a lesson is what is varied
    machine: Machine,
    policy: Policy,
    seed: int,
    *,
    room: Callable[[float], float] = room_at,
    length_s: float = LESSON_S,
    children: Children | None = None,
) -> Run:
    """The same machine, seed and policy give the same lesson."""
    plant = Plant(machine, room(0.0))
    sensor = Sensor(plant.die, machine.lag_s, Random(f"sensor {seed}"))
    children = children or Children(seed, machine.think_s, length_s)
    ladder = machine.profile().ladder
    desk = Desk([machine.seconds(rung) for rung in ladder])
    found = Run()
    computed = 0.0
    for tick in range(round(length_s * TICKS)):
        at = tick * TICK_S
        if tick % TICKS == 0:
            demand = Demand(
                waiting=len(desk.queue) - desk.begun, drawing=desk.begun, computed_s=computed
            )
            policy.observe(sample_of(machine.heat, at, sensor.read(), computed), demand)
            computed = 0.0
            _note(found, plant, policy, len(desk.queue), at)
        desk.queue.extend(children.wishes(at))
        plant.load = machine.load(ladder[desk.level(policy.level)])
        duty = policy.duty(plant, TICK_S)
        found.duties[-1] += duty / TICKS
        speed = plant.clock
        used, ready = desk.work(TICK_S * duty * speed, policy.level, at)
        for wish in ready:
            children.got(wish, at)
        busy = used / (TICK_S * speed)
        computed += busy * TICK_S
        plant.step(TICK_S, room(at), busy)
        sensor.step(TICK_S, plant.die)
        found.joules += plant.watts * TICK_S
        found.throttled_s += TICK_S * plant.throttled
        found.hottest = max(found.hottest, plant.die)
    found.throttles = plant.throttles
    found.pictures = len(desk.done)
    found.levels = [level for _, _, level in desk.done]
    found.waits = [wait for _, wait, _ in desk.done]
    found.waits += [length_s - wish.asked for wish in desk.queue]
    return found


def _note(found: Run, plant: Plant, policy: Policy, waiting: int, at: float) -> None:
    if found.rungs and policy.level != found.rungs[-1]:
        found.changes.append(at)
    found.temperatures.append(plant.die)
    found.duties.append(0.0)
    found.rungs.append(policy.level)
    found.waiting.append(waiting)
