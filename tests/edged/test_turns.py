from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from edged.turns import Turns
from tests.edged.jobs import job


def turns_of(*wishes: str) -> Turns:
    """`a1`: the first picture of the tablet a."""
    turns = Turns()
    for wish in wishes:
        turns.add(job(wish, owner=wish[0]))
    return turns


def test_those_who_ask_once_are_served_as_they_came() -> None:
    assert turns_of("a1", "b1", "c1").order() == ("a1", "b1", "c1")


def test_one_who_asks_for_many_does_not_keep_the_others_waiting() -> None:
    assert turns_of("a1", "a2", "a3", "b1", "c1").order() == ("a1", "b1", "c1", "a2", "a3")


def test_whoever_was_served_least_recently_comes_next() -> None:
    turns = turns_of("a1", "b1", "a2", "c1")
    turns.serve("a1")
    assert turns.order() == ("b1", "c1", "a2")
    turns.serve("b1")
    turns.add(job("b2", owner="b"))
    turns.add(job("d1", owner="d"))
    assert turns.order() == ("c1", "d1", "a2", "b2")


def test_who_was_served_before_a_restart_is_remembered() -> None:
    turns = turns_of("a1", "b1", "c1")
    turns.remember(["b", "a"])
    assert turns.order() == ("c1", "b1", "a1")


def test_a_teachers_picture_comes_first_and_what_was_begun_before_even_earlier() -> None:
    turns = turns_of("a1", "b1")
    turns.add(job("t1", owner="t", urgent=True))
    assert turns.order() == ("t1", "a1", "b1")
    turns.serve("a1")
    turns.serve("b1")
    turns.add_again(job("b1", owner="b"))
    turns.add_again(job("a1", owner="a"))
    assert turns.order() == ("a1", "b1", "t1")


def test_what_is_taken_back_leaves_its_place_to_the_next() -> None:
    turns = turns_of("a1", "b1", "c1")
    turns.remove("b1")
    turns.remove("b1")
    assert turns.order() == ("a1", "c1")
    assert "b1" not in turns


@given(st.lists(st.sampled_from("abcdefgh"), max_size=64))
def test_the_order_that_was_told_is_the_order_that_comes(owners: list[str]) -> None:
    turns = Turns()
    for number, owner in enumerate(owners):
        turns.add(job(f"{owner}{number}", owner=owner))
    told, came = turns.order(), []
    assert sorted(told) == sorted(f"{owner}{number}" for number, owner in enumerate(owners))
    while turns:
        came.append(turns.order()[0])
        turns.serve(came[-1])
    assert tuple(came) == told


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=64))
def test_at_any_moment_nobody_who_waits_was_served_twice_more_than_another(
    owners: list[str],
) -> None:
    turns = Turns()
    left = Counter(owners)
    for number, owner in enumerate(owners):
        turns.add(job(f"{owner}{number}", owner=owner))
    served = Counter(dict.fromkeys(left, 0))
    for id in turns.order():
        served[id[0]] += 1
        waiting = [served[owner] for owner in left if served[owner] < left[owner]]
        assert not waiting or max(waiting) - min(waiting) <= 1


def test_a_picture_that_is_put_back_twice_has_one_turn() -> None:
    turns = Turns()
    for _ in range(2):
        turns.add_again(job("a1", owner="a"))
    turns.add(job("b1", owner="b"))
    turns.serve("a1")
    assert turns.order() == ("b1",)
