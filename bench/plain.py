"""The plain way to draw the same picture: the network eagerly in torch, fp32, 20 steps with guidance.

With the checkpoint that the pack was made from these are the very weights. Where there is none, a network of the
same shape is as slow with fresh weights as with good ones, and its size shows that the shape is the pack's.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from pathlib import Path

import msgspec
import onnx
import torch
from torch import Tensor, nn

from forge.latents import GRID
from forge.nets.autoencoder import FILE, Autoencoder, Sizes, load_autoencoder
from forge.nets.decoder import Painter
from forge.nets.model import Generator, Shape, shape_for
from forge.schedule import sample
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

STEPS, GUIDANCE = 20, 3.0


@dataclass(frozen=True)
class Plain:
    generator: Generator
    painter: Painter
    vocabulary: Vocabulary
    origin: str
    """Where the weights are from, for people."""

    def draw(self, caption: Caption, seed: int) -> Tensor:
        """uint8 [512, 512, 3]"""
        tokens = torch.tensor([self.vocabulary.tokens(caption)])
        noise = torch.randn(
            1,
            self.generator.shape.channels,
            GRID,
            GRID,
            generator=torch.Generator().manual_seed(seed),
        )
        with torch.inference_mode():
            latents = sample(self.generator, tokens, noise, STEPS, GUIDANCE)
            picture: Tensor = self.painter(latents)[0]
        return picture

    @property
    def parameters(self) -> int:
        parts: tuple[nn.Module, ...] = (self.generator, self.painter)
        return sum(parameter.numel() for part in parts for parameter in part.parameters())


def load_plain(work: Path) -> Plain:
    """The checkpoint in `work` if there is one, else fresh weights of the default shape."""
    vocabulary = load_vocabulary()
    if (work / "generator.pt").exists() and (work / FILE).exists():
        stored = torch.load(work / "generator.pt", map_location="cpu", weights_only=True)
        generator = Generator(msgspec.convert(stored["shape"], Shape))
        generator.load_state_dict(stored["average"])
        decoder, origin = load_autoencoder(work).decoder, f"the checkpoint in {work}"
    else:
        generator = Generator(shape_for(vocabulary))
        decoder, origin = Autoencoder(Sizes()).decoder, "fresh weights of the same shape"
    painter = Painter(decoder)
    return Plain(generator.float().eval(), painter.float().eval(), vocabulary, origin)


def pack_parameters(pack: Path) -> int:
    """Numbers in the weights of the pack's encoder, denoiser and decoder."""
    return sum(
        prod(tensor.dims)
        for part in ("encoder", "denoiser", "decoder")
        for tensor in onnx.load(str(pack / f"{part}.onnx")).graph.initializer
    )
