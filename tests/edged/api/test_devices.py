from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from tests.edged.admission import asked, bearer, refused
from tests.toybox import painter_held


async def test_a_programme_gets_a_key_once(
    stranger: ClientSession, paired_admin: ClientSession
) -> None:
    wanted = {"name": "ComfyUI"}
    status, made = await asked(paired_admin, "POST", "/admin/devices", json=wanted)
    assert (status, made["device"]["role"]) == (201, "programme")
    assert made["device"]["name"] == {"en": "ComfyUI", "zh": "ComfyUI"}
    key = {"Authorization": f"Bearer {made['token']}"}
    assert (await asked(stranger, "GET", "/v1/pictures", headers=key))[0] == 200
    _, listed = await asked(paired_admin, "GET", "/admin/devices")
    assert made["token"] not in str(listed)


async def test_a_device_is_renamed_and_revoked(
    stranger: ClientSession, paired_admin: ClientSession
) -> None:
    key = await bearer(paired_admin, stranger)
    device = (await asked(paired_admin, "GET", "/admin/devices"))[1]["devices"][-1]
    one = f"/admin/devices/{device['id']}"
    _, renamed = await asked(paired_admin, "PATCH", one, json={"name": "平板 7"})
    assert renamed["name"]["zh"] == "平板 7"
    assert (await asked(stranger, "GET", "/v1/pictures", headers=key))[0] == 200
    assert (await asked(paired_admin, "DELETE", one))[0] == 200
    assert await refused(stranger, "GET", "/v1/pictures", headers=key) == "not_paired"
    assert await refused(paired_admin, "DELETE", one) == "device_unknown"
    assert await refused(paired_admin, "PATCH", one, json={"name": "x"}) == "device_unknown"


async def test_a_revoked_device_is_cut_off_in_the_middle_of_a_stream(
    stranger: ClientSession, paired_admin: ClientSession, paired_folder: Path
) -> None:
    keys = [await bearer(paired_admin, stranger) for _ in range(2)]
    devices = (await asked(paired_admin, "GET", "/admin/devices"))[1]["devices"][-2:]
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(stack.enter_context, painter_held(paired_folder))
        streams = []
        for number, key in enumerate(keys):
            wish = {"prompt": "bear", "seed": 20261123 + number}
            _, made = await asked(stranger, "POST", "/v1/pictures", json=wish, headers=key)
            following = stranger.get(f"/v1/pictures/{made['id']}/events", headers=key)
            streams.append(await stack.enter_async_context(following))
            await streams[-1].content.readline()
        await asked(paired_admin, "DELETE", f"/admin/devices/{devices[0]['id']}")
        with pytest.raises(ClientError):
            await asyncio.wait_for(streams[0].read(), 20)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(streams[1].content.readuntil(b"event: done"), 1)


@pytest.mark.parametrize("name", ["", "x" * 41, "a\nb", "\x1b[31mred", "tab\t"])
async def test_a_name_is_one_line_that_people_can_read(
    paired_admin: ClientSession, name: str
) -> None:
    wanted = {"name": name}
    assert await refused(paired_admin, "POST", "/admin/devices", json=wanted) == "bad_field"
