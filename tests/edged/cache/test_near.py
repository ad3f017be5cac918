"""Pictures that begin with a similar one's latents: only where the settings say so, and never where it must be exact."""

from __future__ import annotations

from pathlib import Path

import pytest

from edged.cache.near import Neighbourhood, near
from edged.cache.shelf import Entry, Shelf
from scripts.box import Box
from tests.edged.cache.asking import drawn, file_of
from tests.edged.cache.test_boxes import until_there
from tests.readback import open_image
from tests.sessions import tablet_session
from tests.toybox import on, toy_box
from tests.workerpipe import caption

HAT, SCARF = "worn hat red", "worn scarf blue"
BALLOON = "held balloon"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ((), (HAT,), True),
        ((HAT,), (), True),
        ((HAT,), (SCARF,), True),
        ((HAT, BALLOON), (SCARF, BALLOON), True),
        ((HAT, BALLOON), (SCARF,), False),
        ((HAT, SCARF), (), False),
        ((HAT,), (HAT,), False),
        ((HAT,), (HAT, "scene beach"), False),
        ((HAT,), ("animal duck", HAT), False),
    ],
)
def test_wishes_are_near_where_one_thing_differs(
    one: tuple[str, ...], other: tuple[str, ...], alike: bool
) -> None:
    first, second = caption("animal bear brown", *one), caption("animal bear brown", *other)
    assert near(first, second) is alike
    assert near(second, first) is alike


def test_another_colour_of_the_animal_is_another_picture() -> None:
    assert not near(caption("animal bear red", HAT), caption("animal bear blue"))


def latents(number: int, *parts: str) -> Entry:
    wish = caption("animal bear brown", *parts)
    return Entry(name=str(number), caption=str(wish), seed=number, make=("8",), bytes=1, wish=wish)


def test_a_neighbourhood_follows_what_comes_and_leaves() -> None:
    shelf = Shelf(limit=10)
    neighbours, hatted = Neighbourhood(shelf), caption("animal bear brown", HAT)
    assert hatted not in neighbours
    shelf.add(latents(1))
    assert hatted in neighbours
    assert caption("animal bear brown", HAT, BALLOON) not in neighbours
    shelf.remove("1")
    assert hatted not in neighbours


async def bear_and_hat(box: Box, folder: Path) -> list[bytes]:
    """A bear with a hat after a bear, and the same seed exactly."""
    async with tablet_session(box) as web:
        await drawn(web, "a bear", seed=1)
        await until_there(folder, 1, 1)
        free = await drawn(web, "a bear with a red hat")
        assert not free["served"]["cached"]
        exact = await drawn(web, "a bear with a red hat", "two", seed=free["seed"])
        assert exact["served"]["steps"] == free["served"]["steps"]
        return [open_image(await file_of(web, picture)).tobytes() for picture in (free, exact)]


async def test_a_wish_without_a_seed_begins_with_a_similar_picture_where_the_settings_say_so(
    tmp_path: Path, calm: Path
) -> None:
    with on(calm), toy_box(tmp_path, more='[cache]\ndream = false\nreuse = "near"\n') as box:
        free, exact = await bear_and_hat(box, tmp_path)
        assert free != exact, "the exact one was drawn from noise"
        await until_there(tmp_path, 2, 2)


async def test_by_default_every_picture_begins_with_noise(tmp_path: Path, calm: Path) -> None:
    with on(calm), toy_box(tmp_path, more="[cache]\ndream = false\n") as box:
        free, exact = await bear_and_hat(box, tmp_path)
        assert free == exact
