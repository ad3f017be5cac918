"""Boxes that draw the page's tiles: when they may, what is left of them, and how they give way."""

from __future__ import annotations

import asyncio
import json
import re
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from scripts.box import Box
from tests.edged.boxes import slow_box_in
from tests.edged.cache.asking import drawn, tablet, until
from tests.machines.build import build
from tests.sessions import admin_session, tablet_session
from tests.toybox import edgectl, on, socket_of, toy_box

TILED = "[cache]\ntiles = true\nquiet_s = 0\ndream = false\n"
LATER = "[cache]\ntiles = true\nquiet_s = 3600\n"


async def tiles(box: Box) -> list[str]:
    """Addresses, in the order of the answer."""
    found = await asyncio.to_thread(box.ask, "/v1/tiles")
    return [address for concepts in found["tiles"].values() for address in concepts.values()]


async def some(box: Box, number: int) -> bool:
    return len(await tiles(box)) >= number


async def status(folder: Path) -> dict[str, Any]:
    async with admin_session(socket_of(folder)) as admin, admin.get("/admin/cache") as answer:
        return dict(await answer.json())


async def test_a_quiet_box_draws_them_and_has_them_after_a_restart(
    tmp_path: Path, calm: Path
) -> None:
    with on(calm), toy_box(tmp_path, more=TILED) as box:
        await until(partial(some, box, 4))
        found = await tiles(box)
        vocabulary = (await asyncio.to_thread(box.about))["vocabulary"]
        animals = [each["id"] for each in vocabulary["concepts"] if each["role"] == "animal"]
        names = [address.rpartition("/")[2] for address in found[:4]]
        assert names == [f"animal-{animal}.webp" for animal in animals[:4]]
        data = await asyncio.to_thread(box.read, found[0])
        # They are nobody's: in no queue, in no figure, and what a wipe leaves.
        assert (await asyncio.to_thread(box.ask, "/v1/pictures"))["pictures"] == []
        wiped = await asyncio.to_thread(edgectl, "--socket", socket_of(tmp_path), "wipe", "--yes")
        assert wiped.returncode == 0, wiped.stderr
        assert await asyncio.to_thread(box.read, found[0]) == data
    more = TILED.replace("tiles = true", "tiles = false")
    with on(calm), toy_box(tmp_path, more=more) as box:
        await until(partial(some, box, 4))
        assert await asyncio.to_thread(box.read, found[0]) == data
    await asyncio.to_thread(check_tile, data)


def check_tile(data: bytes) -> None:
    """Small, marked as generated, and without anybody's words."""
    assert len(data) <= 6 * 1024
    with Image.open(BytesIO(data)) as image:
        assert (image.format, image.size) == ("WEBP", (192, 192))
        marks = image.info["xmp"].decode()
    assert "AIGC" in marks
    assert "bear" in marks


async def test_whoever_asks_first_hears_how_many_there_will_be(tmp_path: Path, calm: Path) -> None:
    """A page that heard of none would never ask again."""
    with on(calm), toy_box(tmp_path, more=LATER, ready=False) as box:
        found = await asyncio.to_thread(box.ask, "/v1/tiles")
        assert (found["total"] > 100, found["tiles"]) == (True, {})


async def test_they_wait_for_a_quiet_moment_unless_the_cache_is_filled(
    tmp_path: Path, calm: Path
) -> None:
    with on(calm), toy_box(tmp_path, more=LATER) as box:
        await asyncio.sleep(2.5)
        assert not await tiles(box)
        async with (
            admin_session(socket_of(tmp_path)) as admin,
            admin.post("/admin/cache/fill") as answer,
        ):
            assert answer.status == 202
        await until(partial(some, box, 2))
        found = await status(tmp_path)
        # Children who cannot read come before children who cannot wait.
        assert found["dreams"]["done"] == 0
        assert 2 <= found["tiles"]["done"] < found["tiles"]["total"]
        assert found["tiles"]["bytes"] > 0


async def test_one_gives_way_to_a_picture_within_a_step_and_is_drawn_afterwards(
    tmp_path: Path, calm: Path
) -> None:
    with on(calm), slow_box_in(tmp_path, slow_ms=120, more=TILED) as box:
        async with tablet_session(box) as web:
            await asyncio.sleep(2)
            body = {"prompt": "a red bee holding a balloon", "steps": 4}
            async with web.post("/v1/pictures", json=body, headers=tablet("one")) as answer:
                picture = await answer.json()
            before = len(await tiles(box))
            async with web.get(f"/v1/pictures/{picture['id']}/events") as stream:
                text = await stream.text()
            assert re.findall(r'"step": ?(\d)', text)[-1] == "4"
            assert len(await tiles(box)) <= before + 1
        await until(partial(some, box, before + 2))


async def test_a_tile_that_cannot_be_drawn_keeps_nobody_from_the_others(
    tmp_path: Path, calm: Path
) -> None:
    with on(calm), toy_box(tmp_path, poison="rabbit", more=TILED) as box:
        await until(partial(some, box, 5))
        names = [address.rpartition("/")[2] for address in await tiles(box)]
        assert "animal-rabbit.webp" not in names
        async with tablet_session(box) as web:
            await drawn(web, "a bear")


async def test_none_are_drawn_on_a_battery(tmp_path: Path) -> None:
    machine = build("laptop-on-battery", tmp_path / "machine")
    with on(machine.root), toy_box(tmp_path, more=TILED) as box:
        await asyncio.sleep(2.5)
        assert not await tiles(box)


async def test_none_are_drawn_where_the_settings_say_so(tmp_path: Path, calm: Path) -> None:
    with on(calm), toy_box(tmp_path, more=TILED.replace("true", "false")) as box:
        await asyncio.sleep(2.5)
        assert not await tiles(box)
        shown = await asyncio.to_thread(
            edgectl, "--socket", socket_of(tmp_path), "--json", "cache", "stats"
        )
        assert json.loads(shown.stdout)["tiles"] == {"done": 0, "total": 0, "bytes": 0}
