"""Whole boxes with caches: wiped, restarted, paired, with damaged files and a full disk."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from pathlib import Path
from typing import Any

from tests.edged.admission import asked, bearer
from tests.edged.boxes import slow_box_in
from tests.edged.cache.asking import drawn, file_of, metric, tablet, until
from tests.edged.cache.conftest import KEEPING
from tests.readback import open_image
from tests.sessions import admin_session, tablet_session
from tests.toybox import edgectl, on, socket_of, toy_box


def kept(folder: Path, kind: str) -> list[Path]:
    """`kind`: picture or latent."""
    return sorted((folder / "state" / "cache").rglob(f"*.{kind}"))


async def until_there(folder: Path, pictures: int, latents: int) -> None:
    async def there() -> tuple[int, int]:
        return await asyncio.to_thread(
            lambda: (len(kept(folder, "picture")), len(kept(folder, "latent")))
        )

    await until(there, (pictures, latents))


async def stats(folder: Path) -> dict[str, Any]:
    async with admin_session(socket_of(folder)) as admin:
        return (await asked(admin, "GET", "/admin/cache"))[1]


async def test_a_wipe_leaves_nothing_that_anybody_asked_for(tmp_path: Path, calm: Path) -> None:
    with on(calm), slow_box_in(tmp_path, more=KEEPING) as box:
        async with tablet_session(box) as web:
            for number in range(3):
                await drawn(web, "an unmistakable whale", f"child{number}", seed=number)
            await until_there(tmp_path, 3, 3)
            # One is under way: its latents must not come afterwards.
            async with web.post("/v1/pictures", json={"prompt": "a bee"}) as answer:
                assert answer.status == 202
            await asyncio.sleep(0.25)
            wiped = await asyncio.to_thread(edgectl, "--socket", socket_of(tmp_path), "wipe", "-y")
            assert wiped.returncode == 0, wiped.stderr
            await asyncio.sleep(1)
            assert not await asyncio.to_thread(kept, tmp_path, "picture")
            assert not await asyncio.to_thread(kept, tmp_path, "latent")
            found = await stats(tmp_path)
            for shelf in ("pictures", "latents"):
                assert (found[shelf]["entries"], found[shelf]["bytes"]) == (0, 0)
            disk = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
            assert not [file for file in disk if b"whale" in file.read_bytes()]
            assert not (await drawn(web, "a whale", "child9", seed=1))["served"]["cached"]


async def test_latents_of_the_packs_own_animals_survive_a_wipe(tmp_path: Path, calm: Path) -> None:
    more = "[cache]\nquiet_s = 3600\nvariants = 1\n"
    with on(calm), toy_box(tmp_path, more=more) as box:
        filled = await asyncio.to_thread(edgectl, "--socket", socket_of(tmp_path), "cache", "fill")
        assert filled.returncode == 0, filled.stderr
        async with tablet_session(box) as web:
            assert (await drawn(web, "a bear"))["served"]["cached"]
            await drawn(web, "a bear with a hat")
            await until_there(tmp_path, 21, 21)
            await asyncio.to_thread(edgectl, "--socket", socket_of(tmp_path), "wipe", "-y")
            await until_there(tmp_path, 0, 20)
            assert (await stats(tmp_path))["latents"]["entries"] == 20


async def test_what_is_drawn_ahead_is_a_finished_picture_and_after_a_wipe_it_is_finished_again(
    tmp_path: Path, calm: Path
) -> None:
    more = "[cache]\nquiet_s = 3600\nvariants = 1\n"
    fill = ("--socket", socket_of(tmp_path), "cache", "fill")
    with on(calm), toy_box(tmp_path, more=more) as box:
        async with tablet_session(box) as web:
            assert (await asyncio.to_thread(edgectl, *fill)).returncode == 0
            first = await drawn(web, "a bear")
            pixels = open_image(await file_of(web, first)).tobytes()
            await asyncio.to_thread(edgectl, "--socket", socket_of(tmp_path), "wipe", "-y")
            await until_there(tmp_path, 0, 20)
            steps = await metric(web, "edged_steps_total")
            assert (await asyncio.to_thread(edgectl, *fill)).returncode == 0
            await until_there(tmp_path, 20, 20)
            again = await drawn(web, "a bear", "two")
            assert again["served"]["cached"]
            assert open_image(await file_of(web, again)).tobytes() == pixels
            # The daemon had both, and the worker nothing to do: not one latent was looked for.
            found = await stats(tmp_path)
            assert found["pictures"]["hits"] == 2
            assert found["latents"]["hits"] + found["latents"]["misses"] == 0
            assert await metric(web, "edged_steps_total") == steps


async def test_without_room_for_finished_pictures_only_latents_are_drawn_ahead(
    tmp_path: Path, calm: Path
) -> None:
    more = "[cache]\nquiet_s = 3600\nvariants = 1\npictures_mb = 0\n"
    with on(calm), toy_box(tmp_path, more=more) as box:
        await asyncio.to_thread(edgectl, "--socket", socket_of(tmp_path), "cache", "fill")
        await until_there(tmp_path, 0, 20)
        async with tablet_session(box) as web:
            assert (await drawn(web, "a bear"))["served"]["cached"]
        assert (await stats(tmp_path))["latents"]["hits"] == 1


async def test_after_a_restart_the_same_child_still_gets_something_new(
    tmp_path: Path, calm: Path
) -> None:
    with on(calm), toy_box(tmp_path, more=KEEPING) as box:
        async with tablet_session(box) as web:
            first = await drawn(web, "a bear", "one")
        await until_there(tmp_path, 1, 1)
    with on(calm), toy_box(tmp_path, more=KEEPING) as box:
        async with tablet_session(box) as web:
            other = await drawn(web, "a bear", "two")
            assert (other["seed"], other["served"]["cached"]) == (first["seed"], True)
            same = await drawn(web, "a bear", "one")
            assert same["seed"] != first["seed"]


async def test_damaged_files_are_noticed_and_the_picture_is_drawn_again(
    tmp_path: Path, calm: Path
) -> None:
    with on(calm), toy_box(tmp_path, more=KEEPING) as box:
        async with tablet_session(box) as web:
            first = await drawn(web, "a bear", seed=1)
            await until_there(tmp_path, 1, 1)
            fresh = open_image(await file_of(web, first)).tobytes()
            for file in (kept(tmp_path, "picture")[0], kept(tmp_path, "latent")[0]):
                data = bytearray(file.read_bytes())
                data[-100] ^= 4
                file.write_bytes(data)
            again = await drawn(web, "a bear", "two", seed=1)
            assert not again["served"]["cached"]
            assert open_image(await file_of(web, again)).tobytes() == fresh
            await until_there(tmp_path, 1, 1)
            found = await stats(tmp_path)
            assert (found["pictures"]["corrupt"], found["latents"]["corrupt"]) == (1, 1)
            assert (found["pictures"]["entries"], found["latents"]["entries"]) == (1, 1)
            assert (await drawn(web, "a bear", "three", seed=1))["served"]["cached"]
        text = (await asyncio.to_thread(box.read, "/metrics")).decode()
        assert re.search(r'^edged_cache_corrupt_total\{cache="latents"\} 1\.0$', text, re.MULTILINE)
        assert re.search(r'^edged_cache_hits_total\{cache="pictures"\} 1\.0$', text, re.MULTILINE)


async def test_a_cached_picture_belongs_to_its_asker_alone_and_programmes_get_new_ones(
    tmp_path: Path, calm: Path
) -> None:
    with on(calm), toy_box(tmp_path, more='access = "paired"\n' + KEEPING) as box:
        async with tablet_session(box) as web, admin_session(socket_of(tmp_path)) as admin:
            ann, bob = await bearer(admin, web), await bearer(admin, web)
            made = await asked(admin, "POST", "/admin/devices", json={"name": "ComfyUI"})
            programme = {"Authorization": f"Bearer {made[1]['token']}"}
            path, wish = "/v1/pictures?wait=60", {"prompt": "a bear"}
            _, hers = await asked(web, "POST", path, json=wish, headers=ann)
            await until_there(tmp_path, 1, 1)
            _, his = await asked(web, "POST", path, json=wish, headers=bob)
            assert (his["seed"], his["served"]["cached"]) == (hers["seed"], True)
            status, told = await asked(web, "GET", f"/v1/pictures/{his['id']}", headers=ann)
            assert (status, told["error"]["code"]) == (403, "not_yours")
            _, new = await asked(web, "POST", path, json=wish, headers=programme)
            assert (new["served"]["cached"], new["seed"] != hers["seed"]) == (False, True)
            exact = {**wish, "seed": hers["seed"]}
            _, same = await asked(web, "POST", path, json=exact, headers=programme)
            assert same["served"]["cached"]


async def test_a_tiny_cache_never_grows_beyond_its_limit(tmp_path: Path, calm: Path) -> None:
    more = "[cache]\ndream = false\npictures_mb = 1\nlatents_mb = 1\n"
    with on(calm), toy_box(tmp_path, more=more) as box:
        async with tablet_session(box) as web:
            for number in range(24):
                await drawn(web, "a bear", seed=number)
        found = await stats(tmp_path)
        for shelf in ("pictures", "latents"):
            assert found[shelf]["bytes"] <= found[shelf]["max_bytes"] == 1024 * 1024
        assert found["pictures"]["filled"] == 24


async def test_a_dead_worker_costs_no_kept_picture(tmp_path: Path, calm: Path) -> None:
    with on(calm), toy_box(tmp_path, more=KEEPING) as box:
        async with tablet_session(box) as web:
            first = await drawn(web, "a bear", seed=1)
            await until_there(tmp_path, 1, 1)
            body = {"prompt": "a bear", "seed": 1}
            async with admin_session(socket_of(tmp_path)) as admin:
                _, status = await asked(admin, "GET", "/admin/status")
            os.kill(status["worker"]["pid"], signal.SIGKILL)
            async with web.post("/v1/pictures", json=body, headers=tablet("two")) as answer:
                picture = await answer.json()
            assert (picture["state"], picture["served"]["cached"]) == ("done", True)
            assert picture["seed"] == first["seed"]
