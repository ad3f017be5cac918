"""What ComfyUI's clients ask a server first."""

from __future__ import annotations

from aiohttp import ClientSession

from tests.edged.comfying import get, post


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
