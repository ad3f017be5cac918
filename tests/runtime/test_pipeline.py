"""Wishes in, events out, on the toy pack."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from runtime.engines.base import Engine, EngineFailed, Pixels
from runtime.loading import WarmUpFailed, open_pipeline, warm_up
from runtime.messages import Cancelled, Done, Draw, Failed, Step
from runtime.pack import Pack
from runtime.pipeline import Event, Pipeline
from runtime.schedulers import Floats
from tests.readback import open_image, read_text
from tests.runtime.conftest import POISON
from tests.toypack import build_toy_pack
from tests.workerpipe import PROFILE, draw, pictures, steps

Make = Callable[..., Pipeline]


@pytest.fixture
def make(pack: Pack, engine: Engine) -> Make:
    def pipeline(batch: int = 4, engine: Any = engine) -> Pipeline:
        return Pipeline(pack.manifest, pack.vocabulary, engine, batch=batch)

    return pipeline


def run(pipeline: Pipeline, *draws: Draw) -> list[Event]:
    events = [event for one in draws for event in pipeline.accept(one)]
    while pipeline.busy:
        events += pipeline.advance()
    return events


def pixels(file: bytes) -> np.ndarray[Any, np.dtype[np.int16]]:
    return np.asarray(open_image(file)).astype(np.int16)


def test_a_picture_is_its_steps_and_then_done(make: Make) -> None:
    events = run(make(), draw("a", steps=5))
    assert [type(frame) for frame, _ in events] == [Step] * 5 + [Done]
    assert [frame.step for frame, _ in events if isinstance(frame, Step)] == [1, 2, 3, 4, 5]
    done, file = events[-1]
    assert isinstance(done, Done)
    assert (done.pixels, done.steps, done.seed, done.format) == ((512, 512), 5, 1, "png")
    assert open_image(file).size == (512, 512)


def test_previews_come_with_every_step_but_the_last_and_only_where_wanted(make: Make) -> None:
    events = run(make(), draw("a"), draw("b", previews=False))
    shown = [
        len(payload) > 0 for frame, payload in events if isinstance(frame, Step) and frame.id == "a"
    ]
    assert shown == [True] * 7 + [False]
    assert not any(
        payload for frame, payload in events if isinstance(frame, Step) and frame.id == "b"
    )


def test_the_picture_depends_on_wish_and_seed_only(make: Make) -> None:
    same, again, other_seed, other_wish = (
        pixels(pictures(run(make(), one))["a"])
        for one in (draw("a"), draw("a"), draw("a", seed=2), draw("a", "animal bear yellow"))
    )
    np.testing.assert_array_equal(same, again)
    assert np.abs(same - other_seed).mean() > 1
    assert np.abs(same - other_wish).mean() > 1


def test_company_does_not_change_a_picture(make: Make) -> None:
    alone = pictures(run(make(), draw("a")))["a"]
    others = [draw(f"b{number}", "animal bear red", seed=number) for number in range(3)]
    together = pictures(run(make(), *others[:2], draw("a"), others[2]))
    assert len(together) == 4
    assert np.abs(pixels(alone) - pixels(together["a"])).max() <= 1


def test_joining_in_the_middle_of_anothers_picture_changes_neither(make: Make) -> None:
    alone = {
        name: pictures(run(make(), draw(name, seed=len(name))))[name] for name in ("first", "late")
    }
    pipeline = make()
    pipeline.accept(draw("first", seed=5))
    events = [event for _ in range(3) for event in pipeline.advance()]
    events += run(pipeline, draw("late", seed=4))
    assert steps(events)[:5] == ["first"] * 4 + ["late"]
    for name, file in pictures(events).items():
        assert np.abs(pixels(file) - pixels(alone[name])).max() <= 1


def test_pictures_of_different_numbers_of_steps_share_a_batch_and_stay_what_they_are(
    make: Make,
) -> None:
    wishes = [
        draw("plain", steps=4),
        draw("usual", "animal bear red", steps=6, seed=2),
        draw("crowded", "animal duck", "worn hat red", "scene beach", steps=11, seed=3),
    ]
    alone = {one.id: pictures(run(make(), one))[one.id] for one in wishes}
    events = run(make(), *wishes)
    taken = {frame.id: frame.steps for frame, _ in events if isinstance(frame, Done)}
    assert taken == {"plain": 4, "usual": 6, "crowded": 11}
    assert list(taken) == ["plain", "usual", "crowded"], "who needs less is done first"
    for name, file in pictures(events).items():
        assert np.abs(pixels(file) - pixels(alone[name])).max() <= 1


def test_shorter_pictures_join_and_leave_in_the_middle_of_a_longer_one(make: Make) -> None:
    long, gone, late = draw("long", steps=9), draw("gone", steps=6), draw("late", steps=4, seed=2)
    alone = {one.id: pictures(run(make(), one))[one.id] for one in (long, late)}
    pipeline = make(batch=2)
    for one in (long, gone, late):
        pipeline.accept(one)
    events = [event for _ in range(3) for event in pipeline.advance()]
    events += pipeline.cancel("gone")
    events += run(pipeline)
    assert [frame.id for frame, _ in events if isinstance(frame, Done)] == ["late", "long"]
    for name, file in pictures(events).items():
        assert np.abs(pixels(file) - pixels(alone[name])).max() <= 1


def test_more_pictures_than_the_batch_holds_wait_for_their_turn(make: Make) -> None:
    events = run(make(batch=2), *(draw(name) for name in "abcd"))
    order = steps(events)
    assert order[:2] == ["a", "b"]
    assert order.index("c") == 16
    assert set(pictures(events)) == set("abcd")


def test_cancelling_frees_the_place_for_the_next_step(make: Make) -> None:
    pipeline = make(batch=1)
    for name in "ab":
        pipeline.accept(draw(name))
    assert steps(pipeline.advance()) == ["a"]
    assert pipeline.cancel("a") == [(Cancelled(id="a"), b"")]
    events = pipeline.advance()
    assert steps(events) == ["b"]
    assert set(pictures(run(pipeline))) == {"b"}


def test_a_picture_can_be_cancelled_while_it_waits_and_when_its_steps_are_done(make: Make) -> None:
    pipeline = make(batch=1)
    pipeline.resting = True
    for name in "ab":
        pipeline.accept(draw(name, steps=4))
    for _ in range(4):
        pipeline.advance()
    for name in "ab":
        assert pipeline.cancel(name) == [(Cancelled(id=name), b"")]
    assert not pipeline.busy


def test_a_late_cancel_is_harmless(make: Make) -> None:
    pipeline = make()
    run(pipeline, draw("a"))
    assert pipeline.cancel("a") == []


def test_the_same_id_twice_is_one_picture(make: Make) -> None:
    events = run(make(), draw("a"), draw("a", seed=9))
    (done,) = [frame for frame, _ in events if isinstance(frame, Done)]
    assert done.seed == 1


def test_a_poisonous_wish_fails_alone(make: Make) -> None:
    events = run(make(), draw("a"), draw("bad", f"animal {POISON}"), draw("b"))
    assert set(pictures(events)) == {"a", "b"}
    (failed,) = [frame for frame, _ in events if isinstance(frame, Failed)]
    assert (failed.id, failed.code) == ("bad", "picture_broken")
    assert failed.message_zh
    assert failed.fix_en


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"pixels": (1024, 1024)}, "size"),
        ({"steps": 3}, "steps"),
        ({"steps": 21}, "steps"),
        ({"format": "gif"}, "format"),
        ({"seed": -1}, "seed"),
        ({"parts": ("animal griffin",)}, "caption"),
        ({"parts": ("animal duck infrared",)}, "caption"),
        ({"parts": ("animal duck", "weapon hat")}, "caption"),
        ({"parts": ("worn hat",)}, "animal"),
    ],
)
def test_what_the_pack_cannot_draw_fails_at_once_and_says_what_is_possible(
    make: Make, wrong: dict[str, Any], field: str
) -> None:
    parts = wrong.pop("parts", ())
    ((failed, _),) = make().accept(draw("a", *parts, **wrong))
    assert isinstance(failed, Failed)
    assert failed.code == "wish_invalid"
    assert f"{field} is " in failed.message_en


def test_the_files_metadata_tell_the_wish(make: Make) -> None:
    wish = draw(
        "a", "animal duck yellow", "worn hat red", prompt="黄色的小鸭子戴着红色帽子", seed=77
    )
    text = read_text(pictures(run(make(), wish))["a"])
    assert text["Description"] == "黄色的小鸭子戴着红色帽子"
    assert text["Caption"] == "duck: yellow; wears hat: red"
    assert text["Seed"] == "77"
    assert text["Source"] == "cute-animals 0.1.0"


class Faulty:
    """The toy's engine, whose decoder fails once and whose previews always fail."""

    def __init__(self, engine: Engine, error: Exception) -> None:
        self.spell, self.course, self.encode = engine.spell, engine.course, engine.encode
        self.denoise, self.guide, self.describe = engine.denoise, engine.guide, engine.describe
        self._engine, self.parallel = engine, engine.parallel
        self._errors = [error]

    def decode(self, latents: Floats) -> Pixels:
        if self._errors:
            raise self._errors.pop()
        return self._engine.decode(latents)

    def preview(self, latents: Floats) -> Pixels:
        raise EngineFailed(component="preview", problem=f"{len(latents)} too many")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (EngineFailed(component="decoder", problem="x"), "engine_failed"),
        (IndexError("a bug"), "drawing_failed"),
    ],
)
def test_a_decoder_that_fails_costs_one_picture_and_previews_that_fail_none(
    make: Make, engine: Engine, error: Exception, code: str
) -> None:
    events = run(make(engine=Faulty(engine, error)), draw("a"), draw("b"))
    (failed,) = [frame for frame, _ in events if isinstance(frame, Failed)]
    assert (failed.id, failed.code) == ("a", code)
    assert set(pictures(events)) == {"b"}


def test_a_pack_whose_first_picture_fails_is_not_ready(tmp_path: Path) -> None:
    first = "bear"
    folder = build_toy_pack(tmp_path / "cute-animals", poison=first)
    loaded = open_pipeline(folder, PROFILE)
    with pytest.raises(WarmUpFailed, match="what are no numbers"):
        warm_up(loaded.pipeline, loaded.vocabulary, loaded.manifest)


def test_events_encode_as_frames(make: Make) -> None:
    for frame, _ in run(make(), draw("a", steps=4)):
        assert msgspec.json.decode(msgspec.json.encode(frame), type=Step | Done) == frame
