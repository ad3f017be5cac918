"""Asking a box as ComfyUI's own example scripts and its page ask ComfyUI."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

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


async def refused(web: ClientSession, body: Any, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await post(web, "/prompt", body, 400, **more)
    assert set(answer) == {"error", "node_errors"}
    assert set(answer["error"]) == {"type", "message", "details", "extra_info"}
    return answer


async def queues(web: ClientSession, **more: Any) -> tuple[list[str], list[str]]:
    answer = await get(web, "/queue", **more)
    running, pending = answer["queue_running"], answer["queue_pending"]
    return [item[1] for item in running], [item[1] for item in pending]
