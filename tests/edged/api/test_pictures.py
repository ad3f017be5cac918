from __future__ import annotations

import json
import re
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession
from PIL import Image

DUCK = "黄色的小鸭子戴着红色帽子"
MINE = {"Authorization": "Bearer tablet-number-one"}
OTHERS = {"Authorization": "Bearer tablet-number-two"}


async def ask(
    web: ClientSession, wish: dict[str, Any], query: str = "", **more: Any
) -> dict[str, Any]:
    async with web.post(f"/v1/pictures{query}", json=wish, **more) as answer:
        assert answer.status in {200, 202}, await answer.text()
        assert answer.headers["Location"].startswith("/v1/pictures/")
        picture: dict[str, Any] = await answer.json()
        return picture


async def show(web: ClientSession, id: str) -> dict[str, Any]:
    async with web.get(f"/v1/pictures/{id}") as answer:
        assert answer.status == 200
        picture: dict[str, Any] = await answer.json()
        return picture


async def events(web: ClientSession, id: str) -> list[tuple[str, dict[str, Any]]]:
    """All of them, up to the end of the stream."""
    async with web.get(f"/v1/pictures/{id}/events") as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        text = await answer.text()
    return [
        (name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n", text)
    ]


async def drawing(web: ClientSession, id: str) -> None:
    """Returns after the picture's first step."""
    async with web.get(f"/v1/pictures/{id}/events") as answer:
        async for line in answer.content:
            if line.startswith(b"event: step"):
                return


async def test_a_wish_is_accepted_at_once_and_drawn(web: ClientSession) -> None:
    async with web.post("/v1/pictures", json={"prompt": DUCK}) as answer:
        assert answer.status == 202
        accepted = await answer.json()
    assert accepted["caption"] == "duck: yellow; wears hat: red"
    assert {"kind": "animal", "word": "小鸭子", "concept": "duck"} in accepted["understood"]
    name, done = (await events(web, accepted["id"]))[-1]
    assert (name, done["state"]) == ("done", "done")
    assert done["served"] == {"size": "512x512", "steps": 8, "cached": False, "reason": None}
    assert done["position"] is done["eta_s"] is done["error"] is None
    async with web.get(done["image"]) as image:
        assert image.content_type == "image/png"
        data = await image.read()
    with Image.open(BytesIO(data)) as picture:
        assert picture.size == (512, 512)


async def test_waiting_answers_with_the_finished_picture(web: ClientSession) -> None:
    async with web.post(
        "/v1/pictures?wait=60", json={"prompt": "panda", "seed": 5, "steps": 4}
    ) as answer:
        assert answer.status == 200
        picture = await answer.json()
    assert (picture["state"], picture["seed"], picture["served"]["steps"]) == ("done", 5, 4)


async def test_a_wait_that_is_too_short_answers_202(slow_web: ClientSession) -> None:
    async with slow_web.post("/v1/pictures?wait=0.001", json={"prompt": "panda"}) as answer:
        assert answer.status == 202
        picture = await answer.json()
    assert picture["state"] in {"queued", "drawing"}
    await events(slow_web, picture["id"])


@pytest.mark.parametrize(("format", "media"), [("webp", "image/webp"), ("jpeg", "image/jpeg")])
async def test_other_formats_and_sizes(web: ClientSession, format: str, media: str) -> None:
    wish = {"prompt": "bear", "format": format, "size": "256x256", "style": "kids_cute_v2"}
    picture = await ask(web, wish, "?wait=60")
    async with web.get(picture["image"]) as answer:
        assert answer.content_type == media
        with Image.open(BytesIO(await answer.read())) as image:
            assert image.size == (256, 256)


async def test_the_image_is_kept_by_its_etag_and_comes_smaller(web: ClientSession) -> None:
    path = (await ask(web, {"prompt": "bear"}, "?wait=60"))["image"]
    async with web.get(path) as answer:
        etag, whole = answer.headers["ETag"], await answer.read()
    async with web.get(path, headers={"If-None-Match": etag}) as answer:
        assert (answer.status, await answer.read()) == (304, b"")
    async with web.get(f"{path}?size=512x512") as answer:
        assert await answer.read() == whole
    for _ in range(2):  # Made, then kept.
        async with web.get(f"{path}?size=256x256", headers={"If-None-Match": etag}) as answer:
            assert answer.status == 200
            assert answer.headers["ETag"] != etag
            with Image.open(BytesIO(await answer.read())) as image:
                assert image.size == (256, 256)
    async with web.get(f"{path}?size=9x9") as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["code"] == "size_unknown"


async def test_what_the_box_will_not_draw_is_refused_kindly_and_not_kept(
    web: ClientSession,
) -> None:
    picture = await ask(web, {"prompt": "a bear with a gun"}, "?lang=zh")
    assert (picture["state"], picture["prompt"]) == ("refused", "")
    assert picture["error"]["code"] == "prompt_refused"
    assert (await show(web, picture["id"]))["error"]["message"] != picture["error"]["message"]
    assert [name for name, _ in await events(web, picture["id"])] == ["refused"]
    async with web.get(f"/v1/pictures/{picture['id']}/image") as answer:
        assert answer.status == 410
    unseen = await ask(web, {"prompt": "a washing machine"})
    assert unseen["state"] == "refused"
    assert unseen["dropped"]


async def test_events_tell_of_every_step_in_order_with_previews(slow_web: ClientSession) -> None:
    before = await ask(slow_web, {"prompt": "bear"})
    told = await events(slow_web, before["id"])
    names = [name for name, _ in told]
    assert names[-1] == "done"
    assert names.count("done") == 1
    steps = [data for name, data in told if name == "step"]
    numbers = [data["step"] for data in steps]
    assert numbers == sorted(set(numbers))
    assert any(data["preview"] for data in steps)
    assert all(data["steps"] == 8 for data in steps)
    assert set(names[: names.index("step")]) <= {"queued"}


async def test_who_comes_late_gets_the_present_state_first(slow_web: ClientSession) -> None:
    picture = await ask(slow_web, {"prompt": "bear"})
    await drawing(slow_web, picture["id"])
    first, *_ = await events(slow_web, picture["id"])
    assert first[0] in {"step", "done"}
    assert [name for name, _ in await events(slow_web, picture["id"])] == ["done"]
    path = f"/v1/pictures/{picture['id']}/events"
    async with slow_web.get(path, headers={"Last-Event-ID": "end"}) as answer:
        assert answer.status == 204


async def test_the_queue_is_bounded_and_says_whose_turn_it_is(
    slow_web: ClientSession, slow_admin: ClientSession
) -> None:
    accepted = []
    while True:
        async with slow_web.post("/v1/pictures", json={"prompt": "bear", "steps": 20}) as answer:
            picture = await answer.json()
            if answer.status == 503:
                break
            accepted.append(picture["id"])
    assert picture["error"]["code"] == "queue_full"
    assert int(answer.headers["Retry-After"]) > 0
    states = [await show(slow_web, id) for id in accepted]
    assert [state["position"] for state in states if state["state"] == "queued"] == [1, 2]
    async with slow_admin.get("/admin/status") as answer:
        assert (await answer.json())["queue"]["waiting"] == 2
    for id in reversed(accepted):
        await slow_web.delete(f"/v1/pictures/{id}")


async def test_cancelling_ends_the_picture_and_nobody_elses(slow_web: ClientSession) -> None:
    mine = await ask(slow_web, {"prompt": "bear", "steps": 20}, headers=MINE)
    other = await ask(slow_web, {"prompt": "panda"}, headers=OTHERS)
    await drawing(slow_web, mine["id"])
    async with slow_web.delete(f"/v1/pictures/{mine['id']}", headers=OTHERS) as answer:
        assert answer.status == 403
        assert (await answer.json())["error"]["code"] == "not_yours"
    async with slow_web.delete(f"/v1/pictures/{mine['id']}", headers=MINE) as answer:
        assert answer.status == 200
        assert (await answer.json())["state"] == "cancelled"
    assert [name for name, _ in await events(slow_web, mine["id"])] == ["cancelled"]
    assert (await events(slow_web, other["id"]))[-1][0] == "done"


async def test_removing_an_ended_picture_forgets_it(
    web: ClientSession, admin: ClientSession
) -> None:
    picture = await ask(web, {"prompt": "bear"}, "?wait=60", headers=MINE)
    async with admin.delete(f"/v1/pictures/{picture['id']}") as answer:
        assert answer.status == 200, "the admin may remove every picture"
    async with web.get(f"/v1/pictures/{picture['id']}") as answer:
        assert answer.status == 404
    async with web.get(picture["image"]) as answer:
        assert answer.status == 404


async def test_a_list_holds_the_callers_own_pictures_only(web: ClientSession) -> None:
    token = {"Authorization": "Bearer tablet-with-two-pictures"}
    ids = [(await ask(web, {"prompt": "bear"}, headers=token))["id"] for _ in range(2)]
    async with web.get("/v1/pictures", headers=token) as answer:
        assert [picture["id"] for picture in (await answer.json())["pictures"]] == ids[::-1]
    async with web.get("/v1/pictures?limit=1", headers=token) as answer:
        assert len((await answer.json())["pictures"]) == 1
    async with web.get("/v1/pictures", headers=OTHERS) as answer:
        assert not {picture["id"] for picture in (await answer.json())["pictures"]} & set(ids)


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"prompt": ""}, 400, "prompt_empty"),
        ({"prompt": " \n\t。!"}, 400, "prompt_empty"),
        ({"prompt": "小" * 501}, 413, "prompt_too_long"),
        ({}, 400, "bad_field"),
        ({"prompt": 3}, 400, "bad_field"),
        ({"prompt": None}, 400, "bad_field"),
        ([], 400, "bad_field"),
        ({"prompt": "bear", "colour": "red"}, 400, "bad_field"),
        ({"prompt": "bear", "seed": -1}, 400, "bad_field"),
        ({"prompt": "bear", "seed": 2**63}, 400, "bad_field"),
        ({"prompt": "bear", "seed": "7"}, 400, "bad_field"),
        ({"prompt": "bear", "seed": 1.5}, 400, "bad_field"),
        ({"prompt": "bear", "format": "gif"}, 400, "bad_field"),
        ({"prompt": "bear", "steps": 0}, 400, "steps_out_of_range"),
        ({"prompt": "bear", "steps": 1000}, 400, "steps_out_of_range"),
        ({"prompt": "bear", "size": "513x512"}, 400, "size_unknown"),
        ({"prompt": "bear", "size": "x" * 10_000}, 400, "size_unknown"),
        ({"prompt": "bear", "style": "horror"}, 400, "style_unknown"),
    ],
)
async def test_a_wrong_wish_is_refused_with_its_reason(
    web: ClientSession, wish: Any, status: int, code: str
) -> None:
    async with web.post("/v1/pictures", json=wish) as answer:
        assert answer.status == status
        error = (await answer.json())["error"]
    assert error["code"] == code
    assert 0 < len(error["message"]) < 300


async def test_an_unknown_size_lists_the_known_ones(web: ClientSession) -> None:
    async with web.post("/v1/pictures", json={"prompt": "bear", "size": "1x1"}) as answer:
        assert "512x512, 384x384, 256x256" in (await answer.json())["error"]["message"]


@pytest.mark.parametrize("id", ["0" * 32, "nonsense", "..%2f..%2fetc%2fpasswd", "%00", "A" * 5000])
@pytest.mark.parametrize("tail", ["", "/image", "/events"])
async def test_an_unknown_picture_is_a_plain_404(web: ClientSession, id: str, tail: str) -> None:
    async with web.get(f"/v1/pictures/{id}{tail}") as answer:
        assert answer.status == 404
        assert (await answer.json())["error"]["code"] in {"picture_unknown", "not_found"}


@pytest.mark.parametrize("wait", ["soon", "-1", "nan", "inf", ""])
async def test_a_wrong_wait_is_refused(web: ClientSession, wait: str) -> None:
    async with web.post(f"/v1/pictures?wait={wait}", json={"prompt": "bear"}) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["code"] == "bad_field"
