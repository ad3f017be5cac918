"""What a teacher sees and decides, and what nobody else may."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from edged.api.pairing import qr_svg
from scripts.box import Box
from tests.edged.admission import asked, bearer, opened, refused
from tests.sessions import admin_session
from tests.toybox import on, painter_held, socket_of, toy_box

PAIRED = 'access = "paired"\n'
Headers = dict[str, str]


@pytest.fixture(scope="module")
def box_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lesson")


@pytest.fixture(scope="module")
def box(box_folder: Path, calm: Path) -> Iterator[Box]:
    """Its lesson is paused and ended: others have theirs elsewhere. `web` and `admin` speak with this one."""
    with on(calm), toy_box(box_folder, more=PAIRED) as running:
        yield running


@pytest.fixture
async def pupil(admin: ClientSession, web: ClientSession) -> Headers:
    return await bearer(admin, web)


@pytest.fixture
async def teacher(admin: ClientSession, web: ClientSession) -> Headers:
    return await bearer(admin, web, "teacher")


async def drawn(web: ClientSession, headers: Headers, prompt: str = "a bear") -> dict[str, Any]:
    path, wish = "/v1/pictures?wait=60", {"prompt": prompt}
    _, picture = await asked(web, "POST", path, json=wish, headers=headers)
    assert picture["state"] == "done"
    return picture


async def wall(web: ClientSession, teacher: Headers) -> list[dict[str, Any]]:
    _, answer = await asked(web, "GET", "/v1/lesson/pictures?limit=2000", headers=teacher)
    return list(answer["pictures"])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v1/lesson", None),
        ("PATCH", "/v1/lesson", {"paused": True}),
        ("GET", "/v1/lesson/pictures", None),
        ("PATCH", f"/v1/lesson/pictures/{'0' * 32}", {"hidden": True}),
        ("GET", "/v1/lesson/events", None),
        ("GET", "/v1/pairing/qr", None),
        ("PATCH", "/v1/devices/00000000", {"name": "x"}),
        ("DELETE", "/v1/devices/00000000", None),
        ("POST", "/v1/lesson/end", None),
    ],
)
async def test_a_pupil_and_a_stranger_may_do_nothing_of_it(
    web: ClientSession, pupil: Headers, method: str, path: str, body: object
) -> None:
    for headers in (pupil, {}):
        assert await refused(web, method, path, json=body, headers=headers) == "teacher_only"


async def test_the_lesson_tells_who_is_there_and_how_the_box_is(
    web: ClientSession, teacher: Headers, pupil: Headers
) -> None:
    await drawn(web, pupil)
    headers = {**teacher, "Accept-Language": "zh"}
    status, lesson = await asked(web, "GET", "/v1/lesson", headers=headers)
    assert status == 200
    assert (lesson["name"], lesson["access"], lesson["paused"]) == ("Class 2b", "paired", False)
    own = [each for each in lesson["devices"] if each["self"]]
    assert [each["role"] for each in own] == ["teacher"]
    assert all(each["here"] for each in lesson["devices"])
    assert lesson["pictures"]["done"] >= 1
    assert lesson["pictures"]["waiting"] == lesson["pictures"]["drawing"] == 0
    assert lesson["feeling"]["usual_size"] == "512x512"
    assert lesson["feeling"]["wait_s"] is not None
    assert lesson["style"]["name"] == "kids_cute_v2"
    assert len(lesson["load"]) == 30
    assert lesson["load"][-1]["pictures"] >= 1
    assert lesson["load"][-1]["wait_s"] is not None
    assert lesson["load"][0] == {"pictures": 0, "wait_s": None, "temperature_c": None}


async def test_the_wall_shows_everybodys_pictures_with_the_devices_names(
    web: ClientSession, teacher: Headers, pupil: Headers
) -> None:
    first = await drawn(web, pupil, "a cat")
    second = await drawn(web, teacher, "a panda")
    shown = await wall(web, teacher)
    assert [each["id"] for each in shown[:2]] == [second["id"], first["id"]]
    assert set(shown[1]["by"]) == {"en", "zh"}
    assert shown[1]["prompt"] == "a cat"
    _, few = await asked(web, "GET", "/v1/lesson/pictures?limit=1", headers=teacher)
    assert len(few["pictures"]) == 1
    assert few["total"] == len(shown)


async def test_a_hidden_picture_says_so_and_its_owner_keeps_it(
    web: ClientSession, teacher: Headers, pupil: Headers
) -> None:
    picture = await drawn(web, pupil)
    path = f"/v1/lesson/pictures/{picture['id']}"
    for hidden in (True, False, True):
        wanted = {"hidden": hidden}
        _, answer = await asked(web, "PATCH", path, json=wanted, headers=teacher)
        assert answer["hidden"] is hidden
        assert (await wall(web, teacher))[0]["hidden"] is hidden
    _, own = await asked(web, "GET", "/v1/pictures", headers=pupil)
    assert [each["id"] for each in own["pictures"]] == [picture["id"]]
    async with web.get(picture["image"], headers=pupil) as image:
        assert image.status == 200


async def test_only_what_was_drawn_can_be_hidden(
    web: ClientSession, teacher: Headers, pupil: Headers
) -> None:
    async def hide(id: str) -> str:
        path = f"/v1/lesson/pictures/{id}"
        return await refused(web, "PATCH", path, json={"hidden": True}, headers=teacher)

    wish = {"prompt": "a bear with a gun"}
    _, gone = await asked(web, "POST", "/v1/pictures", json=wish, headers=pupil)
    assert await hide(gone["id"]) == "image_gone"
    assert await hide("0" * 32) == await hide("nonsense") == "picture_unknown"


async def test_a_paused_lesson_takes_no_wish_and_keeps_what_waits(
    web: ClientSession, admin: ClientSession, teacher: Headers, pupil: Headers
) -> None:
    wish = {"prompt": "a bear"}
    _, lesson = await asked(web, "PATCH", "/v1/lesson", json={"paused": True}, headers=teacher)
    assert lesson["paused"] is True
    assert (await asked(web, "GET", "/v1/box", headers=pupil))[1]["paused"] is True
    for headers in (pupil, teacher):
        path = "/v1/pictures"
        assert await refused(web, "POST", path, json=wish, headers=headers) == "lesson_paused"
    assert await refused(admin, "POST", "/admin/tune") == "lesson_paused"
    async with web.post("/v1/pictures?lang=zh", json=wish, headers=pupil) as answer:
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        told = (await answer.json())["error"]
    assert told["message"] == "画画盒子休息一会儿。"
    _, lesson = await asked(web, "PATCH", "/v1/lesson", json={"paused": False}, headers=teacher)
    assert lesson["paused"] is False
    await drawn(web, pupil)


async def test_a_teacher_sends_a_pupil_away_and_renames_tablets(
    web: ClientSession, admin: ClientSession, teacher: Headers, pupil: Headers
) -> None:
    _, lesson = await asked(web, "GET", "/v1/lesson", headers=teacher)
    own = next(each for each in lesson["devices"] if each["self"])
    child = next(each for each in reversed(lesson["devices"]) if each["role"] == "pupil")
    other = next(
        each for each in lesson["devices"] if each["role"] == "teacher" and not each["self"]
    )
    name = {"name": "Tablet 7"}
    for id in (child["id"], own["id"]):
        _, device = await asked(web, "PATCH", f"/v1/devices/{id}", json=name, headers=teacher)
        assert device["name"] == {"en": "Tablet 7", "zh": "Tablet 7"}
    theirs = f"/v1/devices/{other['id']}"
    assert await refused(web, "PATCH", theirs, json=name, headers=teacher) == "pupils_only"
    assert await refused(web, "DELETE", theirs, headers=teacher) == "pupils_only"
    path = f"/v1/devices/{own['id']}"
    assert await refused(web, "DELETE", path, headers=teacher) == "pupils_only"
    path = f"/v1/devices/{child['id']}"
    assert (await asked(web, "DELETE", path, headers=teacher))[0] == 200
    assert await refused(web, "GET", "/v1/pictures", headers=pupil) == "not_paired"
    assert await refused(web, "DELETE", path, headers=teacher) == "device_unknown"


async def test_the_qr_code_is_a_picture_of_the_open_windows_link(
    web: ClientSession, admin: ClientSession, teacher: Headers
) -> None:
    _, window = await asked(web, "POST", "/v1/pairing", headers=teacher)
    async with web.get("/v1/pairing/qr", headers=teacher) as answer:
        assert answer.content_type == "image/svg+xml"
        assert answer.headers["Cache-Control"] == "no-store"
        svg = await answer.text()
    assert svg == qr_svg(window["links"][0]).decode()
    assert svg.startswith("<svg")
    assert "viewBox" in svg
    assert "style=" not in svg
    async with web.delete("/v1/pairing", headers=teacher) as answer:
        assert answer.status == 200
    assert await refused(web, "GET", "/v1/pairing/qr", headers=teacher) == "pairing_closed"


async def test_a_link_for_teachers_opens_the_teachers_page(admin: ClientSession) -> None:
    links = (await opened(admin, "teacher"))["links"]
    assert all("/teacher#pair=" in link for link in links)
    async with admin.delete("/admin/pairing") as answer:
        assert answer.status == 200


async def test_whoever_follows_the_lesson_hears_of_every_change(
    web: ClientSession, teacher: Headers, pupil: Headers
) -> None:
    async with web.get("/v1/lesson/events", headers=teacher) as stream:
        assert stream.content_type == "text/event-stream"
        await _until_changed(stream.content)
        picture = await drawn(web, pupil)
        await _until_changed(stream.content)
        assert (await wall(web, teacher))[0]["id"] == picture["id"]


async def _until_changed(content: Any) -> None:
    async with asyncio.timeout(60):
        while (await content.readline()).strip() != b"event: changed":
            pass


@pytest.mark.parametrize("body", [{"paused": 1}, {"label": "no"}, {"style": "x"}, []])
async def test_a_decision_that_makes_no_sense_is_a_wrong_field(
    web: ClientSession, teacher: Headers, body: object
) -> None:
    assert await refused(web, "PATCH", "/v1/lesson", json=body, headers=teacher) == "bad_field"


def test_what_was_decided_outlives_a_restart_and_what_waits_is_drawn_after_the_pause(
    tmp_path: Path,
) -> None:
    more = "[cache]\npictures_mb = 16\nlatents_mb = 0\n"
    with toy_box(tmp_path, more=more) as box, painter_held(tmp_path):
        waiting = box.ask("/v1/pictures", {"prompt": "a bear"})["id"]
        _decide(tmp_path, {"paused": True, "label": False})
    with toy_box(tmp_path, more=more) as box:
        assert box.about()["paused"] is True
        assert box.ask(f"/v1/pictures/{waiting}")["state"] == "queued"
        assert box.ask(f"/v1/pictures/{waiting}")["eta_s"] is None
        assert _decide(tmp_path, {"paused": False})["label"] is False
        bare = box.draw("a cat", seed=5)
        assert box.ask(f"/v1/pictures/{waiting}")["state"] == "done"
        _decide(tmp_path, {"label": True})
        labelled = box.draw("a cat", seed=5)
        assert box.read(labelled["image"]) != box.read(bare["image"])
    decided = json.loads((tmp_path / "state" / "lesson.json").read_text())
    assert decided == {"paused": False, "label": None, "tablets": True}


def _decide(folder: Path, wanted: dict[str, bool]) -> dict[str, Any]:
    async def ask() -> dict[str, Any]:
        async with admin_session(socket_of(folder)) as admin:
            status, lesson = await asked(admin, "PATCH", "/v1/lesson", json=wanted)
            assert status == 200, lesson
            return lesson

    return asyncio.run(ask())
