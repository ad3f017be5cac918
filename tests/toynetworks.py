"""Networks of the real kinds in miniature, with random weights: exported and quantised in seconds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import torch
from onnx import ModelProto

from forge.decoder import Decoder, Preview
from forge.export import Networks, export_all
from forge.latents import CHANNELS, GRID, PatchEncoder
from forge.model import Generator, shape_for
from forge.quantise import Quantised, quantise
from forge.vocabulary import load_vocabulary

LATENT = (CHANNELS, GRID, GRID)
SIZES = (32, 16, 16, 8)
UNITS = (1, 1, 1, 1)


@cache
def toy_networks() -> Networks:
    torch.manual_seed(1)
    shape = shape_for(load_vocabulary(), wide=32, deep=64, context=32, blocks=2, convs=1, head=32)
    generator, encoder = Generator(shape), toy_encoder()
    decoder = Decoder(encoder, SIZES, UNITS)
    for network in (generator, decoder):
        _wake(network)
    return Networks(generator.eval(), decoder.eval(), Preview(encoder).eval())


@cache
def toy_graphs() -> tuple[dict[str, ModelProto], dict[str, float]]:
    return export_all(toy_networks())


@cache
def toy_quantised() -> Quantised:
    return quantise(toy_graphs()[0], load_vocabulary(), LATENT, judged=4)


def toy_encoder() -> PatchEncoder:
    """Soft blotches: each channel is a plane wave over the patch."""
    random = np.random.default_rng(3)
    place = np.arange(16) / 16 - 0.5
    waves = random.uniform(-3, 3, (CHANNELS, 2, 1, 1))
    plane = np.cos(waves[:, 0] * place[:, None] + waves[:, 1] * place + random.uniform(0, 6))
    up = plane[..., None] * random.normal(size=(CHANNELS, 1, 1, 3)) * 0.1
    flat = up.reshape(CHANNELS, -1).astype(np.float32)
    return PatchEncoder(np.zeros(768, np.float32), np.linalg.pinv(flat).astype(np.float32), flat)


def write_work(work: Path) -> Path:
    """A work folder as training leaves it."""
    networks = toy_networks()
    work.mkdir()
    toy_encoder().save(work / "encoder.npz")
    average = dict(networks.generator.named_parameters())
    shape = msgspec.to_builtins(networks.generator.shape)
    stored = {"shape": shape, "average": average, "step": 1234, "spent": 60.0}
    torch.save(stored, work / "generator.pt")
    weights = networks.decoder.state_dict()
    torch.save({"sizes": SIZES, "units": UNITS, "average": weights}, work / "decoder.pt")
    return work


@torch.no_grad()
def _wake(network: torch.nn.Module) -> None:
    """Layers begin as zero in training; zero would hide every mistake."""
    for parameter in network.parameters():
        if not parameter.any():
            parameter.normal_(std=0.03)
