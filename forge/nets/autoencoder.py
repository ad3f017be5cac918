"""Pictures ↔ latents: encoder, decoder and the cheap preview as one trained thing, kept in one file."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import numpy as np
import torch
from msgspec import Struct
from torch import nn
from torch.nn import functional as F

from forge.errors import WorkIncomplete
from forge.latents import CHANNELS, GRID, PREVIEW, Bytes, Floats, fit_encoder, half
from forge.nets.decoder import DOT, Decoder, Painter, Preview
from forge.nets.encoder import Encoder

FILE = "autoencoder.pt"


class Sizes(Struct, frozen=True, kw_only=True):
    """Everything that fixes an autoencoder's size."""

    channels: int = CHANNELS
    encoder: tuple[int, ...] = (64, 128, 256)
    """Channels at 64², 32² and 16² of a 256² picture."""
    encoder_units: tuple[int, ...] = (1, 1, 2)
    decoder: tuple[int, ...] = (256, 192, 96, 48)
    """Channels at 16², 32², 64² and 128² of a 512² picture."""
    decoder_units: tuple[int, ...] = (1, 2, 1, 1)


class Autoencoder(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.encoder = Encoder(sizes.channels, sizes.encoder, sizes.encoder_units)
        self.decoder = Decoder(sizes.channels, sizes.decoder, sizes.decoder_units)
        self.preview = Preview(sizes.channels)

    @torch.no_grad()
    def begin(self, pictures: Bytes) -> None:
        """Fits both linear ways to uint8 [B, 512, 512, 3]."""
        small = np.concatenate([half(picture[None]) for picture in pictures])
        self.encoder.begin(fit_encoder(small, self.sizes.channels))
        weight, bias = least_squares(self.encoder.encode(small), pictures, DOT, 3)
        self.decoder.begin(torch.from_numpy(weight), torch.from_numpy(bias))
        self.settle(small)

    @torch.no_grad()
    def settle(self, small: Bytes) -> None:
        """Makes latents of uint8 [B, 256, 256, 3] have mean 0 and deviation 1; pictures do not change by it."""
        encoder = self.encoder
        floats = torch.from_numpy(np.array(small)).to(encoder.mean.device).float() / 127.5 - 1
        raw = torch.cat([encoder.raw(part) for part in torch.split(floats, 16)])
        deviation, mean = torch.std_mean(raw, dim=(0, 2, 3))
        for half_ in (self.encoder, self.decoder):
            half_.mean.copy_(mean.view(-1, 1, 1))
            half_.deviation.copy_(deviation.view(-1, 1, 1))

    @torch.no_grad()
    def fit_preview(self, small: Bytes) -> None:
        """Fits the preview to uint8 [B, 256, 256, 3]."""
        blocks = small.reshape(len(small), 128, 2, 128, 2, 3).mean(axis=(2, 4))
        weight, bias = least_squares(self.encoder.encode(small), blocks, PREVIEW // GRID, 1)
        linear = self.preview.linear
        linear.weight.copy_(torch.from_numpy(weight[:, :, 0, 0].copy()))
        linear.bias.copy_(torch.from_numpy(bias))


def least_squares(latents: Floats, pictures: Bytes, dot: int, reach: int) -> tuple[Floats, Floats]:
    """The best linear map from `reach`×`reach` latents to a patch of `dot`² pixels: (weight as a convolution's, bias).

    `latents` f32 [B, C, 16, 16]; `pictures` [B, 16·dot, 16·dot, 3] in 0..255; values −1 to 1 come out. Seeing the
    neighbours makes patches meet without seams.
    """
    channels = latents.shape[1]
    width = channels * reach**2 + 1
    square, product = np.zeros((width, width)), np.zeros((width, dot * dot * 3))
    for latent, picture in zip(torch.from_numpy(latents), pictures, strict=True):
        seen = F.unfold(latent[None], reach, padding=reach // 2)[0].T.double().numpy()
        known = np.concatenate([seen, np.ones((len(seen), 1))], axis=1)
        rows = picture.reshape(GRID, dot, GRID, dot, 3).transpose(0, 2, 1, 3, 4)
        square += known.T @ known
        product += known.T @ (rows.reshape(len(known), -1) / 127.5 - 1)
    solved = np.linalg.solve(square + 1e-3 * np.eye(width), product).astype(np.float32)
    weight = solved[:-1].T.reshape(-1, channels, reach, reach)
    return np.ascontiguousarray(weight), solved[-1].copy()


@torch.no_grad()
def psnr(network: Autoencoder, pictures: Bytes) -> float:
    """Mean over the drawings at 512², dB."""
    values = []
    for picture in pictures:
        latents = torch.from_numpy(network.encoder.encode(half(picture[None])))
        painted = Painter(network.decoder)(latents.to(network.encoder.mean.device)).cpu().float()
        error = (painted - torch.from_numpy(np.array(picture[None])).float()).square().mean().item()
        values.append(10 * math.log10(255**2 / max(error, 1e-9)))
    return sum(values) / len(values)


def load_autoencoder(work: Path, device: str = "cpu") -> Autoencoder:
    """The trained network with averaged weights, fp32. Raises WorkIncomplete."""
    path = work / FILE
    if not path.exists():
        raise WorkIncomplete(f"{path} is missing: run `python -m forge autoencoder` first.")
    stored = torch.load(path, map_location=device, weights_only=True)
    network = Autoencoder(msgspec.convert(stored["sizes"], Sizes))
    network.load_state_dict(stored["average"])
    return network.to(device).eval().requires_grad_(False)
