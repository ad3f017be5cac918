"""Reads in latents whether faces are whole: the critic's other half, for subjects that tell where their faces are.

    python -m forge critic --work ~/.cache/edged-forge --minutes 20        (trains both)

It learns from drawings, half of them with a face spoilt on purpose before they became latents, or with another's face
shining through it, as happens when a student cannot decide between two expressions. The judge of faces looks at
pictures, has other drawings, and nothing of it is used here. Leaves face_critic.pt in the work folder.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from msgspec import Struct
from numpy.typing import NDArray
from torch import Tensor

from forge.damage import MOUTH, faces_of, spoilt
from forge.drawings import BATCH as ENCODED
from forge.drawings import Drawings, drawn_with_faces, mixed_caption
from forge.errors import VocabularyDiffers
from forge.latents import GRID, Floats
from forge.nets.autoencoder import load_autoencoder
from forge.nets.encoder import Encoder
from forge.nets.face_reader import FaceReader, by_face, lesson_loss
from forge.progress import each
from forge.subject import Subject
from forge.teaching import teach
from runtime.prompt.vocabulary import Vocabulary

FILE, SPOILT = "face_critic.pt", "spoilt.npz"
CHUNK = 125
"""Drawings spoilt and encoded together."""
BATCH = 48
NOISE = 0.4
"""Largest deviation of the noise on latents: less than for words, for an eye is a small thing."""
REACH, LEAST = 0.85, 0.05
"""Radius of a face's places, in distances between its eyes, and in 0..1 of the picture at least."""
SHINE, SHINING = 3, (0.3, 0.5)
"""One in so many drawings has another's face shine through one of its own, and how much."""
HELD = 500
"""Of either half, kept to say how good it became."""


class Broken(Struct, frozen=True):
    """Drawings of which one face each was spoilt."""

    latents: NDArray[np.float16]
    """[N, C, 16, 16]"""
    faces: NDArray[np.float16]
    """[N, animals, 5, 2], in 0..1, as they were before"""
    which: NDArray[np.int64]
    """[N]: the number of the spoilt one"""


