"""Pictures and drawings of an evaluation, both by the same last way: the decoder, and then made small."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct

from forge.drawings import small
from forge.judging.pinboard import cell
from forge.latents import PICTURE, Bytes, Floats
from forge.nets.encoder import Encoder
from forge.progress import progress
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
        made = (
            self.sampler.latents(
                captions[start : start + BATCH],
                seeds[start : start + BATCH],
                self.steps,
                self.guidance,
            )
            for start in range(0, len(captions), BATCH)
        )
        return self._painted("pictures", len(captions), made)

    def drawings(self, captions: Sequence[Caption], seed: str) -> Bytes:
        """One drawing each, uint8 [N, 256, 256, 3]."""
        rngs = (random.Random(f"{seed} {number}") for number in range(len(captions)))
        drawn = [self.subject.draw(c, r, PICTURE) for c, r in zip(captions, rngs, strict=True)]
        return np.stack(drawn)

    def through(self, drawings: Bytes) -> Bytes:
        """uint8 [N, 256, 256, 3] → [N, 128, 128, 3], into latents and back."""
        parts = range(0, len(drawings), BATCH)
        latents = (self.encoder.encode(drawings[start : start + BATCH]) for start in parts)
        return self._painted("drawings", len(drawings), latents)[0]

    def _painted(
        self, what: str, count: int, latents: Iterable[Floats]
    ) -> tuple[Bytes, list[Bytes]]:
        """`latents`: batch by batch, `count` in all."""
        little, cells = list[Bytes](), list[Bytes]()
        with progress(what, count, lines=True) as move:
            for batch in latents:
                pictures = self.sampler.paint(batch)
                little.append(small(pictures))
                cells += [cell(picture).copy() for picture in pictures]
                move(len(cells), f"of {count}")
        return np.concatenate(little), cells
