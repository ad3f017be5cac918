from __future__ import annotations

import pytest

from edged.access.refusals import TooManyTries
from edged.access.tries import ALL, ALL_S, EACH, EACH_S, REMEMBERED, Tries


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tries(clock: Clock) -> Tries:
    return Tries(clock)


def test_one_address_may_mistype_a_few_times_and_then_waits(tries: Tries, clock: Clock) -> None:
    for _ in range(EACH):
        tries.check("10.0.0.1")
        tries.miss("10.0.0.1")
        clock.now += 1
    with pytest.raises(TooManyTries) as caught:
        tries.check("10.0.0.1")
    assert caught.value.retry_after_s == EACH_S - EACH
    tries.check("10.0.0.2")
    clock.now = EACH_S
    tries.check("10.0.0.1")


def test_all_addresses_together_have_a_limit_too(tries: Tries, clock: Clock) -> None:
    for number in range(ALL):
        tries.miss(f"10.0.0.{number}")
    with pytest.raises(TooManyTries):
        tries.check("10.0.1.1")
    clock.now = ALL_S
    tries.check("10.0.1.1")


def test_a_network_of_ipv6_addresses_counts_as_one(tries: Tries) -> None:
    for number in range(EACH):
        tries.miss(f"fe80::{number}%eth0")
    with pytest.raises(TooManyTries):
        tries.check("fe80::ffff")
    for _ in range(EACH):
        tries.miss("::ffff:10.0.0.9")
    with pytest.raises(TooManyTries):
        tries.check("10.0.0.9")
    tries.check("fe80:0:0:1::1")


def test_a_flood_of_addresses_takes_no_memory(tries: Tries) -> None:
    for number in range(2 * REMEMBERED):
        tries.miss(f"10.1.{number // 256}.{number % 256}")
    assert len(tries._each) == REMEMBERED
