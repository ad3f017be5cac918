"""Latents → pictures of 512²: a linear way that is right on average, and convolutions that draw the sharp rest.

    python -m forge.decoder --work ~/.cache/edged-forge --minutes 15

Trains on crops of whole drawings, whose latents get a little noise so that the generator's small errors do no harm.
"""

from __future__ import annotations

import argparse
import math
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from forge.dataset import WORK, half, open_whole
from forge.latents import GRID, PATCH, PREVIEW, Bytes, PatchEncoder, load_encoder
from forge.model import Conv, norm
from forge.muon import Optimizer

SIZES = (256, 128, 64, 32)
"""Channels at 16², 32², 64² and 128²."""
DOT = 2 * PATCH
"""Pixels a side of one latent position's patch in the 512² picture."""
CROP = 8
"""Latent positions a side of a training crop."""
RATE = 0.5
"""Factor of the optimiser's learning rates: half of what the generator takes."""
FIT = 384
"""Whole drawings the linear part is fitted to."""
NOISE = 0.15
"""Largest deviation of the noise on latents; a latent's own deviation is 1."""
HELD_WHOLE = 64
"""Whole drawings never trained on, for measuring."""


class Unit(nn.Module):
    """Norm, 3×3, GELU, 3×3, added to what came in."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))
        self.first = Conv(width, width)
        self.second = Conv(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.second(F.gelu(self.first(norm(x) * self.gain)))


class Decoder(nn.Module):
    """f32 or bf16 [B, C, h, w] → [B, 32h, 32w, 3], values −1 to 1 (not clipped)."""

    def __init__(
        self,
        encoder: PatchEncoder,
        sizes: tuple[int, ...] = SIZES,
        units: tuple[int, ...] = (1, 1, 1, 1),
    ) -> None:
        super().__init__()
        self.linear = Conv(encoder.up.shape[0], DOT * DOT * 3)
        self.linear.requires_grad_(False)
        self.enter = Conv(encoder.up.shape[0], sizes[0])
        self.stages = nn.ModuleList(
            nn.Sequential(*(Unit(width) for _ in range(count)))
            for width, count in zip(sizes, units, strict=True)
        )
        self.ups = nn.ModuleList(nn.Linear(a, 4 * b) for a, b in pairwise(sizes))
        self.leave = Conv(sizes[-1], 4 * 4 * 3)
        for parameter in self.leave.parameters():
            nn.init.zeros_(parameter)

    def forward(self, latents: Tensor) -> Tensor:
        z = latents.permute(0, 2, 3, 1)
        x = self.enter(z)
        for stage, units in enumerate(self.stages):
            x = units(x)
            if stage < len(self.ups):
                x = shuffled(self.ups[stage](norm(x)), 2)
        return shuffled(self.linear(z), DOT) + shuffled(self.leave(F.gelu(norm(x))), 4)


class Preview(nn.Module):
    """The cheap linear map to 128²: [B, C, 16, 16] → [B, 128, 128, 3], values −1 to 1."""

    def __init__(self, encoder: PatchEncoder) -> None:
        super().__init__()
        weight, bias = encoder.preview()
        self.linear = nn.Linear(*weight.shape)
        with torch.no_grad():
            self.linear.weight.copy_(torch.from_numpy(weight.T.copy()))
            self.linear.bias.copy_(torch.from_numpy(bias))

    def forward(self, latents: Tensor) -> Tensor:
        return shuffled(self.linear(latents.permute(0, 2, 3, 1)), PREVIEW // GRID)


class Painter(nn.Module):
    """A decoder or preview whose answer is pixels: uint8 [B, H, W, 3]."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, latents: Tensor) -> Tensor:
        pixels = (self.network(latents) + 1) * 127.5
        return pixels.round().clamp(0, 255).to(torch.uint8)


def shuffled(x: Tensor, factor: int) -> Tensor:
    """[B, h, w, f·f·C] → [B, f·h, f·w, C]"""
    batch, height, width, channels = x.shape
    inside = channels // factor**2
    blocks = x.reshape(batch, height, width, factor, factor, inside).permute(0, 1, 3, 2, 4, 5)
    return blocks.reshape(batch, height * factor, width * factor, inside)


