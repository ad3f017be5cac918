"""Encoder, decoder and preview begin at the best linear maps and get better from there, together."""

from pathlib import Path

import numpy as np
import pytest
import torch

from forge.dataset import open_dataset, open_whole
from forge.latents import half
from forge.nets.autoencoder import Autoencoder, load_autoencoder, psnr
from forge.nets.decoder import Painter
from forge.train_autoencoder import Run, at_hand, crops
from tests.forge.conftest import TOY_SIZES


@pytest.fixture(scope="module")
def network(toy_work: Path) -> Autoencoder:
    return load_autoencoder(toy_work)


def test_training_improves_on_the_linear_maps(toy_work: Path) -> None:
    pictures = open_whole(toy_work)
    run = Run(TOY_SIZES, "cpu")
    run.start(None, pictures)
    batch = crops(at_hand(pictures, "cpu"), 2, np.random.default_rng(0))
    losses = [run.learn(*batch, rate=3).item() for _ in range(70)]
    assert np.mean(losses[-5:]) < 0.85 * losses[0]


def test_drawings_come_back_recognisable(toy_work: Path, network: Autoencoder) -> None:
    assert psnr(network, open_whole(toy_work)[:4]) > 17


def test_stored_latents_have_mean_zero_and_deviation_one(toy_work: Path) -> None:
    latents = open_dataset(toy_work, "held").latents.astype(np.float32)
    assert np.abs(latents.mean(axis=(0, 2, 3))).max() < 0.3
    assert np.abs(latents.std(axis=(0, 2, 3)) - 1).max() < 0.3


def test_setting_latents_right_changes_no_picture(toy_work: Path) -> None:
    pictures = open_whole(toy_work)
    small = half(np.array(pictures[:4]))
    one = Autoencoder(TOY_SIZES)
    one.begin(pictures[:16])
    before = one.decoder(one.encoder(torch.from_numpy(small).float() / 127.5 - 1))
    one.settle(half(np.array(pictures[30:40])))
    after = one.decoder(one.encoder(torch.from_numpy(small).float() / 127.5 - 1))
    assert (before - after).abs().max().item() < 1e-3


def test_a_frozen_run_leaves_latents_as_they_are(toy_work: Path, network: Autoencoder) -> None:
    pictures = open_whole(toy_work)
    run = Run(TOY_SIZES, "cpu", frozen=True)
    run.start(network.state_dict(), pictures)
    for _ in range(3):
        run.learn(*crops(at_hand(pictures, "cpu"), 2, np.random.default_rng(1)), rate=1)
    run.save(toy_work / "frozen.pt", pictures)
    again = Autoencoder(TOY_SIZES)
    again.load_state_dict(torch.load(toy_work / "frozen.pt", weights_only=True)["average"])
    small = half(np.array(pictures[:2]))
    assert np.array_equal(again.encoder.encode(small), network.encoder.encode(small))
    assert not torch.equal(again.decoder.enter.weight, network.decoder.enter.weight)


def test_pictures_are_512_and_previews_128(toy_work: Path, network: Autoencoder) -> None:
    small = half(np.array(open_whole(toy_work)[:2]))
    latents = torch.from_numpy(network.encoder.encode(small))
    with torch.no_grad():
        picture, preview = Painter(network.decoder)(latents), Painter(network.preview)(latents)
    assert picture.shape == (2, 512, 512, 3)
    assert preview.shape == (2, 128, 128, 3)
    assert picture.dtype == preview.dtype == torch.uint8
    wanted = small.reshape(2, 128, 2, 128, 2, 3).mean(axis=(2, 4))
    assert np.abs(preview.numpy() - wanted).mean() < 20


def test_a_folder_without_one_says_how_to_make_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="python -m forge autoencoder"):
        load_autoencoder(tmp_path)
