"""ComfyUI's WebSocket: everything in its order, to whom it belongs."""

from __future__ import annotations

import struct
import uuid
from io import BytesIO

import pytest
from aiohttp import ClientSession
from PIL import Image

from tests.edged.comfying import MINE, OTHERS, get, graph, history, post, told
from tests.toybox import toy_box


async def test_the_socket_tells_everything_in_comfyuis_order(slow_web: ClientSession) -> None:
    client = str(uuid.uuid4())
    async with slow_web.ws_connect(f"/ws?clientId={client}") as socket:
        body = {"prompt": graph("a panda"), "client_id": client}
        answer = await post(slow_web, "/prompt", body)
        assert set(answer) == {"prompt_id", "number", "node_errors"}
        id = answer["prompt_id"]
        messages, previews = await told(socket, id)
    first = messages[0]
    assert first["type"] == "status"
    assert first["data"]["sid"] == client
    assert "queue_remaining" in first["data"]["status"]["exec_info"]
    names = [each["type"] for each in messages if each["type"] not in {"status", "progress"}]
    assert names == [
        "execution_start",
        "execution_cached",
        "executing",
        "executed",
        "executing",
        "executed",
        "execution_success",
        "executing",
    ]
    nodes = [each["data"]["node"] for each in messages if each["type"] == "executing"]
    assert nodes == ["5", "9", None]
    steps = [each["data"] for each in messages if each["type"] == "progress"]
    assert steps
    assert all(each["node"] == "5" and each["prompt_id"] == id for each in steps)
    values = [each["value"] for each in steps]
    assert values == sorted(values)
    assert steps[-1]["max"] == 8
    executed = {e["data"]["node"]: e["data"]["output"] for e in messages if e["type"] == "executed"}
    assert executed["5"]["text"] == ["panda"]
    assert executed["9"]["images"][0]["type"] == "output"
    assert previews
    for preview in previews:
        assert struct.unpack(">II", preview[:8]) == (1, 1)
        image = Image.open(BytesIO(preview[8:]))
        assert (image.format, image.size) == ("JPEG", (256, 256))


async def test_the_history_is_whole_once_the_socket_said_so(web: ClientSession) -> None:
    async with web.ws_connect("/ws?clientId=one") as socket:
        body = {"prompt": graph(seed=3), "client_id": "one", "extra_data": {"extra_pnginfo": {}}}
        id = (await post(web, "/prompt", body))["prompt_id"]
        await told(socket, id)
        entry = (await get(web, f"/history/{id}"))[id]
    number, same, sent, extra, outputs = entry["prompt"]
    assert (same, outputs, extra["client_id"]) == (id, ["5", "9"], "one")
    assert isinstance(number, int)
    assert sent["5"]["inputs"]["seed"] == 3
    assert entry["status"]["status_str"] == "success"
    assert entry["status"]["completed"] is True
    assert [name for name, _ in entry["status"]["messages"]] == [
        "execution_start",
        "execution_cached",
        "execution_success",
    ]
    assert entry["meta"]["9"] == {
        "node_id": "9",
        "display_node": "9",
        "parent_node": None,
        "real_node_id": "9",
    }
    assert id in await get(web, "/history")
    assert id in await get(web, "/api/history?max_items=1")


async def test_who_comes_late_to_the_socket_hears_the_rest(slow_web: ClientSession) -> None:
    body = {"prompt": graph("a bear"), "client_id": "late"}
    id = (await post(slow_web, "/prompt", body))["prompt_id"]
    async with slow_web.ws_connect("/api/ws?clientId=late") as socket:
        messages, _ = await told(socket, id)
    assert messages[-2]["type"] == "status" or messages[-2]["type"] == "execution_success"


async def test_another_ones_client_id_hears_nothing_of_mine(web: ClientSession) -> None:
    async with (
        web.ws_connect("/ws?clientId=same", headers=OTHERS) as other,
        web.ws_connect("/ws?clientId=same", headers=MINE) as own,
    ):
        body = {"prompt": graph(), "client_id": "same"}
        id = (await post(web, "/prompt", body, headers=MINE))["prompt_id"]
        await told(own, id)
        assert (await other.receive_json())["type"] == "status"
        with pytest.raises(TimeoutError):
            await other.receive(0.2)


async def test_the_socket_is_for_those_who_may_draw_and_for_sockets(
    web: ClientSession, stranger: ClientSession
) -> None:
    async with web.get("/ws") as answer:
        assert answer.status == 400
    async with stranger.get("/ws") as answer:
        assert answer.status == 403


async def test_a_picture_that_fails_is_an_error_of_the_generator(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with toy_box(tmp_path_factory.mktemp("poisoned"), poison="octopus") as bad:
        async with ClientSession(bad.url) as web, web.ws_connect("/ws?clientId=x") as socket:
            body = {"prompt": graph("an octopus"), "client_id": "x"}
            id = (await post(web, "/prompt", body))["prompt_id"]
            messages, _ = await told(socket, id)
            entry = await history(web, id)
            wish = {"prompt": "an octopus"}
            upstream = await post(web, "/v1/images/generations", wish, 500)
            await post(web, "/sdapi/v1/txt2img", wish, 500)
    (error,) = [each["data"] for each in messages if each["type"] == "execution_error"]
    assert error.items() >= {"prompt_id": id, "node_id": "5", "traceback": []}.items()
    assert error["node_type"] == "QwenImageGenerator"
    assert error["exception_message"]
    assert error["current_inputs"]["text_prompt"] == ["an octopus"]
    assert entry["outputs"] == {}
    assert entry["status"]["messages"][-1][0] == "execution_error"
    assert upstream["error"]["type"] == "server_error"
    assert upstream["error"]["code"] == error["exception_type"]