def loss_of(painted: Tensor, wanted: Tensor) -> Tensor:
    """Absolute error, rounded at the tip, + 1.5 × that of the gradients + 2 × squared error."""
    painted = painted.float()
    across = _error(painted[:, :, 1:] - painted[:, :, :-1], wanted[:, :, 1:] - wanted[:, :, :-1])
    along = _error(painted[:, 1:] - painted[:, :-1], wanted[:, 1:] - wanted[:, :-1])
    return _error(painted, wanted) + 0.75 * (across + along) + 2 * F.mse_loss(painted, wanted)


def _error(painted: Tensor, wanted: Tensor) -> Tensor:
    """Like Charbonnier's, but torch has one kernel for it: passes over pixels are half the cost of a step."""
    return F.smooth_l1_loss(painted, wanted, beta=0.02)


@torch.no_grad()
def fit_linear(decoder: Decoder, encoder: PatchEncoder, pictures: Bytes) -> None:
    """Sets the linear part to the least squares map from latents to 32×32 patches of uint8 [B, 512, 512, 3].

    It sees the eight neighbours too, so that patches meet without seams, and stays fixed afterwards: training it
    with the rest destroyed it (forge/LOG.md).
    """
    width = encoder.up.shape[0] * 9 + 1
    square, product = np.zeros((width, width)), np.zeros((width, DOT * DOT * 3))
    for picture in pictures:
        latents = torch.from_numpy(encoder.encode(half(picture[None])))
        seen = F.unfold(latents, 3, padding=1)[0].T.double().numpy()
        known = np.concatenate([seen, np.ones((len(seen), 1))], axis=1)
        rows = picture.reshape(GRID, DOT, GRID, DOT, 3).transpose(0, 2, 1, 3, 4)
        square += known.T @ known
        product += known.T.astype(np.float32) @ (
            rows.reshape(len(known), -1) / np.float32(127.5) - 1
        )
    solved = np.linalg.solve(square + 1e-3 * np.eye(width), product).astype(np.float32)
    weight = solved[:-1].T.reshape(decoder.linear.weight.shape)
    decoder.linear.weight.copy_(torch.from_numpy(weight.copy()))
    assert decoder.linear.bias is not None  # noqa: S101 - a convolution of ours has one
    decoder.linear.bias.copy_(torch.from_numpy(solved[-1].copy()))


