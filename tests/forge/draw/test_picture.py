"""Every concept of the vocabulary is drawn, visibly and repeatably."""

import random

import numpy as np
import pytest

from forge.captions import sample_caption
from forge.draw import draw
from forge.draw.held import HELD
from forge.draw.picture import draw_noted
from forge.draw.poses import POSES
from forge.draw.scenes import LIGHTS, SCENES
from forge.draw.species import SPECIES
from forge.draw.worn import WORN
from forge.vocabulary import load_vocabulary
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Concept

VOCABULARY = load_vocabulary()
SIZE = 96


def ids(role: str) -> set[str]:
    return {concept.id for concept in VOCABULARY.concepts if concept.role == role}


def picture(*parts: Part, seed: int = 0) -> np.ndarray:
    return draw(VOCABULARY.canonical(parts), random.Random(seed), SIZE).astype(int)


def difference(a: np.ndarray, b: np.ndarray) -> float:
    """Share of pixels that clearly differ."""
    return float((np.abs(a - b).max(axis=2) > 24).mean())


@pytest.mark.parametrize(
    ("role", "drawn"),
    [
        ("animal", set(SPECIES)),
        ("worn", set(WORN)),
        ("held", set(HELD)),
        ("action", set(POSES) - {""}),
        ("scene", set(SCENES) - {""}),
        ("sky", set(LIGHTS) - {""}),
    ],
)
def test_the_vocabulary_and_the_drawings_name_the_same_things(role: str, drawn: set[str]) -> None:
    assert drawn == ids(role)


@pytest.mark.parametrize(
    "concept",
    [c for c in VOCABULARY.concepts if c.role != "animal"],
    ids=lambda c: f"{c.role}-{c.id}",
)
def test_each_thing_changes_the_picture_visibly(concept: Concept) -> None:
    bear = Part("animal", "bear")
    assert difference(picture(bear), picture(bear, Part(concept.role, concept.id))) > 0.015


@pytest.mark.parametrize("role", ["animal", "worn", "held"])
def test_each_colour_of_a_coloured_thing_is_seen(role: str) -> None:
    things = {"animal": "cat", "worn": "dress", "held": "balloon"}
    bear = () if role == "animal" else (Part("animal", "bear"),)
    pictures = [
        picture(*bear, Part(role, things[role], colour.id)) for colour in VOCABULARY.colours
    ]
    for i, one in enumerate(pictures):
        assert all(difference(one, other) > 0.005 for other in pictures[:i])


def test_animals_all_look_different() -> None:
    pictures = [picture(Part("animal", animal)) for animal in sorted(ids("animal"))]
    for i, one in enumerate(pictures):
        assert all(difference(one, other) > 0.02 for other in pictures[:i])


def test_the_same_random_state_draws_the_same_picture() -> None:
    caption = sample_caption(random.Random(7), VOCABULARY)
    first, again = (draw(caption, random.Random(1), SIZE) for _ in range(2))
    assert np.array_equal(first, again)
    assert difference(first.astype(int), draw(caption, random.Random(2), SIZE).astype(int)) > 0.01


def test_any_combination_can_be_drawn_even_a_lawless_one() -> None:
    rng = random.Random(3)
    for _ in range(60):
        parts = [
            Part("animal", rng.choice(sorted(ids("animal"))), rng.choice(VOCABULARY.colours).id)
        ]
        parts += [Part("worn", w) for w in rng.sample(sorted(ids("worn")), 2)]
        parts += [
            Part(role, rng.choice(sorted(ids(role)))) for role in ("held", "action", "scene", "sky")
        ]
        drawn = draw(Caption(tuple(parts)), rng, SIZE)
        assert drawn.shape == (SIZE, SIZE, 3)
        assert drawn.std() > 10


def test_the_size_changes_the_sharpness_but_not_the_picture() -> None:
    caption = sample_caption(random.Random(11), VOCABULARY)
    large = draw(caption, random.Random(1), 512).astype(float)
    small = draw(caption, random.Random(1), 256).astype(float)
    halved = large.reshape(256, 2, 256, 2, 3).mean(axis=(1, 3))
    assert np.abs(halved - small).mean() < 4


def test_a_face_is_told_with_the_picture_and_lies_where_it_is_drawn() -> None:
    caption = Caption((Part("animal", "bear"),))
    pixels, (face,) = draw_noted(caption, random.Random(1), 256)
    assert np.array_equal(pixels, draw(caption, random.Random(1), 256))
    for x, y in (face.left_eye, face.right_eye):
        assert pixels[int(y * 256), int(x * 256)].max() < 170
    assert face.left_eye[0] < face.mouth[0] < face.right_eye[0]
    assert face.left_ear[1] < face.left_eye[1] < face.mouth[1]
