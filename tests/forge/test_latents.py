"""The linear way into latents keeps its promises, and pictures are halved exactly."""

from pathlib import Path

import numpy as np

from forge.dataset import open_whole
from forge.latents import CHANNELS, fit_encoder, half


def test_channels_of_the_linear_latents_weigh_alike(toy_work: Path) -> None:
    small = half(np.array(open_whole(toy_work)))
    latents = fit_encoder(small).encode(small)
    deviations = latents.std(axis=(0, 2, 3))
    assert deviations.shape == (CHANNELS,)
    assert deviations.max() / deviations.min() < 2


def test_encoding_what_was_decoded_gives_the_same_latents(toy_work: Path) -> None:
    encoder = fit_encoder(half(np.array(open_whole(toy_work)[:32])))
    latents = np.random.default_rng(0).normal(0, 0.2, (512, CHANNELS)).astype(np.float32)
    assert np.abs(latents @ encoder.up @ encoder.down - latents).max() < 1e-3


def test_each_pixel_of_the_half_is_the_mean_of_four() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (1, 32, 32, 3), np.uint8)
    wanted = picture.reshape(1, 16, 2, 16, 2, 3).mean(axis=(2, 4))
    assert np.abs(half(picture) - wanted).max() <= 0.5
