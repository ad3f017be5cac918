"""The decoder begins at the best linear map and gets better from there."""

from pathlib import Path

import numpy as np
import torch

from forge.dataset import half, open_whole
from forge.decoder import (
    Decoder,
    Painter,
    Preview,
    crops,
    fit_linear,
    is_convolution,
    learn,
    load_decoder,
    psnr,
    train,
)
from forge.latents import load_encoder
from forge.muon import Optimizer


def test_training_improves_on_the_linear_map(toy_work: Path) -> None:
    torch.manual_seed(0)
    encoder, pictures = load_encoder(toy_work / "encoder.npz"), open_whole(toy_work)
    decoder = Decoder(encoder, (16, 16, 8, 8))
    fit_linear(decoder, encoder, pictures[:8])
    optimizer = Optimizer(decoder, is_convolution)
    decoder.bfloat16()
    batch = crops(pictures, encoder, 2, np.random.default_rng(0))
    losses = [learn(decoder, optimizer, *batch, rate=3).item() for _ in range(40)]
    assert np.mean(losses[-5:]) < 0.85 * losses[0]


def test_a_run_leaves_a_decoder_that_can_be_loaded(toy_work: Path) -> None:
    train(toy_work, 0.01, 1, "cpu", (1, 1, 1, 1))
    assert (
        psnr(
            load_decoder(toy_work),
            load_encoder(toy_work / "encoder.npz"),
            open_whole(toy_work)[:1],
            "cpu",
        )
        > 15
    )


def test_pictures_are_512_and_previews_128(toy_work: Path) -> None:
    encoder = load_encoder(toy_work / "encoder.npz")
    latents = torch.from_numpy(encoder.encode(half(np.array(open_whole(toy_work)[:2]))))
    with torch.no_grad():
        picture = Painter(Decoder(encoder, (16, 16, 8, 8)))(latents)
        preview = Painter(Preview(encoder))(latents)
    assert picture.shape == (2, 512, 512, 3)
    assert preview.shape == (2, 128, 128, 3)
    assert picture.dtype == preview.dtype == torch.uint8
