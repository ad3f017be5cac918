from __future__ import annotations

import re
from typing import Any

from aiohttp import ClientSession


async def test_the_description_lists_every_route_and_its_references_hold(
    web: ClientSession, admin: ClientSession
) -> None:
    async with web.get("/openapi.json") as answer:
        public = await answer.json()
    async with admin.get("/openapi.json") as answer:
        private = await answer.json()
    assert public["openapi"] == "3.1.0"
    assert set(public["paths"]["/v1/pictures"]) == {"get", "post"}
    assert set(private["paths"]) - set(public["paths"]) == {
        "/admin/cache",
        "/admin/cache/fill",
        "/admin/devices",
        "/admin/devices/{id}",
        "/admin/pack",
        "/admin/packs",
        "/admin/packs/{ref}",
        "/admin/packs/{ref}/archive",
        "/admin/packs/{ref}/check",
        "/admin/pairing",
        "/admin/sticks/{stick}",
        "/admin/status",
        "/admin/jobs",
        "/admin/profile",
        "/admin/profiles",
        "/admin/stop",
        "/admin/telemetry",
        "/admin/tune",
        "/admin/tune/engines",
        "/admin/wipe",
    }
    assert {"/v1/images/generations", "/sdapi/v1/txt2img", "/prompt", "/ws"} <= set(public["paths"])
    for document in (public, private):
        schemas = document["components"]["schemas"]
        for name in re.findall(r"'#/components/schemas/([^']+)'", str(document)):
            assert name in schemas


async def test_the_description_names_bodies_parameters_and_errors(web: ClientSession) -> None:
    async with web.get("/openapi.json") as answer:
        document: dict[str, Any] = await answer.json()
    post = document["paths"]["/v1/pictures"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Wish"
    }
    assert {parameter["name"] for parameter in post["parameters"]} == {"wait", "lang"}
    assert "queue_full" in post["responses"]["503"]["description"]
    ids = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert len(ids) == len(set(ids))
    picture = document["components"]["schemas"]["Picture"]
    assert set(picture["required"]) >= {"id", "state", "position", "eta_s", "image", "error"}
