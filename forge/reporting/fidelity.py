"""How close pictures of one set of graphs are to those of another: same captions, same seeds, same steps."""

from __future__ import annotations

import random
import time
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from onnx import ModelProto
from scipy.ndimage import gaussian_filter

from forge.export import open_session
from forge.schedule import Sampling
from forge.subject import Subject
from runtime.batch import Running, RunningBatch
from runtime.engines.base import Conditioning, Pixels, guided
from runtime.noise import gaussian
from runtime.schedulers import Floats, flow_levels

USUAL = Sampling()
Feeds = dict[str, NDArray[Any]]


class Wish(Struct, frozen=True):
    tokens: list[list[int]]
    """[T][2]"""
    seed: int


class Likeness(Struct, frozen=True):
    """Of pictures at 512² to their originals."""

    ssim: float
    """Mean."""
    worst: float
    """Lowest SSIM of one picture."""
    psnr: float
    """Mean, dB."""


class Sessions:
    """The graphs as an engine, so that pictures for measuring are made by the runtime's own steps."""

    def __init__(self, graphs: dict[str, ModelProto], threads: int = 1) -> None:
        self._sessions = {part: open_session(graph, threads) for part, graph in graphs.items()}
        self.seen: list[Feeds] = []
        """What the denoiser was asked."""
        self.spent: dict[str, float] = dict.fromkeys(graphs, 0.0)
        """CPU seconds: unlike the clock's, they hardly depend on what else the machine does."""

    def encode(self, tokens: NDArray[np.int64]) -> Conditioning:
        return Conditioning(*self._run("encoder", {"tokens": tokens}))

    def denoise(self, latents: Floats, levels: Floats, conditioning: Conditioning) -> Floats:
        feeds = {
            "latents": latents,
            "level": levels,
            "context": conditioning.context,
            "pooled": conditioning.pooled,
        }
        self.seen.append(feeds)
        return self._run("denoiser", feeds)[0]

    def guide(self, free: Floats, bound: Floats, guidance: float) -> Floats:
        return guided(free, bound, guidance)

    def decode(self, latents: Floats) -> Pixels:
        return self._run("decoder", {"latents": latents})[0]

    def preview(self, latents: Floats) -> Pixels:
        return self._run("preview", {"latents": latents})[0]

    def describe(self) -> str:
        return "onnx"

    def _run(self, part: str, feeds: Feeds) -> list[NDArray[Any]]:
        began = time.process_time()
        outputs: list[NDArray[Any]] = self._sessions[part].run(None, feeds)
        self.spent[part] += time.process_time() - began
        return outputs


def wishes(purpose: str, count: int, subject: Subject) -> list[Wish]:
    """The same ones each time; different purposes have different ones."""
    vocabulary, rngs = subject.vocabulary(), (random.Random(f"{purpose} {i}") for i in range(count))
    drawn = [subject.sample_caption(rng, vocabulary) for rng in rngs]
    seeds = random.Random(purpose)
    return [Wish(vocabulary.tokens(caption), seeds.getrandbits(31)) for caption in drawn]


def imagine(
    engine: Sessions, wanted: list[Wish], latent: tuple[int, ...], way: Sampling = USUAL
) -> Floats:
    """Clean latents [B, C, h, w], all pictures in one running batch. `latent`: (C, h, w)."""
    empty = np.zeros((1, len(wanted[0].tokens), 2), np.int64)
    batch = RunningBatch(
        engine, capacity=len(wanted), guidance=way.guidance, nothing=engine.encode(empty)
    )
    pictures = []
    for number, wish in enumerate(wanted):
        known = engine.encode(np.array([wish.tokens], np.int64))
        pictures.append(
            Running(
                id=str(number),
                latents=gaussian(wish.seed, latent),
                wish=Conditioning(known.context[0], known.pooled[0]),
                levels=flow_levels(way.steps),
            )
        )
        batch.join(pictures[-1])
    while len(batch):
        batch.step()
    return np.stack([picture.clean for picture in pictures])


def paint(
    engine: Sessions,
    wanted: list[Wish],
    latent: tuple[int, ...],
    batch: int = 4,
    way: Sampling = USUAL,
) -> Pixels:
    """uint8 [B, 512, 512, 3]"""
    groups = [wanted[start : start + batch] for start in range(0, len(wanted), batch)]
    clean = [one[np.newaxis] for group in groups for one in imagine(engine, group, latent, way)]
    return np.concatenate([engine.decode(one) for one in clean])


def likeness(pictures: Pixels, originals: Pixels) -> Likeness:
    pairs = list(zip(pictures, originals, strict=True))
    similar = [ssim(a, b) for a, b in pairs]
    decibels = [psnr(a, b) for a, b in pairs]
    return Likeness(float(np.mean(similar)), min(similar), float(np.mean(decibels)))


def ssim(a: Pixels, b: Pixels) -> float:
    """Structural similarity (Wang et al. 2004: Gaussian window of 1.5 pixels, 11 wide), mean of the three colours."""

    def blurred(x: NDArray[np.float64]) -> NDArray[np.float64]:
        soft: NDArray[np.float64] = gaussian_filter(x, (1.5, 1.5, 0), truncate=3.5)
        return soft

    x, y = a.astype(np.float64), b.astype(np.float64)
    mean_x, mean_y = blurred(x), blurred(y)
    var_x, var_y = blurred(x * x) - mean_x**2, blurred(y * y) - mean_y**2
    both = blurred(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    shape = (2 * mean_x * mean_y + c1) * (2 * both + c2)
    return float((shape / ((mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2))).mean())


def psnr(a: Pixels, b: Pixels) -> float:
    """dB; at most 99."""
    error = float(np.square(a.astype(np.float64) - b).mean())
    return min(99.0, 10 * float(np.log10(255**2 / max(error, 1e-9))))
