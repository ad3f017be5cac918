from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edged.hooks.events import Event
from edged.hooks.lanes import House, Lanes
from edged.hooks.messages import Result, Tell
from edged.hooks.running import Terms
from tests.edged.hooks.house import until, write_hook


@pytest.fixture
async def lanes(tmp_path: Path) -> AsyncIterator[Lanes]:
    terms = Terms(environment={"PATH": os.environ["PATH"]}, seconds=60)
    running = Lanes(House(folders=(tmp_path / "hooks",), owner=os.getuid(), terms=terms))
    yield running
    await running.drain(0)


def gated(tmp_path: Path, name: str = "hook") -> Path:
    """Writes each event's name to `<name>.log`, the first time only after `gate` has come."""
    log, gate = tmp_path / f"{name}.log", tmp_path / "gate"
    write_hook(
        tmp_path / "hooks" / name,
        'echo "$1 $(cat)" >>' + str(log),
        f"while [ ! -e {gate} ]; do sleep 0.02; done",
    )
    return log


async def begun(log: Path) -> None:
    await asyncio.to_thread(until, log)


async def tell(lanes: Lanes, event: Event, **facts: int) -> list[asyncio.Future[Result]]:
    return await lanes.tell(Tell(event=event, facts={**facts}))


async def test_a_newer_event_of_a_kind_replaces_the_one_that_waits(
    tmp_path: Path, lanes: Lanes
) -> None:
    log = gated(tmp_path)
    told = [*await tell(lanes, "drawing")]
    await begun(log)
    for n, event in enumerate(("hot", "cool", "hot", "cool", "hot")):
        told += await tell(lanes, event, n=n)  # type: ignore[arg-type]
    (tmp_path / "gate").touch()
    ended = await asyncio.gather(*told)
    assert [result.status for result in ended] == ["ok", *["replaced"] * 3, "ok", "ok"]
    assert log.read_text().split("\n")[:3] == ["drawing {}", 'cool {"n":3}', 'hot {"n":4}']


async def test_a_hook_that_hangs_keeps_only_itself_waiting(tmp_path: Path, lanes: Lanes) -> None:
    log = gated(tmp_path, "slow")
    write_hook(tmp_path / "hooks" / "quick")
    quick, slow = await tell(lanes, "hot")
    assert (await quick).status == "ok"
    await begun(log)
    assert not slow.done()
    (tmp_path / "gate").touch()
    assert (await slow).status == "ok"


async def test_only_hooks_of_that_event_run_and_refused_ones_are_named(
    tmp_path: Path, lanes: Lanes
) -> None:
    write_hook(tmp_path / "hooks" / "cold", events="cool")
    write_hook(tmp_path / "hooks" / "open", mode=0o777)
    (refused,) = await tell(lanes, "hot")
    assert (await refused).status == "refused"
    assert "others than its owner" in (await refused).output


async def test_a_try_never_takes_the_place_of_the_real_event(tmp_path: Path, lanes: Lanes) -> None:
    log = gated(tmp_path)
    told = [*await tell(lanes, "drawing")]
    await begun(log)
    told += await tell(lanes, "battery-low")
    told += await lanes.tell(Tell(event="battery-low", test=True))
    (tmp_path / "gate").touch()
    assert [result.status for result in await asyncio.gather(*told)] == ["ok"] * 3
    assert log.read_text().splitlines()[1:] == ["battery-low {}", 'battery-low {"test":true}']


async def test_the_last_result_is_remembered(tmp_path: Path, lanes: Lanes) -> None:
    write_hook(tmp_path / "hooks" / "fan", "exit 2", events="hot")
    (before,) = await lanes.shown()
    await asyncio.gather(*await tell(lanes, "hot"))
    (after,) = await lanes.shown()
    assert before.last is None
    assert after.last is not None
    assert (after.last.status, after.last.exit) == ("failed", 2)


async def test_what_floods_the_log_is_short_and_printable(
    tmp_path: Path, lanes: Lanes, caplog: pytest.LogCaptureFixture
) -> None:
    write_hook(tmp_path / "hooks" / "loud", r"printf '\033[31mred\n'; printf '%0.sx' $(seq 1000)")
    with caplog.at_level("INFO"):
        await asyncio.gather(*await tell(lanes, "hot"))
    said = [record.message for record in caplog.records if record.name == "edged.hooks.lanes"]
    assert said[0] == "loud hot: ?[31mred"
    assert max(map(len, said)) < 500
