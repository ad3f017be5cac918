"""ComfyUI's API on a real box, asked as ComfyUI's own example scripts and its page ask."""

from __future__ import annotations

import json
import struct
import urllib.error
import urllib.parse
import urllib.request
import uuid
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType
from PIL import Image

from edged.refusals import PromptEmpty
from scripts.box import Box
from tests.edged.kindly import kindly
from tests.toybox import toy_box

DUCK = "黄色的小鸭子戴着红色帽子"
SNIPPET = {"text_prompt": DUCK, "style_tag": "kids_cute_v2", "resolution": "512x512"}
MINE = {"Authorization": "Bearer a-workflow-of-mine"}
OTHERS = {"Authorization": "Bearer a-workflow-of-others"}


def graph(prompt: str = DUCK, **inputs: Any) -> dict[str, Any]:
    return {
        "3": {"class_type": "EdgedBox", "inputs": {"address": "auto"}},
        "5": {
            "class_type": "QwenImageGenerator",
            "inputs": SNIPPET | {"text_prompt": prompt, "box": ["3", 0]} | inputs,
        },
        "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "kids", "images": ["5", 0]}},
    }


async def post(web: ClientSession, path: str, body: Any, status: int = 200, **more: Any) -> Any:
    async with web.post(path, json=body, **more) as answer:
        assert answer.status == status, await answer.text()
        return await answer.json()


async def get(web: ClientSession, path: str, **more: Any) -> Any:
    async with web.get(path, **more) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.json()


async def told(socket: ClientWebSocketResponse, id: str) -> tuple[list[Any], list[bytes]]:
    """Messages and previews up to the end of this graph, as ComfyUI's example script waits for it."""
    messages: list[Any] = []
    previews: list[bytes] = []
    while True:
        message = await socket.receive(60)
        if message.type is WSMsgType.BINARY:
            previews.append(message.data)
            continue
        assert message.type is WSMsgType.TEXT, message
        messages.append(json.loads(message.data))
        data = messages[-1]["data"]
        if messages[-1]["type"] == "executing" and data["node"] is None and data["prompt_id"] == id:
            return messages, previews


async def history(web: ClientSession, id: str, **more: Any) -> dict[str, Any]:
    """Of one graph, once it has ended."""
    found: dict[str, Any] = {}
    while id not in found:
        found = await get(web, f"/history/{id}", **more)
    entry: dict[str, Any] = found[id]
    return entry


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


@pytest.mark.parametrize(
    "body",
    [
        {"prompt": SNIPPET},
        SNIPPET,
        {"prompt": {"class_type": "QwenImageGenerator", "inputs": SNIPPET}},
        {"class_type": "QwenImageGenerator", "inputs": SNIPPET},
        {"prompt": {"QwenImageGenerator": SNIPPET}},
        {"prompt": {"1": {"class_type": "QwenImageGenerator", "inputs": SNIPPET}}},
        {"prompt": {"7": {"class_type": "QwenImageGenerator", "inputs": {"text_prompt": DUCK}}}},
    ],
)
async def test_the_generators_inputs_alone_run_by_themselves(
    web: ClientSession, body: dict[str, Any]
) -> None:
    id = (await post(web, "/prompt", body))["prompt_id"]
    ((_, output),) = (await history(web, id))["outputs"].items()
    assert output["text"] == ["黄色 · 小鸭子 · 红色 · 帽子"]
    (shown,) = output["images"]
    assert shown["type"] == "temp"
    async with web.get("/view", params=shown) as answer:
        assert answer.content_type == "image/png"


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


