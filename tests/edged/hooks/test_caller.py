from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from edged.errors import HookFailed
from edged.health import Health
from edged.hooks.caller import Hooks, hook_failed
from edged.hooks.messages import Result
from tests.edged.hooks.house import service_over, write_hook


@asynccontextmanager
async def passing_on(path: Path | None, health: Health) -> AsyncIterator[Hooks]:
    hooks = Hooks(health, path)
    running = asyncio.create_task(hooks.run())
    try:
        async with asyncio.timeout(120):
            yield hooks
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def true(condition: Callable[[], bool]) -> None:
    """Returns once it holds."""
    for _ in range(3000):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never held")


def issues(health: Health) -> list[str]:
    return [issue.text for issue in health.issues("en")]


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


async def test_events_reach_the_hooks_in_their_order_with_their_facts(tmp_path: Path) -> None:
    log = tmp_path / "heard"
    write_hook(tmp_path / "hooks" / "log", f'echo "$1 $(cat)" >>{log}')
    with service_over(tmp_path) as service:
        async with passing_on(service.socket, Health()) as hooks:
            hooks.tell("boot", profile="cpu", modes=["15W", "10W"], gpu_limit_w=None)
            hooks.tell("hot", temperature_c=81.5)
            await true(lambda: len(lines(log)) == 2)
    assert lines(log) == [
        'boot {"profile":"cpu","modes":["15W","10W"],"gpu_limit_w":null}',
        'hot {"temperature_c":81.5}',
    ]


async def test_a_hook_that_fails_becomes_an_issue_until_it_does_well(tmp_path: Path) -> None:
    hook = write_hook(tmp_path / "hooks" / "fan", "echo no fan here", "exit 1")
    health = Health()
    with service_over(tmp_path) as service:
        async with passing_on(service.socket, health) as hooks:
            hooks.tell("hot")
            await true(lambda: bool(issues(health)))
            assert issues(health) == [
                "A program that shall run on the box's events did not do its work:"
                " fan (hot) failed: no fan here."
            ]
            assert health.grave is None, "the box goes on"
            write_hook(hook, "exit 0")
            hooks.tell("cool")
            await true(lambda: not issues(health))


async def test_a_failed_hook_for_issues_is_no_reason_to_run_it_again(tmp_path: Path) -> None:
    log = tmp_path / "heard"
    write_hook(tmp_path / "hooks" / "siren", f"echo $1 >>{log}", "exit 1")
    health = Health()
    with service_over(tmp_path) as service:
        async with passing_on(service.socket, health) as hooks:

            def changed() -> None:
                for issue in health.issues("en"):
                    hooks.tell("issue", code=issue.code)

            health.on_change = changed
            hooks.tell("issue", code="worker_died")
            await true(lambda: bool(issues(health)))
            hooks.tell("idle")
            await true(lambda: lines(log)[-1:] == ["idle"])
    assert lines(log) == ["issue", "idle"]


async def test_without_the_service_the_box_says_so_once_and_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG", "edged.hooks"):
        async with passing_on(tmp_path / "none.sock", Health()) as hooks:
            hooks.tell("hot")
            await true(lambda: len(caplog.records) == 1)
            hooks.tell("cool")
            await true(lambda: len(caplog.records) == 2)
    assert [record.levelname for record in caplog.records] == ["WARNING", "DEBUG"]


async def test_where_no_socket_is_named_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDGED_HOOKS", raising=False)
    hooks = Hooks(Health())
    hooks.tell("hot")
    await hooks.farewell()


async def test_the_last_word_is_shutdown_even_when_nothing_passes_events_on_any_more(
    tmp_path: Path,
) -> None:
    log = tmp_path / "heard"
    write_hook(tmp_path / "hooks" / "log", f"echo $1 >>{log}")
    with service_over(tmp_path) as service:
        hooks = Hooks(Health(), service.socket)
        hooks.tell("idle")
        await hooks.farewell()
        await asyncio.to_thread(service.stop)
    assert lines(log) == ["idle", "shutdown"]


async def test_a_service_that_hangs_does_not_keep_the_box_from_leaving(tmp_path: Path) -> None:
    async def says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        ended.set()

    ended = asyncio.Event()

    server = await asyncio.start_unix_server(says_nothing, tmp_path / "hooks.sock")
    async with server:
        async with asyncio.timeout(60):
            await Hooks(Health(), tmp_path / "hooks.sock").farewell()
            await ended.wait()


async def test_a_service_that_talks_nonsense_is_a_service_that_is_not_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [b"\xff\n", b"{}\n", b"[" * 9999 + b"\n", b"", b'{"type":"listed","hooks":[]}\n']

    async def babbles(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answers.pop())
        writer.close()

    server = await asyncio.start_unix_server(babbles, tmp_path / "hooks.sock")
    async with server, passing_on(tmp_path / "hooks.sock", Health()) as hooks:
        with caplog.at_level("DEBUG", "edged.hooks"):
            for count in range(1, 6):
                hooks.tell("hot")
                await true(lambda count=count: len(caplog.records) == count)  # type: ignore[misc]


def test_facts_that_no_service_would_take_are_left_out(caplog: pytest.LogCaptureFixture) -> None:
    hooks = Hooks(Health(), Path("/nowhere"))
    hooks.tell("issue", text="x" * 5000)
    hooks.tell("hot", temperature_c=float("nan"))
    assert [record.message for record in caplog.records] == [
        "facts of issue are left out: more than 4096 bytes"
    ]


def test_the_issue_names_every_hook_and_what_to_do() -> None:
    error = hook_failed(
        [
            Result(hook="fan", event="hot", status="timed_out"),
            Result(hook="leds", event="idle", status="refused", output="it is not executable"),
        ]
    )
    assert error.code == HookFailed.code
    for words in ("fan (hot) took too long", "leds (idle) is refused: it is not executable"):
        assert words in error.message("en")
    assert "fan (hot) 超时" in error.message("zh")
    assert "edgectl hooks test hot" in (error.fix("en") or "")


def test_the_socket_can_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDGED_HOOKS", os.devnull)
    Hooks(Health()).tell("hot")
