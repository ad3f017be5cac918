from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from PIL import Image

from edged.cache.cache import Cache
from edged.cache.shelf import Entry
from edged.easel import Fitted
from edged.errors import WorkerCannotLoad
from edged.events import Changed, Events, StepSeen
from edged.forecast import Kind
from edged.health import Health
from edged.ledger import Ledger
from edged.metrics import Metrics
from edged.pictures import ENDED, Job
from edged.queue import Queue
from edged.refusals import ChangeInProgress
from edged.settings import CacheSettings, QueueSettings, WorkerSettings
from edged.store import Store
from edged.studio import Studio
from edged.task import Task
from runtime.messages import Pace
from tests.edged.jobs import job
from tests.edged.test_worker import load

A, B = "a" * 32, "b" * 32
SETTINGS = WorkerSettings(backoff_s=0.01, step_deadline_s=20)


class Bench(msgspec.Struct):
    """A studio at work, with what it works on."""

    studio: Studio
    queue: Queue
    events: Events
    health: Health

    async def end_of(self, id: str) -> Job:
        """The picture, once it has ended."""
        with self.events.listening(id) as feed:
            while (found := await self.queue.get(id)) is not None and found.state not in ENDED:
                await feed.get()
        assert found is not None
        return found

    async def drawing(self, id: str, *, after: int = 0) -> int:
        """The worker's pid, once it has done a step of the picture; not that of `after`, which died of it."""
        with self.events.listening(id) as feed:
            while not isinstance(await feed.get(), StepSeen) or self.studio.status.pid == after:
                pass
        pid = self.studio.status.pid
        assert pid is not None
        return pid


@asynccontextmanager
async def at_work(
    folder: Path,
    packs: Path,
    *,
    room: int = 4,
    settings: WorkerSettings = SETTINGS,
    cache: Cache | None = None,
) -> AsyncIterator[Bench]:
    events, health = Events(), Health()
    async with (
        Ledger(folder / "pictures.db") as ledger,
        Queue(ledger, QueueSettings(per_device=64)) as queue,
    ):
        studio = Studio(
            queue=queue,
            store=Store(folder / "pictures"),
            events=events,
            health=health,
            metrics=Metrics(),
            settings=settings,
            cache=cache,
        )
        running = asyncio.create_task(studio.run(Task(load=load(packs), room=room, label=True)))
        try:
            yield Bench(studio, queue, events, health)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def test_a_picture_is_drawn_stored_and_told_step_by_step(tmp_path: Path, packs: Path) -> None:
    async with at_work(tmp_path, packs) as bench:
        with bench.events.listening(A) as feed:
            await bench.queue.accept(job(A))
            done = await bench.end_of(A)
            told = [feed.get_nowait() for _ in range(feed.qsize())]
        assert done.state == "done"
        assert done.image is not None
        assert await Store(tmp_path / "pictures").read(done.image.file)
        assert [event.step for event in told if isinstance(event, StepSeen)] == list(range(1, 9))
        states = [event.job.state for event in told if isinstance(event, Changed)]
        assert states == ["drawing", "done"]
        assert bench.health.state == "ready"
        assert bench.queue.seconds_per_picture


async def test_a_worker_on_its_way_says_how_far_it_is(tmp_path: Path, packs: Path) -> None:
    async with at_work(tmp_path, packs) as bench:
        seen = set()
        while not bench.health.warm:
            seen.add(bench.studio.status.waking)
            await asyncio.sleep(0.01)
        told = {percent for percent in seen if percent is not None}
        assert told
        assert told <= set(range(101))
        assert bench.studio.status.waking is None


async def until(bench: Bench, state: str) -> None:
    async with asyncio.timeout(120):
        while bench.studio.status.state != state:  # noqa: ASYNC110 - nobody is told of it
            await asyncio.sleep(0.01)


async def test_a_worker_that_nobody_needs_leaves_and_the_next_wish_wakes_another(
    tmp_path: Path, packs: Path
) -> None:
    brief = replace(SETTINGS, keep_alive_min=0.001)
    async with at_work(tmp_path, packs, settings=brief) as bench:
        await bench.queue.accept(job(A))
        assert (await bench.end_of(A)).state == "done"
        await until(bench, "asleep")
        assert bench.studio.status.pid is None
        assert bench.health.state == "ready", "it takes wishes"
        await bench.queue.accept(job(B))
        done = await bench.end_of(B)
        assert (done.state, done.attempts) == ("done", 0)
        assert bench.studio.status.restarts == 0, "nobody died"


async def test_a_worker_stays_unless_memory_is_short(tmp_path: Path, packs: Path) -> None:
    patient = replace(SETTINGS, keep_alive_pressed_min=0.001)
    async with at_work(tmp_path, packs, settings=patient) as bench:
        await until(bench, "ready")
        pid = bench.studio.status.pid
        await bench.queue.accept(job(A))
        await bench.end_of(A)
        assert bench.studio.status.pid == pid
        bench.studio.press(True)
        await until(bench, "asleep")


