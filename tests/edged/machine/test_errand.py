from __future__ import annotations

import threading
from collections.abc import Callable
from threading import Event

import pytest

from edged.machine.errand import Errand, NoAnswer

AT_ONCE, LONG = 0.0, 30.0


def test_an_answer_and_an_error_both_come_back() -> None:
    errand: Errand[float] = Errand(LONG)
    assert errand.send(lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        errand.send(lambda: 1 / 0)
    assert errand.send(lambda: 4) == 4


def test_while_one_hangs_no_other_is_made_and_its_late_answer_is_the_next_one() -> None:
    errand: Errand[str] = Errand(AT_ONCE)
    released, made = Event(), []

    def call(name: str) -> Callable[[], str]:
        def _call() -> str:
            made.append(name)
            released.wait(LONG)
            return name

        return _call

    before = threading.active_count()
    for name in ("first", "second", "third"):
        with pytest.raises(NoAnswer):
            errand.send(call(name))
    assert threading.active_count() == before + 1
    released.set()
    assert _until_answered(errand, call("late")) == "first"
    assert made == ["first"]
    assert _until_answered(errand, call("new")) == "new"


def test_two_who_ask_at_the_same_time_both_get_an_answer() -> None:
    errand: Errand[int] = Errand(LONG)
    answers: list[int] = []
    asking = [
        threading.Thread(target=lambda: answers.append(errand.send(lambda: 7))) for _ in range(2)
    ]
    for each in asking:
        each.start()
    for each in asking:
        each.join(LONG)
    assert answers == [7, 7]


def _until_answered(errand: Errand[str], call: Callable[[], str]) -> str:
    pause = Event()
    for _ in range(1000):
        try:
            return errand.send(call)
        except NoAnswer:
            pause.wait(0.01)
    raise AssertionError("it never came back")
