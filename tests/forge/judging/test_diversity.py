"""Variety and the distance of crowds, on numbers whose answer is known."""

import numpy as np
import pytest

from forge.judging.diversity import crowd, frechet, spread, variety
from forge.latents import Floats

RNG = np.random.default_rng(0)


def normal(count: int, width: int = 16, mean: float = 0.0, deviation: float = 1.0) -> Floats:
    return RNG.normal(mean, deviation, (count, width)).astype(np.float32)


def test_a_spread_is_the_mean_distance_within_captions_and_not_between_them() -> None:
    rows = np.array([[0, 0], [3, 4], [100, 0], [100, 10]], np.float32)
    assert spread(rows, 2) == pytest.approx((5 + 10) / 2)


def test_a_spread_of_single_pictures_is_refused() -> None:
    with pytest.raises(ValueError, match="two pictures"):
        spread(normal(4), 4)


def test_pictures_half_as_different_have_a_ratio_of_a_half() -> None:
    drawn = normal(240).reshape(240, 1, 16)
    found = variety(drawn / np.float32(2), drawn, 40)
    assert (found.captions, found.pictures) == (40, 6)
    assert found.ratio == pytest.approx(0.5)


def test_frechet_of_gaussians_is_what_the_formula_says() -> None:
    one, other = normal(20_000, 4), normal(20_000, 4, mean=1.0, deviation=2.0)
    assert frechet(one, other) == pytest.approx(4 * 1 + 4 * (2 - 1) ** 2, rel=0.05)


def test_two_samples_of_one_crowd_are_nearer_than_samples_of_two_even_if_they_are_small() -> None:
    one, same, other = normal(100, 64), normal(100, 64), normal(100, 64, mean=0.7)
    assert frechet(one, one) == pytest.approx(0, abs=1e-6)
    assert frechet(one, same) < 0.5 * frechet(one, other)


def test_a_crowd_stands_beside_its_floor_and_what_the_decoder_costs() -> None:
    drawn, others = normal(800).reshape(200, 4, 16), normal(800).reshape(200, 4, 16)
    found = crowd(others + 2, drawn, others, others + 1)
    assert found.count == 200
    assert found.floor < found.decoded < found.made
