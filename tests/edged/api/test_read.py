from __future__ import annotations

import pytest
from aiohttp import ClientSession


async def test_reading_tells_what_will_be_drawn(web: ClientSession) -> None:
    async with web.post(
        "/v1/read", json={"prompt": "a yellow duck at the beach and a xylophone"}
    ) as answer:
        assert answer.status == 200
        reading = await answer.json()
    assert reading["caption"] == "duck: yellow; at beach"
    assert reading["refused"] is None
    assert {"kind": "animal", "word": "duck", "concept": "duck"} in reading["understood"]
    assert any("xylophone" in word for word in reading["dropped"])


@pytest.mark.parametrize(
    ("prompt", "category"), [("", "empty"), ("杀死小熊", "violence"), ("table", "no_subject")]
)
async def test_a_refusal_names_its_category_in_the_callers_language(
    web: ClientSession, prompt: str, category: str
) -> None:
    messages = []
    for language in ("zh", "en"):
        async with web.post(f"/v1/read?lang={language}", json={"prompt": prompt}) as answer:
            reading = await answer.json()
        assert reading["refused"]["category"] == category
        assert reading["caption"] == ""
        messages.append(reading["refused"]["message"])
    assert messages[0] != messages[1]


async def test_a_long_prompt_is_refused(web: ClientSession) -> None:
    async with web.post("/v1/read", json={"prompt": "x" * 501}) as answer:
        assert (await answer.json())["error"]["code"] == "prompt_too_long"
