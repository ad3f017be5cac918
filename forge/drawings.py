"""Drawings for the probe, small and as latents, and the ways in which a picture goes soft between the two.

Captions come from the same source as the generator's; half of them are mixed from two wishes, so that no part of a
picture can be guessed from the others. The generator is never trained on these pictures.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray
from torch import Tensor

from forge.draw.picture import Face
from forge.latents import GRID, PICTURE, PREVIEW, Bytes, Floats
from forge.nets.autoencoder import load_autoencoder
from forge.nets.decoder import Painter
from forge.nets.encoder import Encoder
from forge.progress import progress
from forge.subject import Subject
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

SIDE = PREVIEW
"""Pixels a side of what the probe looks at."""
CHUNK = 128
"""Drawings made and marked as done together."""
BATCH = 16
"""Drawings encoded together."""
MIXED = 0.5
"""Share of captions mixed from two wishes."""
POINTS = len(fields(Face))


class Drawings(Struct, frozen=True):
    """One split on disk, memory-mapped."""

    tokens: NDArray[np.int16]
    """[N, T, 2]"""
    pictures: Bytes
    """[N, 128, 128, 3]"""
    latents: NDArray[np.float16]
    """[N, C, 16, 16]"""
    faces: NDArray[np.float16]
    """[N, animals, 5, 2]: the points of `forge.draw.picture.Face` in 0..1, (x, y); NaN where there is no face."""


class Softener:
    """Latents → pictures as the generator's come out."""

    def __init__(self, work: Path) -> None:
        """Raises FileNotFoundError without an autoencoder."""
        network = load_autoencoder(work)
        self.encoder = network.encoder
        self.linear = network.preview
        self.painter = Painter(network.decoder)

    @torch.no_grad()
    def soft(self, latents: Tensor, painted: int = 0) -> Tensor:
        """f32 [B, C, 16, 16] → f32 [B, 128, 128, 3], −1 to 1; the first `painted` by the trained decoder."""
        pictures: Tensor = self.linear(latents)
        if painted:
            pictures[:painted] = as_floats(small(self.paint(latents[:painted].numpy())))
        return pictures.clamp(-1, 1)

    @torch.no_grad()
    def paint(self, latents: Floats) -> Bytes:
        """f32 [B, C, 16, 16] → uint8 [B, 512, 512, 3] as the box paints it."""
        with torch.autocast("cpu", torch.bfloat16):
            pictures: Tensor = self.painter(torch.from_numpy(latents))
        return pictures.numpy()

    def through(self, pictures: Bytes) -> Bytes:
        """uint8 [N, 256, 256, 3] → [N, 128, 128, 3]: into latents and back, as well as the box could paint them."""
        parts = [
            small(self.paint(self.encoder.encode(pictures[i : i + BATCH])))
            for i in range(0, len(pictures), BATCH)
        ]
        return np.concatenate(parts)


def as_floats(pictures: Bytes) -> Tensor:
    """uint8 → f32, −1 to 1."""
    return torch.from_numpy(np.ascontiguousarray(pictures)).float() / 127.5 - 1


def small(pictures: Bytes) -> Bytes:
    """uint8 [B, S, S, 3] with S a multiple of 128 → [B, 128, 128, 3], each pixel the mean of its square."""
    count, side = pictures.shape[:2]
    ratio = side // SIDE
    boxes = pictures.reshape(count, SIDE, ratio, SIDE, ratio, 3)
    return np.rint(boxes.mean(axis=(2, 4), dtype=np.float32)).astype(np.uint8)


def mixed_caption(rng: random.Random, subject: Subject, vocabulary: Vocabulary) -> Caption:
    """A wish as children say it, or one whose roles come from two of those at random."""
    one = subject.sample_caption(rng, vocabulary)
    if rng.random() >= MIXED:
        return one
    other = subject.sample_caption(rng, vocabulary)
    parts = [
        part
        for role in vocabulary.roles
        for part in (one if role.required or rng.random() < 0.5 else other).of(role.id)
    ]
    return vocabulary.canonical(tuple(parts))


