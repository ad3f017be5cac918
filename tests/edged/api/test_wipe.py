from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from scripts.box import Box
from tests.edged.admission import asked, bearer, refused
from tests.edged.boxes import slow_box_in
from tests.toybox import on

TRIES = 20
WORDS = "unmistakable"
WISH = {"prompt": f"a bear, {WORDS}"}


@pytest.fixture(scope="module")
def box_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wiped-box")


@pytest.fixture(scope="module")
def box(box_folder: Path, calm: Path) -> Iterator[Box]:
    """To be wiped: others have their pictures elsewhere. `web` and `admin` speak with this one."""
    with on(calm), slow_box_in(box_folder, more='access = "paired"\n') as running:
        yield running


def state_of(folder: Path) -> bytes:
    """Every byte that the box keeps."""
    files = [path for path in (folder / "state").rglob("*") if path.is_file()]
    return b"".join(path.read_bytes() for path in files)


async def drawn(web: ClientSession, headers: dict[str, str]) -> str:
    """The id of a finished picture."""
    path = "/v1/pictures?wait=60"
    _, picture = await asked(web, "POST", path, json=WISH, headers=headers)
    assert picture["state"] == "done"
    async with web.get(f"{picture['image']}?size=256x256", headers=headers) as answer:
        assert answer.status == 200
    return str(picture["id"])


async def test_wiping_leaves_no_picture_and_no_word(
    web: ClientSession, admin: ClientSession, box_folder: Path
) -> None:
    mine = await bearer(admin, web)
    ids = [await drawn(web, mine) for _ in range(3)]
    aside = box_folder / "state" / "pictures.db.unreadable-1"
    torn = box_folder / "state" / "pictures" / ".unfinished-x"
    for file in (aside, torn):
        await asyncio.to_thread(file.write_text, WORDS)
    # Two more are under way.
    for _ in range(2):
        _, picture = await asked(web, "POST", "/v1/pictures", json=WISH, headers=mine)
        ids.append(str(picture["id"]))
    assert WORDS.encode() in await asyncio.to_thread(state_of, box_folder)
    assert await asked(admin, "POST", "/admin/wipe", json={}) == (
        200,
        {"pictures": 5, "devices": 0},
    )
    disk = await asyncio.to_thread(state_of, box_folder)
    assert WORDS.encode() not in disk
    assert b"\x89PNG" not in disk
    assert not [id for id in ids if id.encode() in disk]
    assert (
        await asyncio.to_thread(lambda: list((box_folder / "state" / "pictures").iterdir())) == []
    )
    for id in ids:
        path = f"/v1/pictures/{id}"
        assert await refused(web, "GET", path, headers=mine) == "picture_unknown"
    assert (await asked(web, "GET", "/v1/pictures", headers=mine))[1]["pictures"] == []
    await drawn(web, mine)


async def test_who_watches_a_picture_that_is_wiped_learns_its_end(
    web: ClientSession, admin: ClientSession
) -> None:
    mine = await bearer(admin, web)
    for _ in range(TRIES):
        _, picture = await asked(web, "POST", "/v1/pictures", json=WISH, headers=mine)
        async with web.get(f"/v1/pictures/{picture['id']}/events", headers=mine) as events:
            await events.content.readline()
            await asked(admin, "POST", "/admin/wipe", json={})
            told = await events.read()
        if b"event: cancelled" in told:
            return
        assert b"event: done" in told  # It was drawn before the wipe came.
    raise AssertionError(f"none of {TRIES} pictures was wiped while it was watched")


async def test_a_teacher_ends_the_lesson_and_everybody_stays_paired(
    web: ClientSession, admin: ClientSession, box_folder: Path
) -> None:
    pupil, teacher = await bearer(admin, web), await bearer(admin, web, "teacher")
    await drawn(web, pupil)
    assert await refused(web, "POST", "/v1/lesson/end", headers=pupil) == "teacher_only"
    status, wiped = await asked(web, "POST", "/v1/lesson/end", headers=teacher)
    assert (status, wiped["devices"]) == (200, 0)
    assert wiped["pictures"] >= 1
    assert WORDS.encode() not in await asyncio.to_thread(state_of, box_folder)
    await drawn(web, pupil)


async def test_devices_are_forgotten_on_request(
    web: ClientSession, admin: ClientSession, box_folder: Path
) -> None:
    mine = await bearer(admin, web)
    _, listed = await asked(admin, "GET", "/admin/devices")
    names = [device["name"]["en"].encode() for device in listed["devices"]]
    _, wiped = await asked(admin, "POST", "/admin/wipe", json={"devices": True})
    assert wiped["devices"] == len(names)
    disk = await asyncio.to_thread(state_of, box_folder)
    assert not [name for name in names if name in disk]
    assert await refused(web, "GET", "/v1/pictures", headers=mine) == "not_paired"


async def test_no_log_ever_holds_what_children_wrote(
    web: ClientSession, admin: ClientSession, box_folder: Path
) -> None:
    mine = await bearer(admin, web)
    for prompt in (f"bear {WORDS}", f"bear with a gun {WORDS}", f"{WORDS}\x1b[31m\nERROR forged"):
        path = "/v1/pictures?wait=60"
        await asked(web, "POST", path, json={"prompt": prompt}, headers=mine)
        await asked(web, "POST", "/v1/read", json={"prompt": prompt}, headers=mine)
    await asked(web, "GET", f"/v1/{WORDS}?prompt={WORDS}", headers=mine)
    await asked(web, "POST", "/v1/pictures", data=f"{WORDS} no json", headers=mine)
    log = await asyncio.to_thread((box_folder / "log").read_text)
    assert WORDS not in log
    assert "forged" not in log
