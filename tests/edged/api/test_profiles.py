from __future__ import annotations

from aiohttp import ClientSession

from runtime.profile import find_profiles, profiles_folder


async def test_every_profile_is_offered_with_what_it_gives_and_how_it_fits(
    admin: ClientSession,
) -> None:
    async with admin.get("/admin/profile") as answer:
        why = await answer.json()
    async with admin.get("/admin/profiles") as answer:
        offers = await answer.json()
    found = {offer["name"]: offer for offer in offers["profiles"]}
    assert {path.stem for path in find_profiles(profiles_folder())} <= found.keys()
    assert {name: offer["score"] for name, offer in found.items()} == why["scores"]
    assert [name for name, offer in found.items() if offer["best"]] == [why["best"]]
    assert [name for name, offer in found.items() if offer["used"]] == [why["used"]]
    for name, offer in found.items():
        points = [condition["points"] for condition in offer["conditions"]]
        assert offer["profile"]["name"] == name
        assert offer["score"] == (None if None in points else sum(points))


async def test_the_profiles_are_the_admins_alone(web: ClientSession) -> None:
    async with web.get("/admin/profiles") as answer:
        assert answer.status == 404
