"""Damaged entries of the caches: noticed, deleted, drawn anew."""

from __future__ import annotations

import asyncio
import random
import time
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.faults.conftest import Times
from tests.faults.daemon import SETTINGS, Daemon, running
from tests.faults.report import Report

BLOCK = 4096
WISH = {"prompt": "bear", "seed": 4711}


@pytest.mark.timeout(1800)
async def test_a_damaged_entry_of_a_cache_is_never_shown_and_is_drawn_anew(
    tmp_path: Path, calm: Path, report: Report, times: Times
) -> None:
    daemon = Daemon(tmp_path, calm, settings=f"{SETTINGS}[cache]\ndream = false\n")
    cache, count = daemon.state / "cache", 0
    with running(daemon):
        good = await asyncio.to_thread(_pixels, daemon)
        for file, at in await _places(daemon, cache, times(4, 1000)):
            whole = await asyncio.to_thread(file.read_bytes)
            spot = at + random.randrange(min(BLOCK, len(whole) - at))
            for damaged in (
                whole[:spot] + bytes([whole[spot] ^ 0xFF]) + whole[spot + 1 :],
                whole[:at],
            ):
                await asyncio.to_thread(file.write_bytes, damaged)
                assert await asyncio.to_thread(_pixels, daemon) == good, (file.name, at)
                await asyncio.to_thread(_until_there, daemon, file)
                count += 1
        assert "Traceback" not in await asyncio.to_thread(daemon.log.read_text)
    report.note("cache_damaged", count)


async def _places(daemon: Daemon, cache: Path, most: int) -> list[tuple[Path, int]]:
    """Each block of each file that holds the picture."""
    for _ in range(100):
        if files := _files(cache):
            break
        await asyncio.to_thread(_pixels, daemon)
    places = [(file, at) for file in files for at in range(0, file.stat().st_size, BLOCK)]
    return random.sample(places, min(most, len(places)))


def _until_there(daemon: Daemon, file: Path) -> None:
    """What was drawn anew is kept soon after it was told."""
    for _ in range(200):
        if file.exists():
            return
        time.sleep(0.05)
        _pixels(daemon)


def _files(cache: Path) -> list[Path]:
    return sorted(path for path in cache.rglob("*") if path.is_file() and path.stat().st_size)


def _pixels(daemon: Daemon) -> bytes:
    """Of the wish, as it is answered now."""
    told: dict[str, Any] = daemon.box.ask("/v1/pictures?wait=60", WISH)
    assert told["state"] == "done", told
    with Image.open(BytesIO(daemon.box.read(told["image"]))) as image:
        return image.tobytes()
