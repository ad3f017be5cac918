"""Tablets that ask, over real HTTP."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from aiohttp import ClientSession

LIMIT_S = 120.0
"""Seconds after which something that should happen did not."""


def tablet(name: str) -> dict[str, str]:
    """Headers of one that made up its own token."""
    return {"Authorization": f"Bearer {name.ljust(20, '-')}"}


async def drawn(web: ClientSession, prompt: str, who: str = "one", **wishes: Any) -> dict[str, Any]:
    """The finished Picture."""
    body = {"prompt": prompt, **wishes}
    async with web.post("/v1/pictures?wait=60", json=body, headers=tablet(who)) as answer:
        assert answer.status == 200, await answer.text()
        picture = dict(await answer.json())
    assert picture["state"] == "done", picture
    return picture


async def file_of(web: ClientSession, picture: dict[str, Any], query: str = "") -> bytes:
    async with web.get(picture["image"] + query) as answer:
        assert answer.status == 200, await answer.text()
        return await answer.read()


async def metric(web: ClientSession, name: str) -> float:
    """`edged_cache_hits_total{cache="pictures"}` or the like; 0 where there is none."""
    async with web.get("/metrics") as answer:
        text = await answer.text()
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def until(look: Any, wanted: Any = True) -> None:
    """Until `look()`, which is awaited, gives `wanted`."""
    async with asyncio.timeout(LIMIT_S):
        while await look() != wanted:  # noqa: ASYNC110 - another process changes it
            await asyncio.sleep(0.05)
