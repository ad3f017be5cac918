"""Pictures for captions, from a pack as the box draws them, or from a training run's checkpoint to see how it does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import torch

from forge.drawings import Softener
from forge.latents import CHANNELS, GRID, Bytes, Floats
from forge.schedule import Sampling, sample
from forge.train import check_checkpoint, load_generator
from runtime.batch import Running, RunningBatch
from runtime.engines.base import Conditioning
from runtime.noise import gaussian
from runtime.opening import open_engine
from runtime.pack import Pack
from runtime.profile import parse_profile
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary
from runtime.schedulers import flow_levels

BATCH = 8
"""Pictures drawn together."""


class Sampler(Protocol):
    """Draws captions; the same seed begins with the same noise in each of them."""

    name: str

    def latents(
        self, captions: Sequence[Caption], seeds: Sequence[int], steps: int, guidance: float
    ) -> Floats:
        """[N, C, h, w]"""

    def paint(self, latents: Floats) -> Bytes:
        """[B, C, h, w] → uint8 [B, S, S, 3]"""


class PackSampler:
    """Runs a pack's own graphs on the processor, by the runtime's engine and batch."""

    def __init__(self, folder: Path, profile_text: str) -> None:
        """Raises an EdgedError if the pack cannot be used."""
        self.pack = Pack.open(folder, contents=True)
        manifest = self.pack.manifest
        self.name = f"{manifest.name} {manifest.version}, {manifest.precision}"
        self.engine = open_engine(self.pack, parse_profile(profile_text))
        self.shape = (manifest.latent.channels, manifest.latent.height, manifest.latent.width)
        self.way = Sampling(manifest.steps.default, manifest.guidance)

    def latents(
        self, captions: Sequence[Caption], seeds: Sequence[int], steps: int, guidance: float
    ) -> Floats:
        vocabulary = self.pack.vocabulary
        nothing = self.engine.encode(np.zeros((1, len(vocabulary.slots), 2), np.int64))
        tokens = np.array([vocabulary.tokens(caption) for caption in captions], np.int64)
        made = []
        for start in range(0, len(captions), BATCH):
            wishes = self.engine.encode(tokens[start : start + BATCH])
            batch = RunningBatch(self.engine, capacity=BATCH, guidance=guidance, nothing=nothing)
            pictures = [
                Running(
                    id=str(number),
                    latents=gaussian(seed, self.shape),
                    wish=Conditioning(wishes.context[number], wishes.pooled[number]),
                    levels=flow_levels(steps),
                )
                for number, seed in enumerate(seeds[start : start + BATCH])
            ]
            for picture in pictures:
                batch.join(picture)
            while len(batch):
                for _, error in batch.step()[1]:
                    raise error
            made += [picture.clean for picture in pictures]
        return np.stack(made)

    def paint(self, latents: Floats) -> Bytes:
        return self.engine.decode(latents)


class CheckpointSampler:
    """Samples from generator.pt and decoder.pt of a work folder; without a decoder by the linear way."""

    def __init__(self, work: Path, vocabulary: Vocabulary) -> None:
        """Raises WorkIncomplete if nothing was trained yet, VocabularyDiffers if it was with other words."""
        check_checkpoint(work, vocabulary)
        self.name = "the training run's checkpoint, bf16"
        self.generator = load_generator(work).bfloat16()
        self.vocabulary = vocabulary
        self.softener = Softener(work)

    def latents(
        self, captions: Sequence[Caption], seeds: Sequence[int], steps: int, guidance: float
    ) -> Floats:
        tokens = torch.tensor([self.vocabulary.tokens(caption) for caption in captions])
        noise = torch.from_numpy(np.stack([gaussian(s, (CHANNELS, GRID, GRID)) for s in seeds]))
        made = [
            sample(self.generator, tokens[i : i + BATCH], noise[i : i + BATCH], steps, guidance)
            for i in range(0, len(tokens), BATCH)
        ]
        return torch.cat(made).numpy()

    def paint(self, latents: Floats) -> Bytes:
        return self.softener.paint(latents)
