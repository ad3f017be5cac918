"""The linear encoder: what goes in comes out, and its channels weigh alike."""

from pathlib import Path

import numpy as np
import pytest

from forge.dataset import open_dataset
from forge.latents import CHANNELS, PatchEncoder, load_encoder


@pytest.fixture(scope="module")
def encoder(toy_work: Path) -> PatchEncoder:
    return load_encoder(toy_work / "encoder.npz")


def test_latents_have_nearly_equal_variances(toy_work: Path) -> None:
    latents = open_dataset(toy_work, "held").latents.astype(np.float32)
    deviations = latents.std(axis=(0, 2, 3))
    assert deviations.shape == (CHANNELS,)
    assert deviations.max() / deviations.min() < 2


def test_encoding_what_was_decoded_gives_the_same_latents(encoder: PatchEncoder) -> None:
    latents = np.random.default_rng(0).normal(0, 0.2, (2, CHANNELS, 16, 16)).astype(np.float32)
    patches = latents.transpose(0, 2, 3, 1).reshape(-1, CHANNELS) @ encoder.up + encoder.mean
    again = (patches - encoder.mean) @ encoder.down
    assert np.abs(again - latents.transpose(0, 2, 3, 1).reshape(-1, CHANNELS)).max() < 1e-3


def test_the_previews_map_is_the_small_version_of_the_whole_one(encoder: PatchEncoder) -> None:
    weight, bias = encoder.preview()
    assert weight.shape == (CHANNELS, 8 * 8 * 3)
    whole = encoder.up.reshape(CHANNELS, 8, 2, 8, 2, 3).mean(axis=(2, 4)).reshape(CHANNELS, -1)
    assert np.allclose(weight, whole, atol=1e-6)
    assert np.allclose(
        bias, encoder.mean.reshape(8, 2, 8, 2, 3).mean(axis=(1, 3)).ravel(), atol=1e-6
    )
