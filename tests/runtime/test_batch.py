"""The running batch: who steps when, who shares a forward, and whom a failure concerns."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.batch import Running, RunningBatch
from runtime.engines.base import Conditioning, EngineFailed, PictureBroken, guided
from runtime.schedulers import Floats, flow_levels


class LinearEngine:
    """An engine in plain arithmetic: the clean picture is the wish's number, everywhere.

    It refuses forwards of more than `widest` rows, and every row whose wish is `culprit`.
    """

    def __init__(self, *, widest: int = 64, culprit: float | None = None) -> None:
        self.widths: list[int] = []
        self._widest = widest
        self._culprit = culprit

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        self.widths.append(len(latents))
        wishes = conditioning.pooled[:, 0]
        if len(latents) > self._widest or self._culprit in wishes:
            raise EngineFailed(component="denoiser", problem="out of memory")
        column = (slice(None), None, None, None)
        velocity: Floats = (latents - wishes[column]) / levels[column]
        return velocity

    def guide(self, free: Floats, bound: Floats, guidance: float) -> Floats:
        return guided(free, bound, guidance)


def wish(number: float) -> Conditioning:
    return Conditioning(np.zeros((7, 2), np.float32), np.full(1, number, np.float32))


def picture(name: str, number: float, *, steps: int = 4, side: int = 2) -> Running:
    latents = np.full((1, side, side), 9.0, np.float32)
    return Running(id=name, latents=latents, wish=wish(number), levels=flow_levels(steps))


def batch(engine: LinearEngine, *, capacity: int = 4, guidance: float = 1.0) -> RunningBatch:
    one = wish(0.0)
    nothing = Conditioning(one.context[np.newaxis], one.pooled[np.newaxis])
    return RunningBatch(engine, capacity=capacity, guidance=guidance, nothing=nothing)


def test_each_picture_goes_from_noise_to_its_wish_at_its_own_level() -> None:
    running = batch(LinearEngine())
    early, late = picture("early", 1.0, steps=4), picture("late", 2.0, steps=8)
    running.join(early)
    running.step()
    running.join(late)
    while len(running):
        running.step()
    assert early.finished
    assert late.finished
    np.testing.assert_allclose(early.clean, 1.0, atol=1e-5)
    np.testing.assert_allclose(late.latents, 2.0, atol=1e-5)


def test_pictures_that_wait_share_one_forward() -> None:
    engine = LinearEngine()
    running = batch(engine)
    for number in range(3):
        running.join(picture(str(number), number))
    moved, failed = running.step()
    assert [p.id for p in moved] == ["0", "1", "2"]
    assert not failed
    assert engine.widths == [3]


def test_guidance_stacks_the_picture_with_and_without_its_wish() -> None:
    engine = LinearEngine()
    running = batch(engine, guidance=3.0)
    running.join(guided := picture("a", 1.0))
    running.step()
    assert engine.widths == [2]
    np.testing.assert_allclose(guided.clean, 3.0, atol=1e-5)


def test_other_sizes_take_turns() -> None:
    running = batch(LinearEngine())
    running.join(picture("small", 1.0, side=2))
    running.join(picture("large", 1.0, side=4))
    running.join(picture("small too", 1.0, side=2))
    turns = [[p.id for p in running.step()[0]] for _ in range(4)]
    assert turns == [["small", "small too"], ["large"]] * 2


def test_leaving_makes_room_at_once() -> None:
    running = batch(LinearEngine(), capacity=1)
    running.join(picture("a", 1.0))
    assert running.room == 0
    assert running.leave("a")
    assert not running.leave("a")
    assert running.room == 1


def test_a_failure_takes_only_the_picture_that_causes_it() -> None:
    running = batch(LinearEngine(culprit=13.0))
    for name, number in (("a", 1.0), ("bad", 13.0), ("b", 2.0)):
        running.join(picture(name, number))
    moved, failed = running.step()
    assert [p.id for p in moved] == ["a", "b"]
    assert [(p.id, error.code) for p, error in failed] == [("bad", "engine_failed")]
    assert len(running) == 2


def test_numbers_that_are_none_fail_their_own_picture() -> None:
    running = batch(LinearEngine())
    running.join(picture("a", 1.0))
    running.join(picture("nan", float("nan")))
    moved, failed = running.step()
    assert [p.id for p in moved] == ["a"]
    assert isinstance(failed[0][1], PictureBroken)


def test_after_a_forward_that_was_too_wide_the_next_ones_are_narrower() -> None:
    engine = LinearEngine(widest=2)
    running = batch(engine)
    finished = [picture(str(number), number, steps=2) for number in range(4)]
    for one in finished:
        running.join(one)
    while len(running):
        assert not running.step()[1]
    assert engine.widths == [4, 1, 1, 1, 1, 2, 2]
    np.testing.assert_allclose([p.clean.mean() for p in finished], [0, 1, 2, 3], atol=1e-5)


@pytest.mark.parametrize("steps", [1, 5])
def test_the_last_step_ends_at_the_clean_estimate(steps: int) -> None:
    running = batch(LinearEngine())
    running.join(one := picture("a", 0.5, steps=steps))
    while len(running):
        running.step()
    np.testing.assert_array_equal(one.clean, one.latents)
