from __future__ import annotations

import pytest

from edged.forecast import LEAST_S, Forecast, Kind
from tests.edged.jobs import job

KIND = Kind("512x512", 8)
STEP, FINISHING = 0.2, 0.4


class Painter:
    """Draws as the worker does, by a clock of its own, and tells the forecast of it."""

    def __init__(self, duty: float = 1.0, drag: float = 1.0) -> None:
        self.now, self.duty, self.drag = 100.0, duty, drag
        self.forecast = Forecast(lambda: self.now)
        self.line: tuple[str, ...] = ()
        self.room = 1
        self.done: dict[str, float] = {}
        self._left: dict[str, int] = {}

    def ask(self, *ids: str, room: int = 1) -> None:
        self.line = (*self.line, *ids)
        self.room = room
        self.forecast.pace(room, self.duty)

    def etas(self, *ids: str) -> list[float | None]:
        return [self.forecast.eta(id, self.line, lambda id: job(id, steps=8)) for id in ids]

    def work(self, pieces: int = 1000) -> None:
        """So many steps and finishings, or until nothing is left."""
        while pieces and (self.line or self._left):
            self._let_in()
            self._piece()
            pieces -= 1

    def _let_in(self) -> None:
        while self.line and len(self._left) < self.room:
            id, *rest = self.line
            self.line = tuple(rest)
            self._left[id] = KIND.steps
            self.forecast.begun(id, KIND)

    def _piece(self) -> None:
        ready = [id for id, left in self._left.items() if not left]
        if ready:
            self._pass(FINISHING)
            del self._left[ready[0]]
            self.forecast.finished(ready[0], FINISHING)
            self.forecast.left(ready[0])
            self.done[ready[0]] = self.now
            return
        together = len(self._left)
        self._pass(STEP * together)
        for id in self._left:
            self._left[id] -= 1
            self.forecast.stepped(id, self._left[id], STEP * together, together)

    def _pass(self, work: float) -> None:
        self.now += work * self.drag / self.duty


@pytest.mark.parametrize("room", [1, 2, 4])
@pytest.mark.parametrize(("duty", "drag"), [(1.0, 1.0), (0.5, 1.0), (1.0, 1.5), (0.4, 1.3)])
def test_what_is_told_is_what_comes_alone_and_together_hot_and_held_up(
    room: int, duty: float, drag: float
) -> None:
    painter = Painter(duty, drag)
    painter.ask(*map(str, range(8)), room=room)
    painter.work()
    burst = [f"{number}!" for number in range(40)]
    painter.ask(*burst, room=room)
    began, told = painter.now, painter.etas(*burst)
    painter.work()
    for id, eta in zip(burst, told, strict=True):
        assert eta == pytest.approx(painter.done[id] - began, rel=0.05)


def test_what_is_left_of_those_in_hand_counts_step_by_step() -> None:
    painter = Painter()
    painter.ask("first")
    painter.work()
    painter.ask("a", "b")
    painter.work(pieces=6)
    assert painter.etas("a", "b") == [pytest.approx(0.8), pytest.approx(2.8)]
    painter.now += 0.1
    assert painter.etas("a", "b") == [pytest.approx(0.7), pytest.approx(2.7)]


def test_a_piece_that_takes_longer_than_usual_holds_everybody_up() -> None:
    painter = Painter()
    painter.ask("first")
    painter.work()
    painter.ask("a", "b")
    painter.work(pieces=6)
    painter.now += 60
    assert painter.etas("a", "b") == [pytest.approx(0.6), pytest.approx(2.6)]


def test_a_box_that_rests_until_further_notice_promises_nothing() -> None:
    painter = Painter()
    painter.ask("first")
    painter.work()
    painter.ask("a")
    painter.forecast.pace(1, 0.0)
    assert painter.etas("a") == [None]
    painter.forecast.pace(1, 0.5)
    assert painter.etas("a") == [pytest.approx(4.0)]


def test_half_the_steps_take_half_the_time_even_if_never_drawn_before() -> None:
    painter = Painter()
    painter.ask("first")
    painter.work()
    painter.forecast.kind = lambda _: Kind("256x256", 4)
    painter.line = ("a",)
    assert painter.etas("a") == [pytest.approx(1.2)]


def test_pictures_that_nobody_waits_for_teach_nothing_false() -> None:
    painter = Painter()
    painter.ask("first")
    painter.work()
    for step in range(8):
        painter.now += 5.0
        painter.forecast.stepped("dream", 7 - step, 5.0, 1)
    painter.ask("a")
    assert painter.etas("a") == [pytest.approx(2.0)]


def test_a_picture_on_its_way_to_the_disk_is_nearly_there_and_its_cost_is_told() -> None:
    painter = Painter()
    painter.ask("a")
    painter.work(pieces=8)
    painter.now += FINISHING
    cost = painter.forecast.finished("a", FINISHING)
    assert cost == pytest.approx(2.0)
    assert painter.etas("a") == [LEAST_S]
    painter.forecast.left("a")
    assert painter.etas("a") == [None]


@pytest.mark.parametrize("room", [1, 4])
def test_those_of_which_latents_are_kept_cost_only_their_finishing(room: int) -> None:
    painter = Painter()
    painter.ask("first")
    painter.work()
    painter.forecast.kind = lambda job: Kind(KIND.size, 0 if job.id.startswith("kept") else 8)
    painter.ask("kept1", "new", "kept2", room=room)
    later = 1 if room == 1 else 0
    assert painter.etas("kept1", "new", "kept2") == [
        pytest.approx(FINISHING),
        pytest.approx(FINISHING * (3 - later) + 8 * STEP),
        pytest.approx(FINISHING * (2 + later) + later * 8 * STEP),
    ]


def test_a_picture_drawn_from_what_was_kept_teaches_only_its_finishing() -> None:
    painter = Painter()
    painter.ask("first")
    painter.work()
    painter.forecast.begun("kept", KIND)
    painter.now += FINISHING
    painter.forecast.finished("kept", FINISHING)
    painter.forecast.left("kept")
    painter.ask("a")
    assert painter.etas("a") == [pytest.approx(2.0)]


@pytest.mark.parametrize("drag", [3.0, 1.5, 1.0])
def test_another_programme_that_comes_or_goes_is_noticed_within_a_few_pictures(drag: float) -> None:
    painter = Painter(drag=2.0)
    painter.ask(*map(str, range(30)))
    painter.work()
    painter.drag = drag
    painter.ask(*(f"{number}!" for number in range(6)))
    painter.work()
    painter.ask("a")
    assert painter.etas("a") == [pytest.approx(drag * (8 * STEP + FINISHING), rel=0.1)]


def test_what_is_nearly_there_is_told_in_hundredths() -> None:
    painter = Painter()
    painter.ask("first", "a")
    painter.work(pieces=8 + 1 + 8)
    painter.now += 0.33
    assert painter.etas("a") == [pytest.approx(0.07)]