async def refused(web: ClientSession, body: Any, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await post(web, "/prompt", body, 400, **more)
    assert set(answer) == {"error", "node_errors"}
    assert set(answer["error"]) == {"type", "message", "details", "extra_info"}
    return answer


async def test_a_node_that_is_not_here_is_said_as_comfyui_says_it(web: ClientSession) -> None:
    strange = {"4": {"class_type": "KSampler", "inputs": {}, "_meta": {"title": "My sampler"}}}
    answer = await refused(web, {"prompt": graph() | strange})
    assert answer == {
        "error": {
            "type": "missing_node_type",
            "message": "Node 'My sampler' not found. The custom node may not be installed.",
            "details": "Node ID '#4'",
            "extra_info": {
                "node_id": "4",
                "class_type": "KSampler",
                "node_title": "My sampler",
            },
        },
        "node_errors": {},
    }
    nameless = await refused(web, {"prompt": {"4": {"inputs": {}}}})
    assert nameless["error"]["type"] == "missing_node_type"
    assert nameless["error"]["extra_info"]["class_type"] is None


@pytest.mark.parametrize(
    ("node", "inputs", "type"),
    [
        ("5", {"style_tag": "noir"}, "value_not_in_list"),
        ("5", {"resolution": "9x9"}, "value_not_in_list"),
        ("5", {"seed": -1}, "value_smaller_than_min"),
        ("5", {"seed": 2**60}, "value_bigger_than_max"),
        ("5", {"seed": "many"}, "invalid_input_type"),
        ("5", {"box": "here"}, "invalid_input_type"),
        ("5", {"box": ["5", 0]}, "return_type_mismatch"),
        ("5", {"box": ["77", 0]}, "bad_linked_input"),
        ("5", {"box": ["3"]}, "bad_linked_input"),
        ("5", {"text_prompt": ["5", 1]}, "custom_validation_failed"),
    ],
)
async def test_what_is_wrong_with_a_node_is_said_at_the_node(
    web: ClientSession, node: str, inputs: dict[str, Any], type: str
) -> None:
    answer = await refused(web, {"prompt": graph(**inputs)})
    assert answer["error"]["type"] == "prompt_outputs_failed_validation"
    assert answer["error"]["message"] == "Prompt outputs failed validation"
    ((id, found),) = answer["node_errors"].items()
    assert (id, found["class_type"]) == (node, "QwenImageGenerator")
    assert found["dependent_outputs"] == ["5", "9"]
    assert type in {each["type"] for each in found["errors"]}
    (name,) = inputs
    assert found["errors"][0]["extra_info"]["input_name"] == name
    assert answer["error"]["details"].startswith(found["errors"][0]["message"])


async def test_what_is_missing_and_what_leads_nowhere_is_said(web: ClientSession) -> None:
    lost = graph()
    del lost["5"]["inputs"]["text_prompt"]
    found = (await refused(web, {"prompt": lost}))["node_errors"]["5"]["errors"]
    assert found == [
        {
            "type": "required_input_missing",
            "message": "Required input is missing",
            "details": "text_prompt",
            "extra_info": {"input_name": "text_prompt"},
        }
    ]
    only = {"3": {"class_type": "EdgedBox", "inputs": {}}}
    assert (await refused(web, {"prompt": only}))["error"]["type"] == "prompt_no_outputs"
    assert (await refused(web, {}))["error"]["type"] == "no_prompt"
    assert (await refused(web, {"prompt": []}))["error"]["type"] == "no_prompt"
    named = await refused(web, {"prompt": graph(), "prompt_id": "mine"})
    assert named["error"]["type"] == "invalid_prompt_id"
    many = {str(n): {"class_type": "EdgedBox", "inputs": {}} for n in range(65)}
    assert (await refused(web, {"prompt": many}))["error"]["type"] == "too_many_nodes"
    five = {str(n): graph()["5"] | {"inputs": SNIPPET} for n in range(5)}
    assert (await refused(web, {"prompt": five}))["error"]["type"] == "too_many_pictures"


async def test_one_good_output_is_enough(web: ClientSession) -> None:
    """As in ComfyUI: an output that cannot be had is left out."""
    half = graph() | {"10": {"class_type": "PreviewImage", "inputs": {}}}
    id = (await post(web, "/prompt", {"prompt": half}))["prompt_id"]
    assert set((await history(web, id))["outputs"]) == {"5", "9"}


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("拿着枪的熊", kindly("拿着枪的熊", "zh")),
        ("a bear with a gun", kindly("a bear with a gun", "en")),
        (" ", PromptEmpty().message("en")),
    ],
)
async def test_a_refusal_is_told_kindly_at_the_node(
    web: ClientSession, prompt: str, words: str
) -> None:
    answer = await refused(web, {"prompt": graph(prompt)})
    (found,) = answer["node_errors"]["5"]["errors"]
    assert found["type"] == "custom_validation_failed"
    assert found["details"] == f"text_prompt - {words}"
    assert found["extra_info"]["input_name"] == "text_prompt"


async def test_a_prompt_id_of_ones_own_counts_once(web: ClientSession) -> None:
    id = str(uuid.uuid4())
    body = {"prompt": graph(), "prompt_id": id}
    assert (await post(web, "/prompt", body))["prompt_id"] == id
    assert (await refused(web, body))["error"]["type"] == "invalid_prompt_id"
    assert (await post(web, "/prompt", body, headers=OTHERS))["prompt_id"] == id


async def queues(web: ClientSession, **more: Any) -> tuple[list[str], list[str]]:
    answer = await get(web, "/queue", **more)
    running, pending = answer["queue_running"], answer["queue_pending"]
    return [item[1] for item in running], [item[1] for item in pending]


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


async def test_what_clients_ask_first_is_there(web: ClientSession) -> None:
    nodes = await get(web, "/object_info")
    assert set(nodes) == {"QwenImageGenerator", "EdgedBox", "SaveImage", "PreviewImage"}
    generator = nodes["QwenImageGenerator"]
    assert generator["output"] == ["IMAGE", "STRING"]
    assert generator["output_name"] == ["image", "understood"]
    assert generator["input"]["optional"]["resolution"][0] == ["512x512", "384x384", "256x256"]
    assert generator["input_order"]["required"] == ["text_prompt"]
    assert await get(web, "/api/object_info/SaveImage") == {"SaveImage": nodes["SaveImage"]}
    assert await get(web, "/object_info/KSampler") == {}
    stats = await get(web, "/system_stats")
    assert stats["system"]["comfyui_version"]
    assert stats["devices"][0]["vram_total"] >= 0
    assert await get(web, "/embeddings") == await get(web, "/extensions") == []
    assert await get(web, "/models") == await get(web, "/models/checkpoints") == []
    assert await get(web, "/features")
    assert await post(web, "/free", {}) == {}


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


async def test_the_socket_is_for_those_who_may_draw_and_for_sockets(
    web: ClientSession, stranger: ClientSession
) -> None:
    async with web.get("/ws") as answer:
        assert answer.status == 400
    async with stranger.get("/ws") as answer:
        assert answer.status == 403


def test_a_script_sees_an_error_of_http_where_the_graph_is_wrong(box: Box) -> None:
    data = json.dumps({"prompt": {"1": {"class_type": "X"}}}).encode()
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(urllib.request.Request(f"{box.url}/prompt", data=data))
    with error.value as answer:
        assert answer.code == 400


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
