"""Two or three animals share a picture, and each can be seen."""

import random

import pytest

from forge.draw.picture import Face, draw_noted
from forge.draw.poses import POSES
from runtime.prompt.caption import Caption, Part

SIZE = 96


def faces(*animals: str, action: str = "", **others: str) -> list[Face]:
    parts = [Part("animal", animal) for animal in animals]
    parts += [Part(role, concept) for role, concept in others.items()]
    parts += [Part("action", action)] if action else []
    return draw_noted(Caption(tuple(parts)), random.Random(4), SIZE)[1]


@pytest.mark.parametrize("action", sorted(POSES))
@pytest.mark.parametrize("count", [1, 2, 3])
def test_all_faces_are_in_the_picture_from_left_to_right(action: str, count: int) -> None:
    found = faces(*("cat", "duck", "cow")[:count], action=action)
    assert len(found) == count
    for face in found:
        for x, y in (face.left_eye, face.right_eye, face.mouth):
            assert 0 < x < 1
            assert 0 < y < 1
    places = [face.mouth[0] for face in found]
    assert places == sorted(places)


@pytest.mark.parametrize("action", sorted(POSES))
def test_no_head_of_a_pair_lies_over_the_eyes_of_the_other(action: str) -> None:
    left, right = faces("dog", "pig", action=action)
    width = abs(left.right_eye[0] - left.left_eye[0])
    assert right.left_eye[0] - left.right_eye[0] > 0.6 * width


@pytest.mark.parametrize("count", [1, 2, 3])
def test_in_the_tub_all_look_over_its_rim(count: int) -> None:
    for face in faces(*("bear", "fish", "owl")[:count], action="bathing", scene="bathtub"):
        assert face.mouth[1] < 350 / 512


def test_big_animals_are_larger_and_tiny_ones_smaller() -> None:
    def span(face: Face) -> float:
        return face.right_eye[0] - face.left_eye[0]

    (big,), (plain,), (tiny,) = (
        faces("bear", size="big"),
        faces("bear"),
        faces("bear", size="tiny"),
    )
    assert span(big) > 1.08 * span(plain)
    assert span(tiny) < 0.7 * span(plain)
