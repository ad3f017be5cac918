"""The scenes: told apart at a glance, calm where the figure stands, true to the light of the day."""

import random
from itertools import combinations

import numpy as np
import pytest

from forge.draw.paint import UNITS, Brush
from forge.draw.palette import mix, rgb
from forge.draw.scenes import LIGHTS, SCENES
from forge.draw.setting import GRADIENTS, Light, hazy, lit, pane, room
from forge.draw.skies import falling

SIZE = 128
FIGURE = slice(120 * SIZE // UNITS, 392 * SIZE // UNITS)
"""The columns that an animal covers."""


def painted(scene: str, light: Light = "", seed: int = 0) -> np.ndarray:
    """int [SIZE, SIZE, 3]: the scene alone."""
    brush, rng = Brush(SIZE), random.Random(seed)
    SCENES[scene].back(brush, rng, light)
    front = SCENES[scene].front
    if front:
        front(brush, rng, light)
    return brush.pixels().astype(int)


def edges(picture: np.ndarray) -> np.ndarray:
    """What is seen at both sides of an animal."""
    return np.concatenate([picture[:, : FIGURE.start], picture[:, FIGURE.stop :]], axis=1)


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """Share of pixels that clearly differ."""
    return float((np.abs(a - b).max(axis=2) > 24).mean())


def unrest(picture: np.ndarray) -> float:
    """How much colour changes from one pixel to its neighbours."""
    return float(np.abs(np.diff(picture, axis=0)).mean() + np.abs(np.diff(picture, axis=1)).mean())


def test_any_two_scenes_differ_at_their_edges_alone() -> None:
    seen = {scene: edges(painted(scene)) for scene in SCENES}
    alike = [(a, b) for a, b in combinations(seen, 2) if difference(seen[a], seen[b]) < 0.22]
    assert alike == []


@pytest.mark.parametrize("scene", SCENES)
def test_each_light_is_seen_at_the_edges_of_each_scene(scene: str) -> None:
    seen = [edges(painted(scene, light)) for light in LIGHTS]
    assert all(difference(a, b) > 0.01 for a, b in combinations(seen, 2))


@pytest.mark.parametrize("scene", sorted(set(SCENES) - {"", "bathtub"}))
def test_it_is_calmer_behind_the_figure_than_beside_it(scene: str) -> None:
    heights = slice(90 * SIZE // UNITS, SIZE)
    picture = painted(scene)[heights]
    assert unrest(picture[:, FIGURE]) < unrest(edges(picture))


@pytest.mark.parametrize("scene", sorted(set(SCENES) - {"bathtub"}))
def test_the_ground_under_the_feet_is_clear(scene: str) -> None:
    feet = painted(scene)[446 * SIZE // UNITS : 466 * SIZE // UNITS, FIGURE]
    assert unrest(feet) < 6


@pytest.mark.parametrize("scene", SCENES)
def test_chance_moves_things_but_keeps_the_scene(scene: str) -> None:
    first, again, other = painted(scene, seed=1), painted(scene, seed=1), painted(scene, seed=2)
    assert np.array_equal(first, again)
    assert 0 < np.abs(first - other).mean() < 40


def test_no_rain_falls_before_a_face() -> None:
    for seed in range(10):
        brush = Brush(SIZE)
        falling(brush, random.Random(seed), "rain")
        drops = brush.pixels().max(axis=(0, 2))
        assert drops[: FIGURE.start].any()
        assert not drops[90 * SIZE // UNITS : 430 * SIZE // UNITS].any()


@pytest.mark.parametrize("light", [light for light in LIGHTS if light != "rain"])
def test_only_rain_falls(light: Light) -> None:
    brush = Brush(SIZE)
    falling(brush, random.Random(0), light)
    assert not brush.pixels().any()


@pytest.mark.parametrize("light", LIGHTS)
def test_distance_leads_from_the_lit_colour_to_the_horizon(light: Light) -> None:
    colour = rgb("#e2544c")
    assert hazy(colour, light, 0) == lit(colour, light)
    assert hazy(colour, light, 1) == pytest.approx(GRADIENTS[light][1])
    assert hazy(colour, light, 0.5) == pytest.approx(
        mix(lit(colour, light), GRADIENTS[light][1], 0.5)
    )


def test_the_sky_colours_a_room_less_than_the_land() -> None:
    colour = rgb("#fff0d6")
    for light in LIGHTS:
        outside, inside = (np.abs(np.subtract(f(colour, light), colour)).sum() for f in (lit, room))
        assert inside <= outside


def test_lamps_burn_behind_windows_when_the_day_is_over() -> None:
    assert pane("night") == pane("sunset") != pane("")
    red, _, blue = pane("night")
    assert red > blue
