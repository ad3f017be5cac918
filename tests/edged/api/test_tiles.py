"""How tiles are listed and served."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from scripts.box import Box
from tests.edged.cache.asking import until
from tests.sessions import tablet_session
from tests.toybox import on, toy_box

MORE = 'access = "paired"\n[cache]\ntiles = true\nquiet_s = 0\ndream = false\n'


@pytest.fixture(scope="module")
def tiled_box(tmp_path_factory: pytest.TempPathFactory, calm: Path) -> Iterator[Box]:
    with on(calm), toy_box(tmp_path_factory.mktemp("tiled"), more=MORE) as box:
        yield box


@pytest.fixture
async def anybody(tiled_box: Box) -> AsyncIterator[ClientSession]:
    """Not paired: who stands before the door sees what can be wished for, too."""
    async with tablet_session(tiled_box) as session:
        yield session


async def listed(web: ClientSession) -> dict[str, Any]:
    async with web.get("/v1/tiles") as answer:
        assert answer.status == 200
        return dict(await answer.json())


async def first(web: ClientSession) -> str:
    """The first tile's address, once it is drawn."""

    async def there() -> bool:
        return bool((await listed(web))["tiles"])

    await until(there)
    return str((await listed(web))["tiles"]["animal"]["bear"])


async def test_a_tile_may_be_kept_for_ever(anybody: ClientSession) -> None:
    address = await first(anybody)
    async with anybody.get(address) as answer:
        assert answer.status == 200
        assert answer.content_type == "image/webp"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (await answer.read())[8:12] == b"WEBP"
        known = {"If-None-Match": answer.headers["ETag"]}
    async with anybody.get(address, headers=known) as answer:
        assert answer.status == 304


async def test_the_list_is_sent_again_only_when_it_grew(anybody: ClientSession) -> None:
    await first(anybody)
    async with anybody.get("/v1/tiles") as answer:
        found, etag = await answer.json(), answer.headers["ETag"]
        assert answer.headers["Cache-Control"] == "no-cache"
    assert found["total"] > 0
    assert found["series"] in found["tiles"]["animal"]["bear"]

    async def grown() -> bool:
        return bool(await listed(anybody) != found)

    await until(grown)
    async with anybody.get("/v1/tiles", headers={"If-None-Match": etag}) as answer:
        assert answer.status == 200
    async with anybody.get("/v1/tiles", headers={"If-None-Match": "*"}) as answer:
        assert answer.status == 304


@pytest.mark.parametrize(
    "change",
    [
        lambda address: address.replace("bear", "nobody"),
        lambda address: address.replace(".webp", ""),
        lambda address: address.replace(".webp", ".png"),
        lambda address: address.replace("/tiles/", "/tiles/0"),
        lambda address: "/tiles/%2e%2e/devices.db",
        lambda address: "/tiles/x/..%2f..%2fdevices.db",
    ],
)
async def test_nothing_else_is_served(anybody: ClientSession, change: Any) -> None:
    async with anybody.get(change(await first(anybody))) as answer:
        assert answer.status == 404
