"""ComfyUI's API on a real box: graphs that are drawn, and whose they are."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
import uuid
from io import BytesIO
from typing import Any

from aiohttp import ClientSession
from PIL import Image

from scripts.box import Box
from tests.edged.comfying import MINE, OTHERS, get, graph, history, post, queues, refused, told


def test_a_script_that_knows_no_more_than_urllib_draws(box: Box) -> None:
    """As ComfyUI's basic example does it: without a content type, without a client id."""

    def ask(path: str, body: Any = None) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(box.url + path, data=data)) as answer:
            return bytes(answer.read())

    id = json.loads(ask("/prompt", {"prompt": graph()}))["prompt_id"]
    found: dict[str, Any] = {}
    while not found:
        found = json.loads(ask(f"/history/{id}"))
    (shown,) = found[id]["outputs"]["9"]["images"]
    data = ask("/view?" + urllib.parse.urlencode(shown))
    assert Image.open(BytesIO(data)).size == (512, 512)
    assert shown["filename"].startswith("kids_")
    assert (shown["subfolder"], shown["type"]) == ("", "output")


async def test_the_same_seed_draws_the_same_and_a_resolution_counts(web: ClientSession) -> None:
    async def pixels(**inputs: Any) -> Image.Image:
        id = (await post(web, "/prompt", {"prompt": graph("a cat", **inputs)}))["prompt_id"]
        (shown,) = (await history(web, id))["outputs"]["9"]["images"]
        async with web.get("/view", params=shown) as answer:
            return Image.open(BytesIO(await answer.read()))

    first, second, third = [await pixels(seed=seed) for seed in (1, 1, 2)]
    assert first.tobytes() == second.tobytes() != third.tobytes()
    assert (await pixels(resolution="256x256")).size == (256, 256)


async def test_two_generators_in_one_graph_make_two_pictures(web: ClientSession) -> None:
    both = graph("a cat") | {
        "6": {"class_type": "QwenImageGenerator", "inputs": {"text_prompt": "a dog"}},
        "10": {"class_type": "PreviewImage", "inputs": {"images": ["6", 0]}},
    }
    async with web.ws_connect("/ws?clientId=two") as socket:
        id = (await post(web, "/prompt", {"prompt": both, "client_id": "two"}))["prompt_id"]
        messages, _ = await told(socket, id)
    shown = {e["data"]["node"]: e["data"]["output"] for e in messages if e["type"] == "executed"}
    assert set(shown) == {"5", "6", "9", "10"}
    assert shown["9"]["images"][0]["filename"] != shown["10"]["images"][0]["filename"]


async def test_a_view_comes_in_other_formats_for_those_who_may_look(
    web: ClientSession, paired_admin: ClientSession, stranger: ClientSession
) -> None:
    id = (await post(web, "/prompt", {"prompt": graph()}))["prompt_id"]
    (shown,) = (await history(web, id))["outputs"]["9"]["images"]
    for format in ("webp", "jpeg"):
        async with web.get("/view", params=shown | {"preview": f"{format};90"}) as answer:
            image = Image.open(BytesIO(await answer.read()))
            assert (image.format, image.size) == (format.upper(), (512, 512))
    for name in ("../../etc/passwd", "ComfyUI_00001_.png", "", f"{'0' * 32}.png"):
        async with web.get("/view", params={"filename": name}) as answer:
            assert answer.status == 404
    id = (await post(paired_admin, "/prompt", {"prompt": graph()}))["prompt_id"]
    (hidden,) = (await history(paired_admin, id))["outputs"]["9"]["images"]
    async with stranger.get("/view", params=hidden) as answer:
        assert answer.status == 403
        assert (await answer.json())["error"]["type"] == "not_paired"


async def test_a_prompt_id_of_ones_own_counts_once(web: ClientSession) -> None:
    id = str(uuid.uuid4())
    body = {"prompt": graph(), "prompt_id": id}
    assert (await post(web, "/prompt", body))["prompt_id"] == id
    assert (await refused(web, body))["error"]["type"] == "invalid_prompt_id"
    assert (await post(web, "/prompt", body, headers=OTHERS))["prompt_id"] == id


async def test_only_ones_own_graphs_are_listed_dropped_and_interrupted(
    slow_web: ClientSession,
) -> None:
    mine: dict[str, Any] = {"headers": MINE}
    others: dict[str, Any] = {"headers": OTHERS}
    async with slow_web.ws_connect("/ws?clientId=me", headers=MINE) as socket:
        body = {"prompt": graph("a bear"), "client_id": "me"}
        first = (await post(slow_web, "/prompt", body, **mine))["prompt_id"]
        running: list[str] = []
        while not running:
            running, _ = await queues(slow_web, **mine)
        second = (await post(slow_web, "/prompt", body, **mine))["prompt_id"]
        assert await queues(slow_web, **others) == ([], [])
        for path in ("/interrupt", "/queue"):
            everything = {"clear": True, "delete": [first, second], "prompt_id": first}
            await post(slow_web, path, everything, **others)
        assert (await get(slow_web, "/prompt"))["exec_info"]["queue_remaining"] >= 1
        await post(slow_web, "/queue", {"delete": [second]}, **mine)
        await post(slow_web, "/interrupt", {"prompt_id": first}, **mine)
        await post(slow_web, "/interrupt", {}, **mine)
        messages, _ = await told(socket, second)
    ended = [each["data"] for each in messages if each["type"] == "execution_interrupted"]
    assert {each["prompt_id"] for each in ended} == {first, second}
    assert ended[0]["node_type"] == "QwenImageGenerator"
    assert await get(slow_web, "/history", **others) == {}
    entry = await history(slow_web, first, **mine)
    assert (entry["outputs"], entry["status"]["status_str"]) == ({}, "error")
    assert entry["status"]["completed"] is False
    assert entry["status"]["messages"][-1][0] == "execution_interrupted"
    await post(slow_web, "/history", {"delete": [first]}, **mine)
    assert set(await get(slow_web, "/history", **mine)) == {second}
    await post(slow_web, "/history", {"clear": True}, **mine)
    assert await get(slow_web, "/history", **mine) == {}


async def test_a_page_of_elsewhere_cannot_ask_without_saying_what_it_sends(
    web: ClientSession,
) -> None:
    plain = {"Content-Type": "text/plain"}
    data = json.dumps({"prompt": graph()})
    async with web.post("/prompt", data=data, headers=plain) as answer:
        assert answer.status == 200
    for sign in ({"Cookie": "edged_device=x"}, {"Sec-Fetch-Site": "cross-site"}):
        async with web.post("/prompt", data=data, headers=plain | sign) as answer:
            assert answer.status == 415
            assert (await answer.json())["error"]["type"] == "media_type"
