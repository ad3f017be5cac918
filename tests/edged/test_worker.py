from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from edged.errors import WorkerCannotLoad, WorkerDied
from edged.settings import WorkerSettings
from edged.worker import Worker
from runtime.messages import Done, Draw, Load, Step
from runtime.profile import profile_text, profiles_folder
from tests.edged.jobs import job

SETTINGS = WorkerSettings(stop_deadline_s=10)


def load(packs: Path) -> Load:
    return Load(
        pack=str(packs / "cute-animals"), profile=profile_text(profiles_folder() / "cpu.toml")
    )


def draw() -> Draw:
    caption = job().caption
    assert caption is not None
    return Draw(id="1", caption=caption, seed=1)


async def test_a_worker_loads_its_pack_and_draws(packs: Path) -> None:
    heard: list[float] = []
    async with Worker(SETTINGS) as worker:
        ready = await worker.load(load(packs), heard.append)
        assert ready.pack == "cute-animals"
        assert 0 < heard[0] < heard[-1] < 1
        await worker.send(draw())
        steps = []
        while isinstance((received := await worker.receive())[0], Step):
            steps.append(received[0].step)
        frame, data = received
        assert steps == list(range(1, 9))
        assert isinstance(frame, Done)
        assert data.startswith(b"\x89PNG")
    assert not _lives(worker.pid)


async def test_a_killed_worker_is_an_error_that_names_the_signal(packs: Path) -> None:
    async with Worker(SETTINGS) as worker:
        await worker.load(load(packs))
        os.kill(worker.pid, signal.SIGKILL)
        with pytest.raises(WorkerDied, match="SIGKILL"):
            await worker.receive()
        await worker.send(draw())  # Nobody is there, and that is told by `receive` only.


async def test_a_pack_that_cannot_be_loaded_is_the_workers_own_sentence(tmp_path: Path) -> None:
    async with Worker(SETTINGS) as worker:
        with pytest.raises(WorkerCannotLoad) as caught:
            await worker.load(load(tmp_path))
    assert str(tmp_path) in caught.value.message("en")
    assert str(tmp_path) in caught.value.message("zh")
    assert caught.value.fix()


async def test_the_last_words_are_kept() -> None:
    words = "import sys; print('x' * 100_000, file=sys.stderr); sys.exit('out of paint')"
    async with Worker(SETTINGS, (sys.executable, "-c", words)) as worker:
        with pytest.raises(WorkerDied) as caught:
            await worker.receive()
    assert caught.value.details["reason"] == "exit status 1"
    assert str(caught.value.details["last_words"]).endswith("out of paint")
    assert len(str(caught.value.details["last_words"])) <= 2000


@pytest.mark.parametrize(
    "nonsense",
    [
        "print('hello')",
        'print(\'{"type": "done"}\')',
        'print(\'{"type":"cancelled","id":"1","size":-1}\')',
        'print(\'{"type":"cancelled","id":"1","size":99999999999}\')',
        "print('x' * 100_000)",
        'print(\'{"type":"cancelled","id":"1","size":10}\')\nprint(\'short\')',
    ],
)
async def test_a_worker_that_speaks_nonsense_is_a_dead_one(nonsense: str) -> None:
    async with Worker(SETTINGS, (sys.executable, "-c", nonsense)) as worker:
        with pytest.raises(WorkerDied):
            await worker.receive()


async def test_a_worker_gets_variables_of_its_own() -> None:
    says = "import os, sys; sys.exit(os.environ['EXAMPLE'])"
    command = (sys.executable, "-c", says)
    async with Worker(SETTINGS, command, {"EXAMPLE": "blue"}) as worker:
        with pytest.raises(WorkerDied) as caught:
            await worker.receive()
    assert caught.value.details["last_words"] == "blue"


async def test_a_worker_that_never_gets_ready_is_killed(packs: Path) -> None:
    settings = WorkerSettings(load_deadline_s=0.2, stop_deadline_s=0.1)
    async with Worker(settings, (sys.executable, "-c", "import time; time.sleep(60)")) as worker:
        with pytest.raises(WorkerDied, match="not ready"):
            await worker.load(load(packs))


async def test_a_worker_that_does_not_leave_when_asked_is_killed() -> None:
    settings = WorkerSettings(stop_deadline_s=0.1)
    async with Worker(settings, (sys.executable, "-c", "import time; time.sleep(60)")) as worker:
        pid = worker.pid
    assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
