"""Faces in a few lines: discs of skin with two eyes and a mouth, whose places are known."""

from __future__ import annotations

import random

import numpy as np

from forge.draw.picture import Face
from forge.latents import Bytes
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Vocabulary

SKINS = {"red": (230, 150, 150), "orange": (235, 190, 120)}


def face_caption(rng: random.Random, vocabulary: Vocabulary) -> Caption:
    """One or two animals."""
    colours = [c.id for c in vocabulary.colours]
    animals = [Part("animal", vocabulary.concepts[0].id, rng.choice(colours)) for _ in range(rng.randint(1, 2))]  # fmt: skip
    return vocabulary.canonical(tuple(animals))


def draw_faces(caption: Caption, rng: random.Random, size: int) -> Bytes:
    return draw_faces_noted(caption, rng, size)[0]


def draw_faces_noted(caption: Caption, rng: random.Random, size: int) -> tuple[Bytes, list[Face]]:
    count = len(caption.parts)
    tone = rng.randint(150, 210)
    picture = np.full((size, size, 3), (tone, tone, 220), np.float32)
    wide = 0.3 if count == 1 else 0.2
    middles = [0.5] if count == 1 else [0.27, 0.73]
    faces = [
        _face(picture, part, (x + rng.uniform(-0.02, 0.02), rng.uniform(0.4, 0.6)), wide)
        for part, x in zip(caption.parts, middles, strict=True)
    ]
    return picture.astype(np.uint8), faces


def _face(picture: np.ndarray, part: Part, at: tuple[float, float], wide: float) -> Face:
    x, y = at
    eyes = [(x - wide * 0.4, y), (x + wide * 0.4, y)]
    mouth = (x, y + wide * 0.5)
    _oval(picture, (x, y), wide, wide, SKINS.get(part.colour, (240, 220, 200)))
    for eye in eyes:
        _oval(picture, eye, wide * 0.18, wide * 0.22, (40, 30, 40))
        _oval(picture, (eye[0] - wide * 0.05, eye[1] - wide * 0.08), wide * 0.07, wide * 0.07, (255,) * 3)  # fmt: skip
    _oval(picture, mouth, wide * 0.25, wide * 0.1, (150, 40, 60))
    ears = [(x - wide * 0.6, y - wide * 0.7), (x + wide * 0.6, y - wide * 0.7)]
    return Face(eyes[0], eyes[1], mouth, ears[0], ears[1])


def _oval(
    picture: np.ndarray,
    at: tuple[float, float],
    rx: float,
    ry: float,
    colour: tuple[float, ...],
) -> None:
    place = (np.arange(len(picture)) + 0.5) / len(picture)
    inside = ((place[None] - at[0]) / rx) ** 2 + ((place[:, None] - at[1]) / ry) ** 2 < 1
    picture[inside] = colour
