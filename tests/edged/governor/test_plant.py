"""The governor on a simulated machine: a quarter of an hour at full demand in the hottest room."""

from __future__ import annotations

import pytest

from bench.governor.lesson import Children
from bench.governor.machine import MACHINES, Machine
from bench.governor.policy import Free, Oracle, Ours
from bench.governor.run import run

LENGTH_S = 900.0


def _busy_class(machine: Machine) -> Children:
    return Children(3, machine.think_s / 2, LENGTH_S)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.file)
def test_the_limit_is_kept_and_the_hardware_has_nothing_to_defend(machine: Machine) -> None:
    ours = run(
        machine,
        Ours(machine.profile()),
        3,
        room=lambda _: 38.0,
        length_s=LENGTH_S,
        children=_busy_class(machine),
    )
    assert ours.hottest <= machine.heat.limit_c
    assert ours.throttles == 0
    assert len(ours.changes) <= 1
    settled = ours.duties[-300:]
    assert settled.count(0.0) < len(settled) / 20, "it slows down, and hardly ever stands still"


def test_the_plants_own_hardware_throttles_without_a_governor() -> None:
    free = run(MACHINES[0], Free(), 3, room=lambda _: 38.0, length_s=LENGTH_S)
    assert free.throttles > 0
    assert free.hottest > MACHINES[0].heat.limit_c


def test_the_oracle_stands_at_the_limit_and_never_above() -> None:
    limit = MACHINES[0].heat.limit_c
    oracle = run(MACHINES[0], Oracle(limit, 0), 3, room=lambda _: 38.0, length_s=LENGTH_S)
    assert limit - 0.1 < oracle.hottest < limit + 0.01
