"""Pictures that are finished beside the steps of others, and in turn with them."""

from __future__ import annotations

from threading import Event as Signal

import pytest

from runtime.engines.base import Engine, Pixels
from runtime.messages import Cancelled, Done, Step
from runtime.pack import Pack
from runtime.pipeline import Event, Pipeline
from runtime.schedulers import Floats
from tests.workerpipe import draw

LIMIT_S = 60.0


class Held:
    """The toy's engine; its decoder begins when it is let go, and says whether it was begun."""

    def __init__(self, engine: Engine, *, parallel: bool) -> None:
        self.spell, self.course, self.encode = engine.spell, engine.course, engine.encode
        self.denoise, self.guide, self.describe = engine.denoise, engine.guide, engine.describe
        self.preview, self.parallel = engine.preview, parallel
        self.begun, self.go = Signal(), Signal()
        self._engine = engine

    def decode(self, latents: Floats) -> Pixels:
        self.begun.set()
        assert self.go.wait(LIMIT_S)
        return self._engine.decode(latents)


@pytest.fixture
def beside(engine: Engine) -> Held:
    return Held(engine, parallel=True)


def pipeline_with(pack: Pack, engine: Held) -> Pipeline:
    return Pipeline(pack.manifest, pack.vocabulary, engine, batch=4)


def advanced(pipeline: Pipeline, times: int) -> list[Event]:
    return [event for _ in range(times) for event in pipeline.advance()]


def told(events: list[Event]) -> list[tuple[type, str]]:
    return [(type(frame), frame.id) for frame, _ in events if isinstance(frame, Step | Done)]


def test_while_one_picture_is_finished_the_others_take_their_steps(
    pack: Pack, beside: Held
) -> None:
    pipeline = pipeline_with(pack, beside)
    pipeline.accept(draw("a", steps=4))
    pipeline.accept(draw("b", steps=8))
    advanced(pipeline, 4)
    assert beside.begun.wait(LIMIT_S)
    assert told(advanced(pipeline, 3)) == [(Step, "b")] * 3
    beside.go.set()
    rest = []
    while pipeline.busy:
        rest += pipeline.advance()
    assert sorted(told(rest)[-2:], key=str) == sorted([(Done, "a"), (Done, "b")], key=str)
    assert (Step, "b") in told(rest)


def test_what_was_finished_beside_steps_is_the_same_picture_and_cost_nobody_time(
    pack: Pack, engine: Engine, beside: Held
) -> None:
    in_turn = Held(engine, parallel=False)
    in_turn.go.set()
    pipeline, alone = pipeline_with(pack, beside), pipeline_with(pack, in_turn)
    alone.accept(draw("a", steps=4))
    (wanted,) = [event for event in advanced(alone, 5) if isinstance(event[0], Done)]
    pipeline.accept(draw("a", steps=4))
    pipeline.accept(draw("b", steps=8))
    advanced(pipeline, 4)
    beside.go.set()
    found: list[Event] = []
    while not any(isinstance(frame, Done) for frame, _ in found):
        found += pipeline.advance()
    (done, image) = next(event for event in found if isinstance(event[0], Done))
    assert isinstance(done, Done)
    assert (done.id, image) == ("a", wanted[1])
    # Told as hardly anything, but told: 0 would say that it is not known.
    assert 0 < done.finish_ms < done.draw_ms


def test_who_rests_between_two_pieces_of_work_has_only_one_going_on(
    pack: Pack, engine: Engine, beside: Held
) -> None:
    beside.go.set()
    for held, resting in ((beside, True), (Held(engine, parallel=False), False)):
        held.go.set()
        pipeline = pipeline_with(pack, held)
        pipeline.resting = resting
        pipeline.accept(draw("a", steps=4))
        pipeline.accept(draw("b", steps=8))
        advanced(pipeline, 4)
        held.begun.clear()
        # The finished one comes before the next step, and nothing beside it.
        assert told(pipeline.advance()) == [(Done, "a")]
        assert told(pipeline.advance()) == [(Step, "b")]


def test_two_that_wait_for_their_finishing_in_turn_are_two_pieces_of_work(
    pack: Pack, engine: Engine
) -> None:
    in_turn = Held(engine, parallel=False)
    in_turn.go.set()
    pipeline = pipeline_with(pack, in_turn)
    for name in "ab":
        pipeline.accept(draw(name, steps=4))
    advanced(pipeline, 4)
    assert told(pipeline.advance()) == [(Done, "a")]
    assert told(pipeline.advance()) == [(Done, "b")]


def test_a_picture_that_is_cancelled_while_it_is_finished_or_waits_for_that_is_gone(
    pack: Pack, beside: Held
) -> None:
    pipeline = pipeline_with(pack, beside)
    for name in "abc":
        pipeline.accept(draw(name, steps=4))
    advanced(pipeline, 4)
    assert beside.begun.wait(LIMIT_S)
    for name in "ab":
        assert pipeline.cancel(name) == [(Cancelled(id=name), b"")]
    beside.go.set()
    events = []
    while pipeline.busy:
        events += pipeline.advance()
    assert told(events) == [(Done, "c")]
