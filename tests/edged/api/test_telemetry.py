from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import ClientSession


async def telemetry(admin: ClientSession, query: str = "") -> dict[str, Any]:
    async with admin.get(f"/admin/telemetry{query}") as answer:
        assert answer.status == 200
        found: dict[str, Any] = await answer.json()
        return found


async def test_the_admin_sees_what_the_sensors_say(admin: ClientSession) -> None:
    for _ in range(100):
        found = await telemetry(admin)
        if found["age_s"] is not None:
            break
        await asyncio.sleep(0.1)
    readings, heat = found["readings"], found["heat"]
    assert isinstance(readings, dict)
    assert isinstance(heat, dict)
    assert readings["memory_total"]["value"] > 0
    assert readings["memory_total"]["source"] == "/proc/meminfo"
    assert readings["memory_total"]["age_s"] >= 0
    assert heat["part"] == "cpu"
    assert 40 <= heat["target_c"] < heat["limit_c"]
    assert found["history"] is None


async def test_the_past_comes_where_it_is_asked_for(admin: ClientSession) -> None:
    for _ in range(100):
        history = (await telemetry(admin, "?history=99999"))["history"]
        assert isinstance(history, dict)
        if history["rows"]:
            break
        await asyncio.sleep(0.1)
    assert history["step_s"] == 5
    column = history["metrics"].index("memory_free")
    assert history["rows"][-1][column] > 0
    assert len(history["rows"]) == len(history["ages_s"]) == len(history["throttled"])


@pytest.mark.parametrize("query", ["?history=soon", "?history=-1", "?history=nan"])
async def test_a_past_that_is_no_number_is_refused(admin: ClientSession, query: str) -> None:
    async with admin.get(f"/admin/telemetry{query}") as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["code"] == "bad_field"


async def test_tablets_do_not_see_it(web: ClientSession) -> None:
    async with web.get("/admin/telemetry") as answer:
        assert answer.status == 404


async def test_prometheus_gets_it_too(web: ClientSession) -> None:
    async with web.get("/metrics") as answer:
        text = await answer.text()
    assert 'edged_memory_size_bytes{part="box"}' in text
    assert "edged_sample_age_seconds" in text