async def test_another_task_wakes_a_sleeping_worker(tmp_path: Path, packs: Path) -> None:
    brief = replace(SETTINGS, keep_alive_min=0.001)
    async with at_work(tmp_path, packs, settings=brief) as bench:
        await until(bench, "asleep")
        await bench.studio.change(Task(load=load(packs), room=1, label=False))
        await bench.queue.accept(job(A))
        assert (await bench.end_of(A)).state == "done"


async def test_the_same_wish_with_the_same_seed_gives_the_same_bytes(
    tmp_path: Path, packs: Path
) -> None:
    async with at_work(tmp_path, packs, room=1) as bench:
        for id, seed in ((A, 1), (B, 1), ("c" * 32, 2)):
            await bench.queue.accept(job(id, seed=seed))
        images = [(await bench.end_of(id)).image for id in (A, B, "c" * 32)]
    same, again, other = [image.etag for image in images if image]
    # The file names its own picture, so only the pixels can be the same.
    assert len({same, again, other}) == 3
    pixels = await asyncio.to_thread(_pixels, tmp_path / "pictures")
    assert pixels[A] == pixels[B] != pixels["c" * 32]


async def test_a_picture_outlives_the_death_of_its_worker(tmp_path: Path, slow_packs: Path) -> None:
    async with at_work(tmp_path, slow_packs) as bench:
        await bench.queue.accept(job(A))
        first = await bench.drawing(A)
        os.kill(first, signal.SIGKILL)
        done = await bench.end_of(A)
        assert (done.state, done.attempts) == ("done", 1)
        assert bench.studio.status.restarts == 1
        assert bench.studio.status.pid != first
        assert not bench.health.issues("en"), "what is well again is no Issue"


async def test_a_picture_that_takes_two_workers_with_it_fails_and_harms_no_other(
    tmp_path: Path, slow_packs: Path
) -> None:
    async with at_work(tmp_path, slow_packs) as bench:
        await bench.queue.accept(job(A))
        await bench.queue.accept(job(B))
        os.kill(first := await bench.drawing(A), signal.SIGKILL)
        os.kill(await bench.drawing(A, after=first), signal.SIGKILL)  # Drawn alone this time.
        lost, other = await bench.end_of(A), await bench.end_of(B)
        assert lost.state == "failed"
        assert lost.fault is not None
        assert lost.fault.code == "picture_lost"
        assert (other.state, other.attempts) == ("done", 1)


async def test_a_worker_that_hangs_is_killed_and_replaced(tmp_path: Path, slow_packs: Path) -> None:
    settings = msgspec.structs.replace(SETTINGS, step_deadline_s=2.0)
    async with at_work(tmp_path, slow_packs, settings=settings) as bench:
        await bench.queue.accept(job(A))
        os.kill(await bench.drawing(A), signal.SIGSTOP)
        done = await bench.end_of(A)
        assert (done.state, done.attempts) == ("done", 1)


async def test_cancelling_frees_the_worker_for_the_next_picture(
    tmp_path: Path, slow_packs: Path
) -> None:
    async with at_work(tmp_path, slow_packs, room=1) as bench:
        await bench.queue.accept(job(A))
        await bench.queue.accept(job(B))
        pid = await bench.drawing(A)
        assert (open_ := bench.queue.open(A)) is not None
        assert await bench.studio.cancel(open_)
        assert not await bench.studio.cancel(open_), "it has ended already"
        assert (await bench.end_of(B)).state == "done"
        assert (await bench.end_of(A)).state == "cancelled"
        assert bench.studio.status.pid == pid, "the same worker goes on"


async def test_a_picture_that_the_worker_cannot_draw_fails_with_its_words(
    tmp_path: Path, packs: Path
) -> None:
    async with at_work(tmp_path, packs) as bench:
        await bench.queue.accept(job(A, size="1x1"))
        failed = await bench.end_of(A)
        assert failed.state == "failed"
        assert failed.fault is not None
        assert failed.fault.message_zh
        await bench.queue.accept(job(B))
        assert (await bench.end_of(B)).state == "done"


async def test_a_pack_that_cannot_be_loaded_degrades_the_box(tmp_path: Path) -> None:
    async with at_work(tmp_path, tmp_path) as bench:
        noted = asyncio.Event()
        bench.health.on_change = noted.set
        await noted.wait()
        assert bench.health.state == "degraded"
        (issue,) = bench.health.issues("zh")
        assert issue.code == "worker_cannot_load"
        assert issue.fix


