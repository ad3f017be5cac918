"""What the box fills in by itself, such as the steps of a wish that says nothing of them, and what becomes of wishes that it turns away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from edged.pictures import Wish
from edged.refusals import TooManyWaiting
from edged.settings import Settings
from scripts.box import Box
from tests.edged.test_pacing import house_of
from tests.sessions import tablet_session
from tests.toybox import toy_box
from tests.toypack import build_toy_pack
from tests.workerpipe import PROFILE

PLAIN, DRESSED, CROWDED = (
    "小熊",
    "黄色的小鸭子戴着红色帽子",
    "a panda with a hat at the beach at night",
)


@pytest.fixture(scope="module")
def careful_box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    """Its pack draws one part in 4 steps and two in 6; everything else takes the default, 8."""
    folder = tmp_path_factory.mktemp("careful")
    build_toy_pack(folder / "packs" / "cute-animals", by_parts=((1, 4), (2, 6)))
    (folder / "profiles").mkdir()
    (folder / "profiles" / "test.toml").write_text(PROFILE)
    with toy_box(folder, more=f'profiles = "{folder / "profiles"}"\nprofile = "test"\n') as box:
        yield box


async def drawn(box: Box, **wish: Any) -> dict[str, Any]:
    async with (
        tablet_session(box) as web,
        web.post("/v1/pictures?wait=60", json=wish) as answer,
    ):
        assert answer.status == 200, await answer.text()
        picture: dict[str, Any] = await answer.json()
        return picture


@pytest.mark.parametrize(("prompt", "steps"), [(PLAIN, 4), (DRESSED, 6), (CROWDED, 8)])
async def test_a_plain_wish_takes_fewer_steps_and_that_is_no_lowering(
    careful_box: Box, prompt: str, steps: int
) -> None:
    served = (await drawn(careful_box, prompt=prompt))["served"]
    assert (served["steps"], served["reason"]) == (steps, None)


async def test_steps_that_were_asked_for_always_win(careful_box: Box) -> None:
    assert (await drawn(careful_box, prompt=PLAIN, steps=11))["served"]["steps"] == 11
    assert (await drawn(careful_box, prompt=CROWDED, steps=4))["served"]["steps"] == 4


async def test_the_box_tells_its_table(careful_box: Box) -> None:
    async with ClientSession(careful_box.url) as web, web.get("/v1/box") as answer:
        steps = (await answer.json())["steps"]
    assert steps == {"default": 8, "min": 4, "max": 20, "by_parts": [[1, 4], [2, 6]]}


async def test_a_wish_that_is_turned_away_counts_nowhere_and_gives_nobody_anything(
    tmp_path: Path, packs: Path
) -> None:
    async with house_of(Settings(state=str(tmp_path), packs=str(packs))) as house:
        cache = house.cache
        for _ in range(2):
            await house.intake.take(Wish(prompt="bear"), "device:1", varied=True)
        for _ in range(3):  # nothing is drawn yet, and the child goes on pressing
            with pytest.raises(TooManyWaiting):
                await house.intake.take(Wish(prompt="bear"), "device:1", varied=True)
        tally = cache.pictures.tally
        assert (tally.hits, tally.misses) == (0, 2)
        assert cache.asked.times("animal", "bear") == 2
        assert len(cache.given.seeds("device:1", "bear")) == 2
