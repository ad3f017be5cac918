"""Boxes that draw ahead: when they may, and how they give way."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edged.dreaming import standard_captions
from runtime.latents import Latents
from runtime.pack import Pack
from runtime.sketch import Sketch
from scripts.box import Box
from tests.edged.boxes import slow_box_in
from tests.edged.cache.asking import drawn, tablet, until
from tests.machines.build import build
from tests.sessions import admin_session, tablet_session
from tests.toybox import edgectl, on, socket_of, toy_box
from tests.toypack import build_toy_pack

DREAMY = "[cache]\nquiet_s = 0\nvariants = 1\n"
EARLY = "[cache]\nquiet_s = 3600\nvariants = 2\n"


async def dreams(folder: Path) -> dict[str, Any]:
    async with (
        admin_session(socket_of(folder)) as admin,
        admin.get("/admin/cache") as answer,
    ):
        assert answer.status == 200
        return dict(await answer.json())


def sketches(folder: Path) -> list[Path]:
    return sorted((folder / "state").rglob("*.latent"))


async def pictures_drawn(box: Box) -> float:
    text = (await asyncio.to_thread(box.read, "/metrics")).decode()
    found = re.search(r'^edged_pictures_total\{state="done"\} (\S+)$', text, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_a_quiet_box_draws_the_packs_animals_ahead(tmp_path: Path, calm: Path) -> None:
    with on(calm), toy_box(tmp_path, more=DREAMY) as box:

        async def all_there() -> bool:
            found = (await dreams(tmp_path))["dreams"]
            return bool(found["done"] == found["total"] == 20)

        await until(all_there)
        assert {file.parent.name for file in await asyncio.to_thread(sketches, tmp_path)} == {
            "standard"
        }
        # Nobody asked for them: they are nobody's pictures.
        assert await pictures_drawn(box) == 0
        jobs = json.loads(
            (
                await asyncio.to_thread(
                    edgectl, "--socket", socket_of(tmp_path), "--json", "status"
                )
            ).stdout
        )
        assert jobs["store"]["pictures"] == 0
        assert jobs["queue"]["seconds_per_picture"] is None
        async with tablet_session(box) as web:
            one = await drawn(web, "a bear")
            assert one["served"]["cached"]
            two = await drawn(web, "a bear")
            assert not two["served"]["cached"]
            assert two["seed"] != one["seed"]


async def test_it_waits_for_a_quiet_minute_unless_told_to_fill(tmp_path: Path, calm: Path) -> None:
    with on(calm), toy_box(tmp_path, more=EARLY):
        await asyncio.sleep(2.5)
        assert (await dreams(tmp_path))["dreams"] == {
            "filling": False,
            "done": 0,
            "total": 40,
            "hindrance": "quiet",
        }
        filled = await asyncio.to_thread(
            edgectl, "--socket", socket_of(tmp_path), "--json", "cache", "fill"
        )
        assert filled.returncode == 0, filled.stderr
        told = json.loads(filled.stdout)
        assert told["dreams"]["done"] == told["dreams"]["total"] == 40
        assert told["latents"]["entries"] == told["latents"]["filled"] == 40
    # A restart finds them again, and has nothing left to do.
    with on(calm), toy_box(tmp_path, more=EARLY):
        filled = await asyncio.to_thread(edgectl, "--socket", socket_of(tmp_path), "cache", "fill")
        assert (filled.returncode, filled.stderr) == (0, "")
        assert "40" in filled.stdout
        assert (await dreams(tmp_path))["latents"]["filled"] == 0
        shown = await asyncio.to_thread(edgectl, "--socket", socket_of(tmp_path), "cache", "stats")
        assert shown.returncode == 0
        assert "latents" in shown.stdout
        cleared = await asyncio.to_thread(
            edgectl, "--socket", socket_of(tmp_path), "cache", "clear"
        )
        assert cleared.returncode == 0
        assert not await asyncio.to_thread(sketches, tmp_path)


@pytest.fixture(scope="module")
def slow_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("slow-dreams")


@pytest.fixture(scope="module")
def slow_dreamer(slow_folder: Path, calm: Path) -> Iterator[Box]:
    """Each dream takes 8 steps of some 120 ms."""
    with on(calm), slow_box_in(slow_folder, slow_ms=120, more=EARLY) as box:
        yield box


async def test_a_dream_gives_way_to_a_picture_within_a_step(
    slow_dreamer: Box, slow_folder: Path
) -> None:
    async with (
        admin_session(socket_of(slow_folder)) as admin,
        tablet_session(slow_dreamer) as web,
    ):
        async with admin.post("/admin/cache/fill") as answer:
            assert answer.status == 202
            assert (await answer.json())["dreams"]["filling"]
        await asyncio.sleep(1.5)
        before = (await dreams(slow_folder))["latents"]["filled"]
        body = {"prompt": "a red bee holding a balloon", "steps": 4}
        async with web.post("/v1/pictures", json=body, headers=tablet("one")) as answer:
            picture = await answer.json()
        async with web.get(f"/v1/pictures/{picture['id']}/events") as stream:
            text = await stream.text()
        steps = [int(found) for found in re.findall(r'"step": ?(\d)', text)]
        assert steps == [1, 2, 3, 4]
        # Had the dream been finished first, it would be there by now.
        assert (await dreams(slow_folder))["latents"]["filled"] <= before + 1 + 1
        # And afterwards it goes on.
        await asyncio.sleep(2)
        assert (await dreams(slow_folder))["dreams"]["filling"]
        async with admin.delete("/admin/cache/fill") as answer:
            assert not (await answer.json())["dreams"]["filling"]
        there = len(await asyncio.to_thread(sketches, slow_folder))
        await asyncio.sleep(2)
        assert len(await asyncio.to_thread(sketches, slow_folder)) == there


async def test_a_worker_that_dies_of_a_dream_is_no_pictures_fault(
    slow_dreamer: Box, slow_folder: Path
) -> None:
    async with (
        admin_session(socket_of(slow_folder)) as admin,
        tablet_session(slow_dreamer) as web,
    ):
        async with admin.get("/admin/status") as answer:
            before = (await answer.json())["worker"]
        async with admin.post("/admin/cache/fill") as answer:
            assert answer.status == 202
        await asyncio.sleep(1)
        os.kill(before["pid"], signal.SIGKILL)
        picture = await drawn(web, "a fish with a hat", steps=4)
        assert picture["served"]["steps"] == 4
        async with admin.delete("/admin/cache/fill") as answer:
            assert answer.status == 200
        async with admin.get("/admin/status") as answer:
            after = (await answer.json())["worker"]
        assert after["restarts"] == before["restarts"] + 1


async def test_commonest_wishes_of_this_box_are_dreamt_of_too(tmp_path: Path, calm: Path) -> None:
    more = "[cache]\nquiet_s = 0\nvariants = 3\n"
    with on(calm), toy_box(tmp_path, more=more) as box:
        async with tablet_session(box) as web:
            for who in ("one", "two", "three"):
                await drawn(web, "a purple owl with a hat", who, size="256x256")
        pictures = await pictures_drawn(box)

        async def all_there() -> bool:
            found = (await dreams(tmp_path))["dreams"]
            return bool(found["done"] == found["total"] == 63)

        await until(all_there)
        assert await pictures_drawn(box) == pictures


async def hindrance(folder: Path) -> str:
    return str((await dreams(folder))["dreams"]["hindrance"])


async def test_it_does_not_dream_on_a_battery(tmp_path: Path) -> None:
    machine = build("laptop-on-battery", tmp_path / "machine")
    with on(machine.root), toy_box(tmp_path, more=DREAMY):
        await until(partial(hindrance, tmp_path), "battery")
        await asyncio.sleep(1.5)
        assert not await asyncio.to_thread(sketches, tmp_path)
        await asyncio.to_thread(machine.later)

        async def dreamt() -> bool:
            return bool(await asyncio.to_thread(sketches, tmp_path))

        await until(dreamt)


async def test_it_does_not_dream_while_the_box_holds_itself_back(tmp_path: Path) -> None:
    machine = build("n100", tmp_path / "machine")
    heat = "sys/devices/platform/coretemp.0/hwmon/hwmon1/temp1_input"
    for path in (heat, "sys/devices/virtual/thermal/thermal_zone1/temp"):
        machine.change(path, 90_000)
    with on(machine.root), toy_box(tmp_path, more=EARLY):
        await until(partial(hindrance, tmp_path), "held_back")
        async with (
            admin_session(socket_of(tmp_path)) as admin,
            admin.post("/admin/cache/fill") as answer,
        ):
            assert (await answer.json())["dreams"]["filling"]
        there = len(await asyncio.to_thread(sketches, tmp_path))
        await asyncio.sleep(2)
        assert await hindrance(tmp_path) == "held_back"
        assert len(await asyncio.to_thread(sketches, tmp_path)) == there


async def test_filling_ends_where_there_is_no_room_for_more(tmp_path: Path, calm: Path) -> None:
    pack = Pack.open(build_toy_pack(tmp_path / "packs/cute-animals", few=True))
    bear = next(standard_captions(pack.vocabulary))
    blank = np.zeros((1, 400, 800), np.float32)
    large = Latents(tmp_path / "state/cache/latents", pack.digest, (1, 400, 800))
    assert large.keep(Sketch(caption=bear, seed=1, steps=8), blank, "standard")
    with on(calm), toy_box(tmp_path, more=f"{EARLY}latents_mb = 1\n"):
        filled = await asyncio.to_thread(edgectl, "--socket", socket_of(tmp_path), "cache", "fill")
        assert (filled.returncode, filled.stderr) == (0, "")
        assert "1 of 8 latents. (no room for more)" in filled.stdout
        assert not (await dreams(tmp_path))["dreams"]["filling"]


async def test_a_box_that_keeps_no_latents_has_nothing_to_fill(tmp_path: Path, calm: Path) -> None:
    with on(calm), toy_box(tmp_path):
        filled = await asyncio.to_thread(edgectl, "--socket", socket_of(tmp_path), "cache", "fill")
        assert filled.returncode == 1
        assert "latents_mb" in filled.stderr
        assert await hindrance(tmp_path) == "off"
