"""Memory: fewer at a time, before the kernel ends the worker."""

from __future__ import annotations

from tests.edged.governor.looks import Story


def test_little_free_memory_halves_the_batch() -> None:
    budget = Story().live(1, memory_free=100.0, memory_total=2000.0)
    assert (budget.batch, budget.reason) == (2, "memory")
    assert (budget.level, budget.duty) == (0, 1.0)


def test_a_twentieth_of_a_large_memory_is_little_too() -> None:
    assert Story().live(1, memory_free=700.0, memory_total=16000.0).batch == 2


def test_waiting_for_memory_halves_it_too() -> None:
    assert Story().live(1, memory_free=4000.0, memory_pressure=0.3).batch == 2


def test_it_goes_on_halving_every_five_seconds_down_to_one() -> None:
    story = Story()
    assert story.live(4, memory_free=100.0).batch == 2
    assert story.live(4, memory_free=100.0).batch == 1


def test_where_single_pictures_are_too_much_the_smallest_are_drawn() -> None:
    story = Story()
    budget = story.live(30, memory_free=100.0)
    assert (budget.batch, budget.level) == (1, 2)


def test_it_comes_back_by_one_picture_a_minute() -> None:
    story = Story()
    story.live(8, memory_free=100.0)
    batches = [story.live(60, memory_free=3000.0, memory_pressure=0.0).batch for _ in range(4)]
    assert batches == [2, 3, 4, 4]
    assert story.governor.budget.reason is None


def test_just_enough_is_not_enough_to_come_back() -> None:
    story = Story()
    story.live(1, memory_free=100.0)
    assert story.live(600, memory_free=200.0).batch == 2


def test_the_cards_memory_halves_the_batch_once() -> None:
    story = Story()
    assert story.live(120, gpu_memory_free=50.0).batch == 2


def test_a_machine_that_tells_nothing_of_its_memory_keeps_its_batch() -> None:
    assert Story().live(60).batch == 4
