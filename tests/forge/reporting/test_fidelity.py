"""Fidelity: the measures themselves, and pictures drawn for measuring."""

from __future__ import annotations

import numpy as np
import pytest

from forge.animals import SUBJECT
from forge.reporting.fidelity import Sessions, paint, psnr, ssim, wishes
from tests.toynetworks import LATENT, toy_graphs

RANDOM = np.random.default_rng(0)
PICTURE = RANDOM.integers(0, 256, (64, 64, 3), np.uint8)


def test_a_picture_is_most_like_itself() -> None:
    assert ssim(PICTURE, PICTURE) == pytest.approx(1)
    assert psnr(PICTURE, PICTURE) == 99


def test_likeness_falls_with_the_noise() -> None:
    def noisy(deviation: float) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        noise = RANDOM.normal(0, deviation, PICTURE.shape)
        return np.clip(PICTURE + noise, 0, 255).astype(np.uint8)

    little, much = noisy(5), noisy(40)
    assert 1 > ssim(little, PICTURE) > ssim(much, PICTURE) > 0
    assert psnr(little, PICTURE) == pytest.approx(20 * np.log10(255 / 5), abs=1)


def test_wishes_are_the_same_each_time_and_differ_by_purpose() -> None:
    assert wishes("judging", 3, SUBJECT) == wishes("judging", 3, SUBJECT)
    assert wishes("judging", 3, SUBJECT) == wishes("judging", 5, SUBJECT)[:3]
    assert wishes("judging", 3, SUBJECT) != wishes("calibration", 3, SUBJECT)


def test_pictures_for_measuring_depend_on_caption_and_seed() -> None:
    engine = Sessions(toy_graphs()[0])
    one, other = wishes("judging", 2, SUBJECT)
    pictures = paint(engine, [one, other, one], LATENT)
    assert pictures.shape == (3, 512, 512, 3)
    assert np.abs(pictures[0].astype(int) - pictures[2]).max() <= 1
    assert psnr(pictures[0], pictures[1]) < 30