class Faces:
    """Batches of latents under noise: where faces are, and which of them are broken."""

    def __init__(self, own: Drawings, broken: Broken, seed: int = 0, held: bool = False) -> None:
        """`held`: of the last drawings instead of all but these."""
        self.own, self.broken = own, broken
        self.rng = np.random.default_rng(seed)
        sizes = (len(own.latents), len(broken.latents))
        kept = [n - min(HELD, n // 4) for n in sizes]
        self.ranges = [(k, n) if held else (0, k) for k, n in zip(kept, sizes, strict=True)]

    def batch(self, count: int, noise: float = NOISE, shine: int = SHINE) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
        """(f32 [count, C, 16, 16], bool [count, animals, 16, 16] places, bool [count, animals] broken)"""
        rng, half = self.rng, count // 2
        fine = rng.integers(*self.ranges[0], half)
        bad = rng.integers(*self.ranges[1], count - half)
        latents = np.concatenate([self.own.latents[fine], self.broken.latents[bad]])
        faces = np.concatenate([self.own.faces[fine], self.broken.faces[bad]]).astype(np.float32)
        latents, at = latents.astype(np.float32), places(faces)
        broken = np.zeros(at.shape[:2], bool)
        broken[np.arange(half, count), self.broken.which[bad]] = True
        for number in range(0, half, shine) if shine else ():
            self._shine(latents[number], faces[number], at[number], broken[number])
        amount = rng.uniform(-noise / 4, noise, (count, 1, 1, 1)).clip(0)
        latents += (amount * rng.standard_normal(latents.shape)).astype(np.float32)
        by = tuple(rng.integers(-1, 2, 2))
        moved = (np.roll(latents, by, (2, 3)), np.roll(at, by, (2, 3)))
        return torch.from_numpy(moved[0]), torch.from_numpy(moved[1]), torch.from_numpy(broken)

    def _shine(self, latents: Floats, faces: Floats, at: NDArray[np.bool_], broken: NDArray[np.bool_]) -> None:  # fmt: skip
        """Another drawing's face through one of these, in place."""
        rng = self.rng
        other = int(rng.integers(*self.ranges[0]))
        theirs = self.own.faces[other].astype(np.float32)
        mine, others = faces_of(faces), faces_of(theirs)
        if not mine or not others:
            return
        which = int(rng.choice(mine))
        away = faces[which, :MOUTH].mean(0) - theirs[others[0], :MOUTH].mean(0)
        dx, dy = np.rint(away * GRID).astype(int)
        through = np.roll(self.own.latents[other].astype(np.float32), (dy, dx), (1, 2))
        here, share = at[which], rng.uniform(*SHINING)
        latents[:, here] += share * (through[:, here] - latents[:, here])
        broken[which] = True


def places(faces: Floats) -> NDArray[np.bool_]:
    """[B, animals, 5, 2] in 0..1 → [B, animals, 16, 16], nothing where there is no face."""
    left, right, mouth = np.moveaxis(faces[:, :, : MOUTH + 1], 2, 0)
    middle = ((left + right) / 2 + mouth) / 2
    reach = np.maximum(REACH * np.hypot(*np.moveaxis(right - left, -1, 0)), LEAST)
    grid = (np.arange(GRID) + 0.5) / GRID
    dx = grid[None, :] - middle[..., 0, None, None]
    dy = grid[:, None] - middle[..., 1, None, None]
    return np.asarray(np.hypot(dx, dy) < reach[..., None, None])


def draw_spoilt(work: Path, count: int, subject: Subject, vocabulary: Vocabulary) -> Broken:
    """Of `count` drawings those of which a face can be spoilt, drawn once; anew for another count or other latents."""
    path, encoder = work / SPOILT, load_autoencoder(work).encoder
    if not _serves(path, count, load_autoencoder(work).sizes.channels):
        parts = [
            _spoilt_chunk(at, min(CHUNK, count - at), subject, vocabulary, encoder)
            for at in each("spoil", range(0, count, CHUNK), lambda at: f"{at} of {count}")
        ]
        part = path.with_suffix(".part.npz")
        np.savez(
            part,
            count=count,
            latents=np.concatenate([p.latents for p in parts]),
            faces=np.concatenate([p.faces for p in parts]),
            which=np.concatenate([p.which for p in parts]),
        )
        part.rename(path)
    with np.load(path) as stored:
        return Broken(*(stored[name] for name in Broken.__struct_fields__))


def _serves(path: Path, count: int, channels: int) -> bool:
    if not path.exists():
        return False
    with np.load(path) as stored:
        return stored.get("count") == count and stored["latents"].shape[1] == channels


def _spoilt_chunk(
    start: int, count: int, subject: Subject, vocabulary: Vocabulary, encoder: Encoder
) -> Broken:
    rngs = (random.Random(f"spoilt {index}") for index in range(start, start + count))
    captions = [mixed_caption(rng, subject, vocabulary) for rng in rngs]
    most = vocabulary.slots.count(vocabulary.slots[0])
    pictures, faces = drawn_with_faces(subject, captions, f"spoilt {start}", most)
    found = spoilt(pictures, faces, start)
    latents = [
        encoder.encode(found.pictures[at : at + ENCODED]).astype(np.float16)
        for at in range(0, len(found.pictures), ENCODED)
    ]
    empty = np.zeros((0, encoder.linear.out_features, GRID, GRID), np.float16)
    return Broken(
        np.concatenate([empty, *latents]),
        faces[found.sources].astype(np.float16),
        np.array(found.which, np.int64),
    )


def make_face_critic(
    work: Path,
    own: Drawings,
    broken: Broken,
    pace: Callable[[int], float],
) -> FaceReader:
    """Goes on with the face_critic.pt that there is, saves."""
    torch.manual_seed(1)
    lesson = Faces(own, broken)
    reader = load_face_critic(work) or FaceReader(own.latents.shape[1])

    def loss(network: FaceReader) -> Tensor:
        latents, at, bad = lesson.batch(BATCH)
        there, whole = network(latents.bfloat16())
        return lesson_loss(there, whole, at, bad)

    reader = teach(reader.train(), loss, pace)
    part = work / "face_critic.part"
    torch.save(reader.state_dict(), part)
    part.rename(work / FILE)
    return reader


def load_face_critic(work: Path) -> FaceReader | None:
    """None without one: subjects need not have faces. Raises VocabularyDiffers."""
    path = work / FILE
    if not path.exists():
        return None
    reader = FaceReader(load_autoencoder(work).sizes.channels)
    try:
        reader.load_state_dict(torch.load(path, map_location="cpu", weights_only=True))
    except RuntimeError as error:
        text = f"{path} reads other latents: delete it and run `python -m forge critic`."
        raise VocabularyDiffers(text) from error
    return reader.eval()


@torch.no_grad()
def told_apart(reader: FaceReader, own: Drawings, broken: Broken) -> tuple[float, float]:
    """How many whole faces of held-out drawings are found whole, and how many spoilt ones spoilt."""
    lesson = Faces(own, broken, held=True)
    answers, faults = [], []
    for _ in range(8):
        latents, at, bad = lesson.batch(128, 0.0, 0)
        answers.append(by_face(reader(latents)[1], at) > 0)
        faults.append(bad[at.any(3).any(2)])
    fine, spoilt_ones = torch.cat(answers), torch.cat(faults)
    return fine[~spoilt_ones].float().mean().item(), (~fine[spoilt_ones]).float().mean().item()
