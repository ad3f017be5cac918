from __future__ import annotations

import pytest
from aiohttp import ClientSession, encode_basic_auth

from edged.api.caller import preferred


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("de,zh-TW;q=0.5", "zh"),
        ("en;q=0.1,zh;q=0.2", "zh"),
        ("zh;q=nonsense,en;q=0.1", "en"),
        ("zh;q=0", "en"),
        (";;,,q=1", "en"),
    ],
)
def test_the_language_that_is_liked_better_wins(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


async def test_the_query_wins_over_the_browser(web: ClientSession) -> None:
    chinese = {"Accept-Language": "zh-CN"}
    async with web.get("/nothing", headers=chinese) as answer:
        assert (await answer.json())["error"]["message"] == "这个地址什么也没有。"
    async with web.get("/nothing?lang=en", headers=chinese) as answer:
        assert (await answer.json())["error"]["message"] == "There is nothing at this address."


async def test_a_malformed_token_counts_as_none(web: ClientSession) -> None:
    for header in (
        {"Authorization": "Bearer short"},
        {"Authorization": "Basic xyz"},
        {"Cookie": "edged_device=x"},
    ):
        async with web.get("/v1/pictures", headers=header) as answer:
            assert answer.status == 200


async def test_a_key_may_be_the_password_of_a_programme_that_knows_only_those(
    web: ClientSession,
) -> None:
    key = "a-key-of-some-length"
    ways = (f"Bearer {key}", encode_basic_auth("whoever", key), encode_basic_auth("", key))
    ids = []
    for way in ways:
        async with web.post(
            "/v1/pictures", json={"prompt": "bear"}, headers={"Authorization": way}
        ) as answer:
            ids.append((await answer.json())["id"])
    async with web.get("/v1/pictures", headers={"Authorization": ways[0]}) as answer:
        listed = {picture["id"] for picture in (await answer.json())["pictures"]}
    assert set(ids) <= listed


async def test_a_method_that_a_route_lacks_is_405_with_the_allowed_ones(web: ClientSession) -> None:
    async with web.put("/v1/box") as answer:
        assert answer.status == 405
        assert "GET" in answer.headers["Allow"]
        assert (await answer.json())["error"]["code"] == "method_not_allowed"