def crops(
    pictures: Bytes, encoder: PatchEncoder, count: int, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """(latents [count, C, 8, 8], pixels [count, 256, 256, 3] from −1 to 1), one crop a picture."""
    side = CROP * DOT
    places = rng.integers(0, GRID - CROP + 1, (count, 2)) * DOT
    chosen = rng.integers(HELD_WHOLE, len(pictures), count)
    parts = np.stack(
        [pictures[i, y : y + side, x : x + side] for i, (y, x) in zip(chosen, places, strict=True)]
    )
    return torch.from_numpy(encoder.encode(half(parts))), torch.from_numpy(
        parts
    ).float() / 127.5 - 1


@torch.no_grad()
def psnr(decoder: nn.Module, encoder: PatchEncoder, pictures: Bytes, device: str) -> float:
    """Mean over the held-out drawings at 512², dB."""
    values = []
    for picture in pictures[:HELD_WHOLE]:
        latents = torch.from_numpy(encoder.encode(half(picture[None]))).to(device)
        painted = Painter(decoder)(latents).cpu().float()
        error = (painted - torch.from_numpy(np.array(picture[None])).float()).square().mean().item()
        values.append(10 * math.log10(255**2 / max(error, 1e-9)))
    return sum(values) / len(values)


def load_decoder(work: Path, device: str = "cpu") -> Decoder:
    """The trained decoder with averaged weights, fp32. Raises FileNotFoundError."""
    stored = torch.load(work / "decoder.pt", map_location=device, weights_only=True)
    decoder = Decoder(
        load_encoder(work / "encoder.npz"), tuple(stored["sizes"]), tuple(stored["units"])
    )
    decoder.load_state_dict(stored["average"])
    return decoder.to(device).eval()


def is_convolution(name: str, parameter: Tensor) -> bool:
    """Whether Muon moves it: the residual units and what widens between them."""
    return parameter.ndim >= 2 and any(part in name for part in (".first.", ".second.", "ups."))


def learn(
    decoder: Decoder, optimizer: Optimizer, latents: Tensor, wanted: Tensor, rate: float = 1.0
) -> Tensor:
    """One step of a bf16 decoder on latents [B, C, 8, 8] and their pixels; returns the loss."""
    noise = torch.rand(len(latents), 1, 1, 1, device=latents.device) * NOISE
    painted = decoder((latents + noise * torch.randn_like(latents)).bfloat16())
    loss = loss_of(painted, wanted)
    torch.autograd.backward(loss)
    optimizer.step(RATE * rate)
    return loss.detach()


def train(work: Path, minutes: float, batch: int, device: str, units: tuple[int, ...]) -> None:
    """Trains for `minutes`; continues a checkpoint's weights if there is one."""
    encoder = load_encoder(work / "encoder.npz")
    pictures = open_whole(work)
    decoder = Decoder(encoder, SIZES, units).to(device)
    average = Decoder(encoder, SIZES, units).to(device)
    path = work / "decoder.pt"
    if path.exists():
        decoder.load_state_dict(torch.load(path, map_location=device, weights_only=True)["average"])
    else:
        fit_linear(decoder, encoder, pictures[HELD_WHOLE : HELD_WHOLE + FIT])
        print(f"linear alone: {psnr(decoder, encoder, pictures[:16], device):.2f} dB", flush=True)
    average.load_state_dict(decoder.state_dict())
    average.requires_grad_(False)
    optimizer = Optimizer(decoder, is_convolution)
    decoder.bfloat16()
    moving = {n: p for n, p in average.named_parameters() if n in optimizer.masters}
    rng = np.random.default_rng(time.time_ns())
    start = saved = told = time.monotonic()
    step, smooth = 0, 0.0
    while (done := (time.monotonic() - start) / (minutes * 60)) < 1:
        rate = min(1.0, (step + 1) / 100) * min(1.0, (1 - done) / 0.4)
        latents, wanted = crops(pictures, encoder, batch, rng)
        loss = learn(decoder, optimizer, latents.to(device), wanted.to(device), rate)
        keep = min(0.998, (step + 1) / (step + 10))
        torch._foreach_lerp_(
            list(moving.values()), [optimizer.masters[n] for n in moving], 1 - keep
        )
        step += 1
        smooth += (loss.item() - smooth) * max(0.01, 1 / step)
        now = time.monotonic()
        if now - told > 20:
            print(
                f"{now - start:6.0f} s  step {step}  loss {smooth:.4f}  {step * batch / (now - start):.1f} crops/s",
                flush=True,
            )
            told = now
        if now - saved > 120:
            _save(average, path, units)
            saved = now
            print(
                f"        {psnr(average, encoder, pictures[:16], device):.2f} dB on 16 held-out drawings",
                flush=True,
            )
    _save(average, path, units)
    print(f"finished: {psnr(average, encoder, pictures, device):.2f} dB at 512²", flush=True)


def _save(average: nn.Module, path: Path, units: tuple[int, ...]) -> None:
    torch.save(
        {"sizes": list(SIZES), "units": list(units), "average": average.state_dict()},
        path.with_suffix(".part"),
    )
    path.with_suffix(".part").rename(path)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--batch", type=int, default=4, help="crops of 256²")
    parser.add_argument(
        "--units",
        type=int,
        nargs=4,
        default=(1, 1, 1, 1),
        help="residual units at 16², 32², 64², 128²",
    )
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    train(args.work, args.minutes, args.batch, args.device, tuple(args.units))


if __name__ == "__main__":
    main()
