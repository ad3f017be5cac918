"""Things near the picture's edge move inwards, whatever frame they are drawn in."""

import random

import numpy as np
import pytest

from forge.draw.cloth import room, within
from forge.draw.paint import UNITS, Brush, box
from forge.draw.palette import Tint

BLUE = Tint((0.0, 0.0, 1.0))


@within(-20, -60, 80, 40)
def plate(brush: Brush, tint: Tint, rng: random.Random) -> None:
    """Fills its bounds."""
    brush.fill(box(-20, -60, 100, 100), tint.base)


def seen(x: float, y: float, turn: float, flip: bool, size: int = 256) -> np.ndarray:
    """Where the plate's pixels are, bool [size, size]."""
    brush = Brush(size)
    with brush.at(x, y, turn, flip=flip):
        plate(brush, BLUE, random.Random(0))
    return np.asarray(brush.pixels()[..., 2] > 128)


@pytest.mark.parametrize("turn", [0, 30, -90])
@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("place", [(0, 0), (UNITS, 0), (UNITS, UNITS), (256, UNITS), (0, 300)])
def test_a_thing_at_the_edge_is_seen_whole(
    place: tuple[float, float], turn: float, flip: bool
) -> None:
    whole = seen(256, 256, turn, flip).sum()
    assert seen(*place, turn, flip).sum() == pytest.approx(whole, rel=0.02)


def test_a_thing_with_room_stays_where_it_is() -> None:
    brush = Brush(128)
    with brush.at(256, 256):
        assert room(brush, -100, -100, 100, 100) == (0.0, 0.0)


def test_the_way_inwards_is_measured_in_the_frame_of_the_thing() -> None:
    brush = Brush(64)
    with brush.at(UNITS - 8, 256), brush.at(scale=2):
        assert room(brush, -10, -10, 50, 10) == pytest.approx((-50, 0))
    with brush.at(UNITS - 8, 256, turn=90):
        assert room(brush, -10, -30, 10, 0) == pytest.approx((0, 30))


def test_a_frame_without_extent_asks_for_nothing() -> None:
    brush = Brush(64)
    with brush.at(-100, -100, scale=0.0):
        assert room(brush, -10, -10, 10, 10) == (0.0, 0.0)
