from __future__ import annotations

from aiohttp import ClientSession


async def test_a_box_that_draws_is_alive_and_ready(web: ClientSession) -> None:
    async with web.get("/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"ok": True})
    async with web.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"ready": True, "state": "ready"})


async def test_metrics_count_pictures_and_never_name_prompts_or_ids(web: ClientSession) -> None:
    async with web.post("/v1/pictures?wait=60", json={"prompt": "a purple panda"}) as answer:
        picture = await answer.json()
    async with web.get("/metrics") as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
        text = await answer.text()
    assert 'edged_pictures_total{state="done"}' in text
    assert "edged_ready 1.0" in text
    assert 'route="/v1/pictures"' in text
    assert picture["id"] not in text
    assert "panda" not in text
