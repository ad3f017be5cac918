from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from edged.access.guests import Guests, Room

ROOM = Room(most=10, each=4, kept=4)


def filled(guests: Guests, address: str, number: int) -> int:
    """Lets `number` connections knock; returns how many came in."""
    inside = 0
    for _ in range(number):
        if guests.may_enter(address) == "in":
            guests.enter(object(), address)
            inside += 1
    return inside


def test_one_address_gets_no_more_than_its_share() -> None:
    assert filled(Guests(ROOM), "10.0.0.1", 20) == ROOM.each


def test_strangers_leave_room_for_paired_tablets() -> None:
    guests = Guests(ROOM)
    assert sum(filled(guests, f"10.0.0.{n}", 1) for n in range(20)) == ROOM.most - ROOM.kept
    guests.friend("10.0.1.1")
    guests.friend("10.0.1.2")
    assert filled(guests, "10.0.1.1", 4) + filled(guests, "10.0.1.2", 4) == ROOM.kept
    assert len(guests) == ROOM.most


def test_paired_tablets_take_nothing_of_the_strangers_room_away_before_theirs_is_full() -> None:
    guests = Guests(ROOM)
    guests.friend("10.0.1.1")
    filled(guests, "10.0.1.1", 4)
    assert sum(filled(guests, f"10.0.0.{n}", 1) for n in range(20)) == 6


def test_who_has_many_connections_gives_one_to_who_has_none() -> None:
    guests = Guests(ROOM)
    filled(guests, "10.0.0.1", 4)
    filled(guests, "10.0.0.2", 2)
    assert guests.may_enter("10.0.0.3") == "instead"
    oldest = next(iter(guests.crowd()))
    guests.leave(oldest)
    assert guests.may_enter("10.0.0.3") == "in"


def test_where_all_have_the_same_a_new_one_waits_outside() -> None:
    guests = Guests(ROOM)
    for number in range(6):
        filled(guests, f"10.0.0.{number}", 1)
    assert guests.may_enter("10.0.0.9") == "out"


def test_leaving_twice_is_of_no_consequence() -> None:
    guests = Guests(ROOM)
    key = object()
    guests.enter(key, "10.0.0.1")
    guests.leave(key)
    guests.leave(key)
    assert len(guests) == 0
    assert filled(guests, "10.0.0.1", 20) == ROOM.each


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["enter", "leave", "pair"]))))
def test_whatever_happens_the_limits_hold(steps: list[tuple[int, str]]) -> None:
    guests, inside = Guests(ROOM), Counter[str]()
    keys: list[tuple[object, str]] = []
    for number, what in steps:
        address = f"10.0.0.{number}"
        if what == "pair":
            guests.friend(address)
        elif what == "leave" and keys:
            key, whose = keys.pop(number % len(keys))
            guests.leave(key)
            inside[whose] -= 1
        elif what == "enter" and guests.may_enter(address) == "in":
            keys.append((object(), address))
            guests.enter(*keys[-1])
            inside[address] += 1
        assert len(guests) == len(keys) <= ROOM.most
        assert max(inside.values(), default=0) <= ROOM.each
