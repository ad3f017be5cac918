"""Trains what turns pictures into latents and back: an encoder of 256² pictures, a decoder to 512², and a cheap preview.

    python -m forge autoencoder --work ~/.cache/edged-forge --minutes 40
    python -m forge autoencoder --work ... --minutes 60 --frozen       the decoder alone, latents stay what they are

Both halves have a linear way that never moves (PCA into latents, least squares out of them) and convolutions that add
the rest: a joint training that starts from something which works does not collapse (forge/LOG.md). Latents get noise
on their way, so that the generator's small errors do no harm. Once latents of drawings are stored, only `--frozen` is
allowed to go on: other latents would make them worthless.
"""

from __future__ import annotations

import argparse
import time
import warnings
from pathlib import Path

import msgspec
import numpy as np
import torch
from torch import Tensor

from forge import arguments
from forge.dataset import WORK, open_whole
from forge.latents import GRID, Bytes, half
from forge.nets.autoencoder import FILE, Autoencoder, Sizes, psnr
from forge.nets.decoder import DOT, loss_of
from forge.nets.muon import Optimizer
from forge.progress import progress
from forge.schedule import rate_at
from forge.watch import Watch

CROP = 8
"""Latent positions a side of a training crop."""
RATE = 0.5
"""Factor of the optimiser's learning rates: half of what the generator takes."""
FIT = 384
"""Whole drawings the linear parts are fitted to."""
NOISE = 0.15
"""Largest deviation of the noise on latents; a latent's own deviation is 1."""
HELD_WHOLE = 64
"""Whole drawings never trained on, for measuring."""
AVERAGE = 0.998
TELL_S = 20.0


