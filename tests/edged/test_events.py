from __future__ import annotations

from edged.events import BACKLOG, Changed, Events, StepSeen
from tests.edged.jobs import job


def step(number: int) -> StepSeen:
    return StepSeen(id=job().id, step=number, steps=8, preview=b"")


async def test_listeners_hear_only_of_their_picture() -> None:
    events = Events()
    with events.listening(job().id) as mine, events.listening("other") as others:
        events.changed(job())
        assert mine.qsize() == 1
        assert others.empty()
    assert not events.listened_to()


async def test_a_slow_listener_loses_old_events_but_never_the_last_one() -> None:
    events = Events()
    with events.listening(job().id) as feed:
        for number in range(BACKLOG + 10):
            events.step(step(number))
        events.changed(job().ended("done"))
        told = [feed.get_nowait() for _ in range(feed.qsize())]
    assert len(told) == BACKLOG
    assert told[-1] == Changed(job=job().ended("done", created=told[-1].job.created))  # type: ignore[union-attr]


async def test_who_comes_late_gets_the_last_step_until_the_picture_ends() -> None:
    events = Events()
    events.step(step(3))
    assert events.last_step(job().id) == step(3)
    events.changed(job().ended("done"))
    assert events.last_step(job().id) is None


async def test_closing_ends_present_and_later_listeners() -> None:
    events = Events()
    with events.listening("1") as early:
        events.close()
        assert early.get_nowait() is None
    with events.listening("2") as late:
        assert late.get_nowait() is None