async def test_another_task_finishes_what_is_begun_and_takes_what_waits(
    tmp_path: Path, packs: Path, slow_packs: Path
) -> None:
    async with at_work(tmp_path, slow_packs, room=1) as bench:
        await bench.queue.accept(job(A))
        await bench.queue.accept(job(B))
        before = await bench.drawing(A)
        await bench.studio.change(Task(load=load(packs), room=4, label=True))
        assert bench.studio.status.pid != before
        first, second = await bench.end_of(A), await bench.end_of(B)
        assert (first.state, first.attempts) == ("done", 0)
        assert (second.state, second.attempts) == ("done", 0)
        assert bench.studio.status.restarts == 0, "nobody died"


async def test_a_task_that_cannot_be_done_leaves_everything_as_it_was(
    tmp_path: Path, slow_packs: Path
) -> None:
    async with at_work(tmp_path, slow_packs) as bench:
        await bench.queue.accept(job(A))
        await bench.drawing(A)
        with pytest.raises(WorkerCannotLoad):
            await bench.studio.change(Task(load=load(tmp_path), room=4, label=True))
        assert (await bench.end_of(A)).state == "done"
        await bench.queue.accept(job(B))
        assert (await bench.end_of(B)).state == "done"
        assert not bench.health.issues("en"), "whoever asked was told"


async def test_of_two_who_change_it_at_once_one_wins_and_the_other_is_told(
    tmp_path: Path, packs: Path, slow_packs: Path
) -> None:
    async with at_work(tmp_path, slow_packs) as bench:
        task = Task(load=load(packs), room=4, label=True)
        first = asyncio.create_task(bench.studio.change(task))
        await asyncio.sleep(0)
        with pytest.raises(ChangeInProgress):
            await bench.studio.change(task)
        await first


async def test_a_task_that_works_ends_the_pause_after_one_that_does_not(
    tmp_path: Path, packs: Path
) -> None:
    settings = msgspec.structs.replace(SETTINGS, backoff_s=3600.0, backoff_max_s=3600.0)
    async with at_work(tmp_path, tmp_path, settings=settings) as bench:
        noted = asyncio.Event()
        bench.health.on_change = noted.set
        await noted.wait()
        await bench.studio.change(Task(load=load(packs), room=4, label=True))
        assert bench.health.state == "ready"
        assert not bench.health.issues("en")


async def test_a_hot_box_pauses_and_loses_nothing(tmp_path: Path, slow_packs: Path) -> None:
    async with at_work(tmp_path, slow_packs) as bench:
        await bench.queue.accept(job(A))
        await bench.drawing(A)
        await bench.studio.pace(Pace(batch=4, duty=0))
        await bench.queue.accept(job(B))
        await asyncio.sleep(0.5)
        assert bench.queue.open(B), "nothing is begun while it pauses"
        assert bench.queue.position(B) == 1
        assert bench.studio.alive, "pausing is no hanging"
        await bench.studio.pace(Pace(batch=4, duty=1))
        assert (await bench.end_of(A)).state == "done"
        assert (await bench.end_of(B)).state == "done"


async def test_room_for_one_lets_the_second_picture_wait(tmp_path: Path, slow_packs: Path) -> None:
    async with at_work(tmp_path, slow_packs, room=4) as bench:
        await bench.studio.pace(Pace(batch=1, duty=1))
        await bench.queue.accept(job(A))
        await bench.queue.accept(job(B))
        await bench.drawing(A)
        assert bench.queue.position(B) == 1
        assert (await bench.end_of(B)).state == "done"


async def test_waiting_times_reckon_with_what_is_kept_and_with_what_the_governor_gives(
    tmp_path: Path, packs: Path
) -> None:
    cache = Cache(tmp_path, CacheSettings(), label=True)
    cache.latents.add(Entry(name="kept", caption="bear", seed=1, make=("8",), bytes=1))
    async with at_work(tmp_path, packs, cache=cache) as bench:
        small, asked = Fitted(size="256x256", steps=4), Fitted(size="512x512", steps=8)
        bench.studio.fit_with(lambda _, decoding: asked if decoding else small, lambda one: one)
        assert bench.queue.forecast.kind(job(seed=1)) == Kind("512x512", 0)
        assert bench.queue.forecast.kind(job(seed=2)) == Kind("256x256", 4)


async def test_only_the_time_with_pictures_in_hand_counts_as_busy(
    tmp_path: Path, slow_packs: Path
) -> None:
    async with at_work(tmp_path, slow_packs) as bench:
        assert bench.studio.busy_s == 0
        await bench.queue.accept(job(A))
        await bench.drawing(A)
        during = bench.studio.busy_s
        assert during > 0
        await bench.end_of(A)
        after = bench.studio.busy_s
        assert after >= during
        await asyncio.sleep(0.1)
        assert bench.studio.busy_s == after


def _pixels(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in folder.iterdir():
        with Image.open(path) as image:
            found[path.stem] = image.tobytes()
    return found
