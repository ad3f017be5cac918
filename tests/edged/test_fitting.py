"""Which profile the box draws with, while it runs: a real daemon, asked over its admin's socket."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from runtime.profile import profile_text, profiles_folder
from scripts.box import Box
from tests.edged.boxes import slow_box_in
from tests.machines.build import build, environment
from tests.sessions import admin_session
from tests.toybox import edgectl, socket_of, toy_box

CARD = """
name = "card"
engine = "onnx"
providers = [{ name = "CUDAExecutionProvider" }]
pack = "cute-animals"
memory_limit_mb = 1000
batch = 4
ladder = [{ size = "512x512", steps = 8 }]
[summary]
en = "A card that is not here."
zh = "这里没有的显卡。"
[match]
nvidia = true
"""
SMALL = CARD.replace("CUDA", "CPU").replace("card", "small").replace("512x512", "256x256")
HASTE = "[worker]\nbackoff_s = 0.1\nbackoff_max_s = 0.5\nlook_again_s = 1\n"
"""Tests wait for what a box does after a while."""
LIMIT_S = 120


def profiles_in(folder: Path) -> str:
    """A line of settings that names them: `card` cannot draw here, `cpu` and `small` can."""
    place = folder / "profiles"
    place.mkdir(exist_ok=True)
    (place / "card.toml").write_text(CARD)
    (place / "small.toml").write_text(SMALL)
    (place / "cpu.toml").write_text(profile_text(profiles_folder() / "cpu.toml"))
    return f'profiles = "{place}"\n'


@contextmanager
def box_in(folder: Path, more: str = "", *, ready: bool = True) -> Iterator[Box]:
    with toy_box(folder, more=more + profiles_in(folder), ready=ready) as box:
        yield box


@asynccontextmanager
async def admin_of(folder: Path) -> AsyncIterator[ClientSession]:
    async with admin_session(socket_of(folder)) as session:
        yield session


async def use(admin: ClientSession, name: str) -> tuple[int, dict[str, Any]]:
    async with admin.post("/admin/profile", json={"name": name}) as answer:
        return answer.status, await answer.json()


async def status(admin: ClientSession) -> dict[str, Any]:
    async with admin.get("/admin/status") as answer:
        found: dict[str, Any] = await answer.json()
    return found


async def test_another_profile_holds_at_once_and_after_a_restart(tmp_path: Path) -> None:
    with box_in(tmp_path) as box:
        async with admin_of(tmp_path) as admin:
            before = (await status(admin))["worker"]["pid"]
            assert await use(admin, "small") == (
                200,
                {"name": "small", "summary": "A small that is not here.", "chosen": "named"},
            )
            after = await status(admin)
        assert after["worker"]["pid"] != before
        assert after["worker"]["state"] == "ready"
        assert (await asyncio.to_thread(box.draw, "bear"))["served"]["size"] == "256x256"
    with box_in(tmp_path) as box:
        assert box.about()["profile"] == "small"
        async with admin_of(tmp_path) as admin:
            assert (await use(admin, "auto"))[1]["name"] == "cpu"
    with box_in(tmp_path) as box:
        assert box.about()["profile"] == "cpu"


async def test_a_profile_that_cannot_draw_is_refused_and_the_old_one_stays(tmp_path: Path) -> None:
    with box_in(tmp_path) as box:
        async with admin_of(tmp_path) as admin:
            code, answer = await use(admin, "card")
            assert (code, answer["error"]["code"]) == (503, "worker_cannot_load")
            assert "CUDAExecutionProvider" in answer["error"]["message"]
            assert (await status(admin))["profile"]["name"] == "cpu"
            code, answer = await use(admin, "nonsense")
            assert answer["error"]["code"] == "profile_unknown"
            assert "cpu" in answer["error"]["message"]
        assert (await asyncio.to_thread(box.draw, "bear"))["state"] == "done"
        assert box.about()["state"] == "ready"
    assert not (tmp_path / "state" / "profile").exists(), "what failed is not remembered"


async def test_pictures_that_wait_outlive_a_change_of_profile(tmp_path: Path) -> None:
    with slow_box_in(tmp_path, more=profiles_in(tmp_path)) as box:
        async with admin_of(tmp_path) as admin:
            ids = [box.ask("/v1/pictures", {"prompt": "bear"})["id"] for _ in range(6)]
            first, second = await asyncio.gather(use(admin, "small"), use(admin, "cpu"))
        assert {first[0], second[0]} == {200, 409}
        loser = first if first[0] == 409 else second
        assert loser[1]["error"]["code"] == "change_in_progress"
        assert [await asyncio.to_thread(_end_of, box, id) for id in ids] == ["done"] * 6


async def test_a_card_that_cannot_draw_gives_way_to_the_processor(tmp_path: Path) -> None:
    more = 'profile = "card"\n'
    (tmp_path / "profiles").mkdir()
    late = profiles_in(tmp_path) + "[worker]\nfallback_after_s = 1\nbackoff_s = 0.1\n"
    with toy_box(tmp_path, more=more + late, ready=False) as box:
        box.until_ready()
        about = box.about()
        assert (about["state"], about["profile"]) == ("degraded", "cpu")
        assert box.draw("bear")["state"] == "done"
        async with admin_of(tmp_path) as admin:
            (issue,) = (await status(admin))["issues"]
            assert issue["code"] == "profile_fallback"
            assert "card" in issue["text"]
            assert issue["fix"]
            assert (await use(admin, "cpu"))[0] == 200
            assert (await status(admin))["issues"] == [], "what the admin chose is no fallback"


def test_a_card_whose_driver_comes_up_late_gets_its_profile_by_itself(
    tmp_path: Path, nvml_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = build("late-driver", tmp_path / "machine")
    monkeypatch.setenv("EDGED_SYSROOT", str(machine.root))
    monkeypatch.setenv("EDGED_NVML", str(nvml_library))
    monkeypatch.setenv("NVML_SCENARIO", str(machine.scenario))
    with toy_box(tmp_path, more=_with_a_big_one(tmp_path)) as box:
        assert (box.about()["profile"], "card_silent" in _issues(tmp_path)) == ("cpu", True)
        machine.later()
        _until(lambda: box.about()["profile"] != "cpu")
        assert box.about()["profile"] == "big"
        assert box.draw("bear")["served"]["size"] == "256x256"
        assert "card_silent" not in _issues(tmp_path)


def test_a_named_profile_gets_the_card_whose_driver_comes_up_late(
    tmp_path: Path, nvml_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = build("late-driver", tmp_path / "machine")
    for key, value in environment(machine, nvml_library).items():
        monkeypatch.setenv(key, value)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    more = 'profile = "card"\n' + profiles_in(tmp_path) + HASTE
    with toy_box(tmp_path, more=more, ready=False) as box:
        assert _seen_by_worker(box) is None
        machine.later()
        _until(lambda: _seen_by_worker(box) == "GPU-7c31b3f2-8d3c-4c60-a3b1-7c2d6b2d8e11")


def test_a_driver_that_hangs_keeps_the_box_neither_from_drawing_nor_from_stopping(
    tmp_path: Path, nvml_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = build("late-driver", tmp_path / "machine")
    machine.tell("init = HANGS\n")
    for key, value in environment(machine, nvml_library).items():
        monkeypatch.setenv(key, value)
    more = _with_a_big_one(tmp_path)
    with toy_box(tmp_path, more=more) as box:
        assert box.about()["profile"] == "cpu"
        assert box.draw("bear")["state"] == "done"
        assert "card_hangs" in _issues(tmp_path)
        box.process.terminate()
        assert box.process.wait(LIMIT_S) == 0
    with toy_box(tmp_path, more=more) as box:
        assert "card_hangs" in _issues(tmp_path)
        machine.later()
        _until(lambda: box.about()["profile"] != "cpu")
        assert box.about()["profile"] == "big", "the late answer counts"
        assert "card_" not in _issues(tmp_path)
        _until(
            lambda: '"gpu_temperature":' in _told(tmp_path, "top", "--once")
        )  # And the sensor's.


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_cards_worker_and_sensors_take_the_one_that_the_profile_was_chosen_for(
    order: int, tmp_path: Path, nvml_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = build("two-cards", tmp_path / "machine")
    assert machine.scenario
    head, *cards = machine.scenario.read_text().split("[card]")
    machine.tell("[card]".join([head, *cards[::order]]))
    for key, value in environment(machine, nvml_library).items():
        monkeypatch.setenv(key, value)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    more = 'profile = "card"\n' + profiles_in(tmp_path) + HASTE
    with toy_box(tmp_path, more=more, ready=False) as box:
        # On a machine so slow that the library answers after the start, not the first worker's.
        _until(lambda: _seen_by_worker(box) == "GPU-22222222-aaaa-bbbb-cccc-000000000002")
        _until(lambda: '"gpu_temperature": {"value": 66.0' in _told(tmp_path, "top", "--once"))
        answer = edgectl("--socket", socket_of(tmp_path), "profile", "use", "cpu")
        assert answer.returncode == 0, answer.stderr
        assert _seen_by_worker(box) is None, "a processor's profile leaves the cards alone"


def test_a_file_that_is_no_profile_is_an_issue_and_the_box_draws(tmp_path: Path) -> None:
    place = tmp_path / "profiles"
    place.mkdir()
    (place / "wrong.toml").write_text('name = "wrong"\nbatch = "many"\n')
    with box_in(tmp_path) as box:
        assert box.draw("bear")["state"] == "done"
        assert "profile_broken" in _issues(tmp_path)


def _with_a_big_one(folder: Path) -> str:
    """Settings with the profile `big`, which fits a card of 12 GB better than `cpu` does, and draws without it."""
    settings = profiles_in(folder) + HASTE
    (folder / "profiles" / "card.toml").unlink()
    big = SMALL.replace("small", "big") + "min_gpu_memory_mb = 11000\n"
    (folder / "profiles" / "small.toml").write_text(big)
    return settings


def _until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _end_of(box: Box, id: str) -> str:
    while (state := box.ask(f"/v1/pictures/{id}")["state"]) in ("queued", "drawing"):
        time.sleep(0.05)
    return str(state)


def _issues(folder: Path) -> str:
    return _told(folder, "status")


def _told(folder: Path, *command: str) -> str:
    """What edgectl says, as JSON."""
    answer = edgectl("--socket", socket_of(folder), "--json", *command)
    return json.dumps(json.loads(answer.stdout))


def _seen_by_worker(box: Box) -> str | None:
    """CUDA_VISIBLE_DEVICES of the process that draws; one that cannot is gone soon, and another one comes."""
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        for task in Path(f"/proc/{box.process.pid}/task").iterdir():
            with suppress(OSError):
                for child in (task / "children").read_text().split():
                    process = Path("/proc", child)
                    # In this order: the variables are the child's own once its command line is.
                    command = (process / "cmdline").read_bytes()
                    told = (process / "environ").read_bytes().decode().split("\0")
                    if b"runtime.worker" in command and told != [""]:
                        found = dict(each.partition("=")[::2] for each in told)
                        return found.get("CUDA_VISIBLE_DEVICES")
        time.sleep(0.01)
    raise AssertionError("there was no worker")
