"""Pictures and drawings of an evaluation, both by the same last way: the decoder, and then made small."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from forge.drawings import small
from forge.judging.pinboard import cell
from forge.latents import PICTURE, Bytes, Floats
from forge.nets.encoder import Encoder
from forge.sampling import BATCH, Sampler
from forge.subject import Subject
from runtime.prompt.caption import Caption


class Painting(Struct, frozen=True):
    """How pictures are made in this evaluation, and who draws what they are compared with."""

    sampler: Sampler
    encoder: Encoder
    subject: Subject
    steps: int
    guidance: float

    def pictures(
        self, captions: Sequence[Caption], seeds: Sequence[int]
    ) -> tuple[Bytes, list[Bytes]]:
        """([N, 128, 128, 3], about [256, 256, 3] of each), generated."""
        return self._painted(self.sampler.latents(captions, seeds, self.steps, self.guidance))

    def drawings(self, captions: Sequence[Caption], seed: str) -> Bytes:
        """One drawing each, uint8 [N, 256, 256, 3]."""
        rngs = (random.Random(f"{seed} {number}") for number in range(len(captions)))
        drawn = [self.subject.draw(c, r, PICTURE) for c, r in zip(captions, rngs, strict=True)]
        return np.stack(drawn)

    def through(self, drawings: Bytes) -> Bytes:
        """uint8 [N, 256, 256, 3] → [N, 128, 128, 3], into latents and back."""
        parts = range(0, len(drawings), BATCH)
        latents = [self.encoder.encode(drawings[start : start + BATCH]) for start in parts]
        return self._painted(np.concatenate(latents))[0]

    def _painted(self, latents: Floats) -> tuple[Bytes, list[Bytes]]:
        little, cells = [], []
        for start in range(0, len(latents), BATCH):
            pictures = self.sampler.paint(latents[start : start + BATCH])
            little.append(small(pictures))
            cells += [cell(picture).copy() for picture in pictures]
        return np.concatenate(little), cells