def draw_drawings(
    work: Path, split: str, count: int, subject: Subject, vocabulary: Vocabulary
) -> Drawings:
    """The first `count` of the split, after drawing what is still missing. Of `held` no caption is mixed."""
    folder = work / "probe" / split
    network = load_autoencoder(work)
    done = _prepare(folder, count, vocabulary.slots, network.sizes.channels)
    missing = np.flatnonzero(~done[: -(-count // CHUNK)])
    start = time.monotonic()
    with progress(f"draw {split} for who reads", len(missing), lines=True) as move:
        for position, chunk in enumerate(missing, 1):
            _draw_chunk(folder, int(chunk), subject, vocabulary, network.encoder)
            done[chunk] = True
            rate = position * CHUNK / (time.monotonic() - start)
            move(position, f"{rate:.0f} drawings/s")
    stored = _open(folder)
    return Drawings(*(getattr(stored, name)[:count] for name in Drawings.__struct_fields__))


def _open(folder: Path, mode: Literal["r", "r+"] = "r") -> Drawings:
    return Drawings(
        *(np.load(folder / f"{name}.npy", mmap_mode=mode) for name in Drawings.__struct_fields__)
    )


def _prepare(folder: Path, count: int, slots: Sequence[str], channels: int) -> NDArray[np.bool_]:
    """Which chunks are done, writable; a split that is too small, or of another vocabulary, is begun anew."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "done.npy"
    if not path.exists() or not _serves(folder, count, len(slots), channels):
        if path.exists():
            print(f"{folder} is too small, or of other words or latents: begun anew", flush=True)
        _empty(folder / "tokens.npy", (count, len(slots), 2), np.int16)
        _empty(folder / "pictures.npy", (count, SIDE, SIDE, 3), np.uint8)
        _empty(folder / "latents.npy", (count, channels, GRID, GRID), np.float16)
        _empty(folder / "faces.npy", (count, slots.count(slots[0]), POINTS, 2), np.float16)
        np.save(path, np.zeros(-(-count // CHUNK), bool))
    done: NDArray[np.bool_] = np.load(path, mmap_mode="r+")
    return done


def _serves(folder: Path, count: int, slots: int, channels: int) -> bool:
    names = Drawings.__struct_fields__
    if not all((folder / f"{name}.npy").exists() for name in names):
        return False
    stored = _open(folder)
    enough = len(stored.tokens) >= count
    return enough and stored.tokens.shape[1] == slots and stored.latents.shape[1] == channels


def _empty(path: Path, shape: tuple[int, ...], kind: type[np.generic]) -> None:
    np.lib.format.open_memmap(path, mode="w+", dtype=kind, shape=shape).flush()


def noted(
    subject: Subject, caption: Caption, rng: random.Random, size: int, faces: int
) -> tuple[Bytes, Floats]:
    """(uint8 [size, size, 3], f32 [faces, 5, 2]); without anybody to tell of faces they are NaN."""
    places = np.full((faces, POINTS, 2), np.nan, np.float32)
    if subject.draw_noted is None:
        return subject.draw(caption, rng, size), places
    picture, found = subject.draw_noted(caption, rng, size)
    for place, face in zip(places, found, strict=False):
        place[:] = astuple(face)
    return picture, places


def drawn_with_faces(
    subject: Subject, captions: Sequence[Caption], seed: str, most: int
) -> tuple[Bytes, Floats]:
    """(uint8 [N, 256, 256, 3], f32 [N, most, 5, 2]): `most` faces in a picture."""
    pairs = [
        noted(subject, caption, random.Random(f"{seed} {i}"), PICTURE, most)
        for i, caption in enumerate(captions)
    ]
    return np.stack([p for p, _ in pairs]), np.stack([f for _, f in pairs])


def _draw_chunk(
    folder: Path, chunk: int, subject: Subject, vocabulary: Vocabulary, encoder: Encoder
) -> None:
    stored, split = _open(folder, "r+"), folder.name
    rngs = [
        random.Random(f"probe {split} {index}")
        for index in range(chunk * CHUNK, min((chunk + 1) * CHUNK, len(stored.tokens)))
    ]
    wish = subject.sample_caption if split == "held" else None
    captions = [
        wish(rng, vocabulary) if wish else mixed_caption(rng, subject, vocabulary) for rng in rngs
    ]
    drawn = [
        noted(subject, caption, rng, PICTURE, stored.faces.shape[1])
        for caption, rng in zip(captions, rngs, strict=True)
    ]
    here = slice(chunk * CHUNK, chunk * CHUNK + len(rngs))
    pixels = np.stack([picture for picture, _ in drawn])
    stored.tokens[here] = [vocabulary.tokens(caption) for caption in captions]
    stored.pictures[here] = small(pixels)
    stored.latents[here] = np.concatenate(
        [encoder.encode(pixels[i : i + BATCH]) for i in range(0, len(pixels), BATCH)]
    )
    stored.faces[here] = [faces for _, faces in drawn]
