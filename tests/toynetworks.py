"""Networks of the real kinds in miniature, with random weights: exported and quantised in seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
import torch
from onnx import ModelProto

from forge.animals import SUBJECT
from forge.export import Networks, export_all
from forge.latents import CHANNELS, GRID
from forge.nets.autoencoder import FILE, Autoencoder, Sizes
from forge.nets.model import Generator, shape_for
from forge.quantise import Quantised, quantise
from forge.vocabulary import load_vocabulary
from tests.once import found_once

Found = TypeVar("Found")
Network = TypeVar("Network", bound=torch.nn.Module)
LATENT = (CHANNELS, GRID, GRID)
SIZES = Sizes(
    encoder=(8, 8, 16), encoder_units=(1, 1, 1), decoder=(32, 16, 16, 8), decoder_units=(1, 1, 1, 1)
)


@cache
def toy_networks() -> Networks:
    torch.manual_seed(1)
    shape = shape_for(load_vocabulary(), wide=32, deep=64, context=32, blocks=2, convs=1, head=32)
    generator, both = Generator(shape).eval(), toy_autoencoder()
    wake(generator)
    return Networks(generator, both.decoder, both.preview)


@dataclass
class Kept:
    """Where they lie for all processes of a run; None: each makes its own."""

    folder: Path | None = None


KEPT = Kept()


@cache
def toy_graphs() -> tuple[dict[str, ModelProto], dict[str, float]]:
    return _kept("toy-graphs", lambda: export_all(toy_networks()))


@cache
def toy_quantised() -> Quantised:
    return _kept("toy-quantised", lambda: quantise(toy_graphs()[0], SUBJECT, LATENT, judged=4))


def _kept(name: str, make: Callable[[], Found]) -> Found:
    found: Found = make() if KEPT.folder is None else found_once(KEPT.folder / name, make)
    return found


@cache
def toy_autoencoder() -> Autoencoder:
    """Decodes to soft blotches: each channel is a plane wave over the patch."""
    network = Autoencoder(SIZES).eval()
    random = np.random.default_rng(3)
    place = np.arange(16) / 16 - 0.5
    waves = random.uniform(-3, 3, (CHANNELS, 2, 1, 1))
    plane = np.cos(waves[:, 0] * place[:, None] + waves[:, 1] * place + random.uniform(0, 6))
    up = plane[..., None] * random.normal(size=(CHANNELS, 1, 1, 3)) * 0.1
    weight = torch.zeros_like(network.decoder.linear.weight)
    whole = up.repeat(2, axis=1).repeat(2, axis=2).reshape(CHANNELS, -1)
    weight[:, :, 1, 1] = torch.from_numpy(whole.astype(np.float32).T)
    network.decoder.begin(weight, torch.zeros(len(weight)))
    small = up.reshape(CHANNELS, 8, 2, 8, 2, 3).mean(axis=(2, 4)).reshape(CHANNELS, -1)
    with torch.no_grad():
        network.preview.linear.weight.copy_(torch.from_numpy(small.astype(np.float32).T))
    wake(network)
    return network


def write_work(work: Path) -> Path:
    """A work folder as training leaves it."""
    networks = toy_networks()
    work.mkdir()
    average = dict(networks.generator.named_parameters())
    shape = msgspec.to_builtins(networks.generator.shape)
    stored = {"shape": shape, "average": average, "step": 1234, "spent": 60.0}
    torch.save(stored, work / "generator.pt")
    weights = toy_autoencoder().state_dict()
    torch.save({"sizes": msgspec.to_builtins(SIZES), "average": weights}, work / FILE)
    return work


@torch.no_grad()
def wake(network: Network) -> Network:
    """Layers begin as zero in training; zero would hide every mistake."""
    for parameter in network.parameters():
        if not parameter.any():
            parameter.normal_(std=0.03)
    return network
