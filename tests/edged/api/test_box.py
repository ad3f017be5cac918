from __future__ import annotations

import re

from aiohttp import ClientSession

from edged import __version__
from runtime.profile import find_profiles, profiles_folder


async def test_the_box_says_who_it_is_and_what_it_draws(web: ClientSession) -> None:
    async with web.get("/v1/box") as answer:
        box = await answer.json()
    assert re.fullmatch("[0-9a-f]{8}", box["id"])
    assert box["name"] == "Class 2b"
    assert (box["version"], box["state"]) == (__version__, "ready")
    assert box["profile"] in {path.stem for path in find_profiles(profiles_folder())}
    assert box["pack"]["name"] == "cute-animals"
    assert box["sizes"] == ["512x512", "384x384", "256x256"]
    assert box["steps"] == {"default": 8, "min": 4, "max": 20}
    assert box["languages"] == ["zh", "en"]
    assert {concept["id"] for concept in box["vocabulary"]["concepts"]} >= {"duck", "hat", "beach"}