def crops(pictures: Tensor, count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    """(f32 [count, 128, 128, 3], f32 [count, 256, 256, 3]) of −1 to 1: a part of a drawing each, half of them mirrored.

    Both are where `pictures` is.
    """
    side = CROP * DOT
    places = rng.integers(0, GRID - CROP + 1, (count, 2)) * DOT
    chosen = rng.integers(HELD_WHOLE, len(pictures), count)
    parts = torch.stack(
        [pictures[i, y : y + side, x : x + side] for i, (y, x) in zip(chosen, places, strict=True)]
    )
    parts[::2] = parts[::2].flip(2)
    return halves(parts.float())


def halves(large: Tensor) -> tuple[Tensor, Tensor]:
    """f32 [B, h, w, 3] of 0 to 255 → itself and half its size, both of −1 to 1, half its size first."""
    count, height, width, _ = large.shape
    small = large.view(count, height // 2, 2, width // 2, 2, 3).mean((2, 4)).add(1e-3).round()
    return small / 127.5 - 1, large / 127.5 - 1


def is_muons(name: str, parameter: Tensor) -> bool:
    """Whether Muon moves it: the residual units and what widens or narrows between them."""
    inside = (".first.", ".second.", "ups.", "downs.")
    return parameter.ndim >= 2 and any(part in name for part in inside)


class Run:
    """A training run: everything that a checkpoint holds."""

    def __init__(self, sizes: Sizes, device: str, frozen: bool = False) -> None:
        torch.manual_seed(0)
        self.device, self.frozen = device, frozen
        self.network = Autoencoder(sizes).to(device)
        self.average = Autoencoder(sizes).to(device).requires_grad_(False)
        self.step, self.spent = 0, 0.0
        self.watch = Watch()

    def start(self, weights: dict[str, Tensor] | None, pictures: Bytes) -> None:
        """From weights, or from linear ways fitted to drawings; then training may begin."""
        if weights is None:
            self.network.begin(pictures[HELD_WHOLE : HELD_WHOLE + FIT])
        else:
            self.network.load_state_dict(weights)
        self.average.load_state_dict(self.network.state_dict())
        self.choose()
        self.optimizer = Optimizer(self.network, is_muons)
        self.network.bfloat16()

    def choose(self) -> None:
        """What learns: never the linear ways' own weights."""
        self.network.encoder.requires_grad_(not self.frozen)
        self.network.encoder.linear.requires_grad_(False)
        self.network.preview.requires_grad_(False)

    def loss(self, small: Tensor, large: Tensor) -> Tensor:
        """Of crops, there and back, with noise on the way."""
        network = self.network
        latents = network.encoder(small.to(self.device).bfloat16())
        size = latents.detach().float().std()
        noise = torch.rand(len(latents), 1, 1, 1, device=self.device) * NOISE * size
        noisy = latents + (noise * torch.randn_like(latents, dtype=torch.float32)).bfloat16()
        return loss_of(network.decoder(noisy), large.to(self.device))

    def learn(self, small: Tensor, large: Tensor, rate: float) -> Tensor:
        """One step on crops; returns the loss."""
        loss = self.loss(small, large)
        torch.autograd.backward(loss)
        self.optimizer.step(RATE * rate)
        self.step += 1
        keep = min(AVERAGE, self.step / (self.step + 9))
        moving = {n: p for n, p in self.average.named_parameters() if n in self.optimizer.masters}
        masters = [self.optimizer.masters[name] for name in moving]
        torch._foreach_lerp_(list(moving.values()), masters, 1 - keep)
        return loss.detach()

    def save(self, path: Path, pictures: Bytes) -> None:
        """With latents set right, unless they must stay what they are, and a preview that fits them."""
        some = np.concatenate([half(picture[None]) for picture in pictures[: HELD_WHOLE * 2]])
        if not self.frozen:
            self.average.settle(some)
        self.average.fit_preview(some)
        state = {
            "sizes": msgspec.to_builtins(self.average.sizes),
            "average": self.average.state_dict(),
            "spent": self.spent,
        }
        torch.save(state, path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)


def train(run: Run, work: Path, minutes: float, batch: int) -> None:
    """Trains for `minutes`; continues a checkpoint's weights if there is one. Raises Stopped."""
    pictures, path = open_whole(work), work / FILE
    held = pictures[:HELD_WHOLE]
    stored = torch.load(path, map_location="cpu", weights_only=True) if path.exists() else None
    run.start(stored["average"] if stored else None, pictures)
    print(f"before: {psnr(run.average, held[:16]):.2f} dB", flush=True)
    earlier = stored["spent"] if stored else 0.0
    there = at_hand(pictures, run.device)
    rng = np.random.default_rng(time.time_ns())
    start = told = saved = time.monotonic()
    smooth: Tensor | None = None
    with progress("autoencoder", minutes * 60) as move:
        while (done := (time.monotonic() - start) / (minutes * 60)) < 1:
            loss = run.learn(*crops(there, batch, rng), rate_at(run.step, done))
            smooth = loss if smooth is None else smooth + 0.02 * (loss - smooth)
            now = time.monotonic()
            run.spent = earlier + now - start
            if now - told > TELL_S:
                speed = f"{run.step * batch / (now - start):.1f} crops/s"
                print(
                    f"{now - start:6.0f} s  step {run.step}  loss {smooth.item():.4f}  {speed}",
                    flush=True,
                )
                move(now - start, speed)
                told = now
            if now - saved > run.watch.save_s or run.watch.over:
                run.save(path, pictures)
                run.watch.saved(run, path)
                run.watch.check()
                saved = now
                decibels = psnr(run.average, held[:16])
                print(f"        {decibels:.2f} dB on 16 held-out drawings", flush=True)
    run.save(path, pictures)
    run.watch.saved(run, path)
    print(f"finished: {psnr(run.average, held):.2f} dB at 512²", flush=True)


def at_hand(pictures: Bytes, device: str) -> Tensor:
    """On a processor they stay on the disk; 3,000 pictures are 2.4 GB on any other device."""
    if device == "cpu":
        with warnings.catch_warnings():  # the map is read-only, and nobody writes
            warnings.simplefilter("ignore", UserWarning)
            return torch.from_numpy(pictures)
    return torch.from_numpy(np.array(pictures)).to(device)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--batch", type=arguments.count, default=8, help="crops of 256²")
    parser.add_argument("--frozen", action="store_true", help="train the decoder alone")
    parser.add_argument("--device", type=arguments.device, default="cpu")
    parser.add_argument("--threads", type=arguments.count, default=1)
    args = parser.parse_args(argv)
    torch.set_num_threads(args.threads)
    open_whole(args.work)
    run = Run(Sizes(), args.device, args.frozen)
    with Watch() as run.watch:
        train(run, args.work, args.minutes, args.batch)


if __name__ == "__main__":
    main()
