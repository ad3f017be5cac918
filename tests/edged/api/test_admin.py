from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.toybox import socket_of


async def test_the_admin_sees_how_the_box_is(admin: ClientSession) -> None:
    async with admin.get("/admin/status") as answer:
        assert answer.status == 200
        status = await answer.json()
    assert status["box"]["state"] == "ready"
    assert status["issues"] == []
    assert status["worker"]["state"] == "ready"
    assert status["worker"]["pid"] != status["pid"]
    assert status["pack"]["name"] == "cute-animals"
    assert status["profile"]["chosen"] == "auto"
    assert status["queue"]["limit"] == 64
    assert all(address.startswith("http://") for address in status["addresses"])


async def test_the_admin_sees_everybodys_pictures(admin: ClientSession, web: ClientSession) -> None:
    async with web.post("/v1/pictures?wait=60", json={"prompt": "bear"}) as answer:
        picture = await answer.json()
    async with admin.get("/admin/jobs?limit=5") as answer:
        jobs = (await answer.json())["jobs"]
    assert jobs[0]["id"] == picture["id"]
    assert jobs[0]["owner"].startswith("address:")
    assert "127.0.0.1" not in jobs[0]["owner"]


async def test_the_admin_learns_why_this_profile(admin: ClientSession) -> None:
    async with admin.get("/admin/profile") as answer:
        why = await answer.json()
    assert why["best"] == why["used"]
    assert why["scores"][why["best"]] is not None
    assert why["facts"]["cores"] >= 1


@pytest.mark.parametrize("path", ["/admin/status", "/admin/jobs", "/admin/profile", "/admin/stop"])
async def test_tablets_never_reach_the_admins_routes(web: ClientSession, path: str) -> None:
    async with web.get(path) as answer:
        assert answer.status == 404
    async with web.post(path) as answer:
        assert answer.status == 404


def test_only_the_boxs_user_and_group_open_the_socket(
    admin: ClientSession, box_folder: Path
) -> None:
    assert socket_of(box_folder).stat().st_mode & 0o777 == 0o660
