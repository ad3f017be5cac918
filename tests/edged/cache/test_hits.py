"""Who asks for what was drawn before: the same where the seed says so, else another one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.edged.cache.asking import drawn, file_of, tablet, until
from tests.readback import open_image, read_text, read_xmp

SEEDS = {"png": 5, "webp": 6, "jpeg": 7}
"""Kept latents serve every format: each needs a picture of its own."""


def kept(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.picture"))


async def until_kept(folder: Path, more_than: int) -> None:
    async def enough() -> bool:
        return len(await asyncio.to_thread(kept, folder)) > more_than

    await until(enough)


async def first(web: ClientSession, folder: Path, prompt: str, **wishes: Any) -> dict[str, Any]:
    """A picture that is in the cache now."""
    before = len(kept(folder))
    picture = await drawn(web, prompt, **wishes)
    assert not picture["served"]["cached"]
    await until_kept(folder, before)
    return picture


@pytest.mark.parametrize("format", SEEDS)
async def test_the_same_wish_with_the_same_seed_is_answered_without_drawing(
    web: ClientSession, box_folder: Path, format: str
) -> None:
    one = await first(web, box_folder, "a red fox", seed=SEEDS[format], format=format)
    two = await drawn(web, "one red FOX please", "two", seed=SEEDS[format], format=format)
    assert two["served"] == {**one["served"], "cached": True}
    assert two["id"] != one["id"]
    files = [await file_of(web, picture) for picture in (one, two)]
    assert open_image(files[0]).tobytes() == open_image(files[1]).tobytes()


@pytest.mark.parametrize("format", SEEDS)
async def test_no_childs_words_reach_another_child_with_a_picture(
    web: ClientSession, box_folder: Path, format: str
) -> None:
    secret = "my secret 小猫 cat for Zoë"
    one = await first(web, box_folder, secret, seed=SEEDS[format], format=format)
    for file in kept(box_folder):
        data = file.read_bytes()
        for word in ("secret", "Zoë", one["id"]):
            assert word.encode() not in data
    two = await drawn(web, "a cat", "two", seed=SEEDS[format], format=format)
    assert two["served"]["cached"]
    data = await file_of(web, two)
    for word in ("secret", "Zoë", "小猫", one["id"]):
        assert word.encode() not in data
    assert read_xmp(data)["edged:prompt"] == "a cat"
    assert two["id"] in read_xmp(data)["TC260:AIGC"]
    if format == "png":
        assert read_text(data)["Description"] == "a cat"


async def test_another_size_of_the_same_picture_is_only_decoded(
    web: ClientSession, box_folder: Path
) -> None:
    one = await first(web, box_folder, "a blue owl", seed=7)
    two = await drawn(web, "a blue owl", "two", seed=7, size="256x256")
    assert two["served"] == {"size": "256x256", "steps": 8, "cached": True, "reason": None}
    small = await file_of(web, one, "?size=256x256")
    assert open_image(small).size == open_image(await file_of(web, two)).size == (256, 256)


async def test_a_decoded_picture_is_the_drawn_one_to_the_bit(
    web: ClientSession, box_folder: Path
) -> None:
    one = await first(web, box_folder, "a green frog", seed=8)
    for file in kept(box_folder):
        file.unlink()
    two = await drawn(web, "a green frog", "two", seed=8)
    assert two["served"]["cached"]
    files = [await file_of(web, picture) for picture in (one, two)]
    assert open_image(files[0]).tobytes() == open_image(files[1]).tobytes()


async def test_another_tablet_gets_what_was_drawn_before_and_the_same_one_something_new(
    web: ClientSession, box_folder: Path
) -> None:
    one = await first(web, box_folder, "a lion", who="ann")
    two = await drawn(web, "a lion", "bob")
    assert two["served"]["cached"]
    assert two["seed"] == one["seed"]
    again = [(await drawn(web, "a lion", "ann"))["seed"] for _ in range(4)]
    assert len({one["seed"], *again}) == 5


async def test_nobody_gets_the_same_picture_twice_in_a_row(
    web: ClientSession, box_folder: Path
) -> None:
    seen: dict[str, list[int]] = {"cem": [], "dia": [], "eva": []}
    for _ in range(4):
        for who, seeds in seen.items():
            seeds.append((await drawn(web, "a panda", who))["seed"])
    for seeds in seen.values():
        assert len(set(seeds)) == len(seeds)
    # Three tablets, twelve wishes: far fewer drawings.
    assert len({seed for seeds in seen.values() for seed in seeds}) < 12


async def test_tablets_are_spread_over_what_there_is(web: ClientSession, box_folder: Path) -> None:
    for number in range(3):
        await first(web, box_folder, "a tiger", who="maker", seed=100 + number)
    given = [(await drawn(web, "a tiger", f"child{n}"))["seed"] for n in range(6)]
    assert sorted(given) == [100, 100, 101, 101, 102, 102]


async def test_events_and_ownership_of_a_cached_picture_are_like_any_others(
    web: ClientSession, box_folder: Path
) -> None:
    await first(web, box_folder, "a whale", seed=9)
    body = {"prompt": "a whale", "seed": 9}
    async with web.post("/v1/pictures", json=body, headers=tablet("two")) as answer:
        assert answer.status == 202
        picture = await answer.json()
    assert (picture["state"], picture["position"], picture["eta_s"]) == ("done", None, None)
    async with web.get(f"/v1/pictures/{picture['id']}/events") as stream:
        text = await stream.text()
    assert text.count("event: ") == 1
    assert "event: done" in text
    async with web.get("/v1/pictures", headers=tablet("two")) as answer:
        listed = [each["id"] for each in (await answer.json())["pictures"]]
    assert picture["id"] in listed
    async with web.delete(f"/v1/pictures/{picture['id']}", headers=tablet("one")) as answer:
        assert answer.status == 403


async def test_removing_a_cached_picture_leaves_the_caches_own_copy_alone(
    web: ClientSession, box_folder: Path
) -> None:
    await first(web, box_folder, "a bee", seed=10)
    for who in ("two", "three"):
        picture = await drawn(web, "a bee", who, seed=10)
        assert picture["served"]["cached"]
        async with web.delete(f"/v1/pictures/{picture['id']}", headers=tablet(who)) as answer:
            assert answer.status == 200
        async with web.get(picture["image"]) as answer:
            assert answer.status == 404
