"""Faces are cut out upright beside their mirror image, and some are spoilt to learn from."""

import numpy as np
import pytest
import torch

from forge.judging.lesson import Sight
from forge.judging.portrait import Portrait, portraits, shown

TRIO = ((0.4, 0.4), (0.6, 0.4), (0.5, 0.5))


def picture_of(trio: np.ndarray) -> torch.Tensor:
    """[1, 128, 128, 3]: red, green and blue dots for left eye, right eye and mouth."""
    picture = np.full((128, 128, 3), -1, np.float32)
    for channel, (x, y) in enumerate(trio * 128):
        picture[int(y) - 3 : int(y) + 3, int(x) - 3 : int(x) + 3, channel] = 1
    return torch.from_numpy(picture)[None]


def middle_of(portrait: torch.Tensor, channel: int) -> tuple[float, float]:
    rows, columns = np.nonzero(portrait[..., channel].numpy() > 0)
    return float(columns.mean()), float(rows.mean())


@pytest.mark.parametrize("turn", [0, 25, -80, 180])
def test_a_face_is_upright_in_its_portrait_however_it_lies(turn: float) -> None:
    angle = np.radians(turn)
    wheel = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    trio = (np.array(TRIO) - 0.45) @ wheel + 0.45
    cut = portraits(picture_of(trio), torch.from_numpy(trio[None]).float())
    assert cut.shape == (1, 32, 32, 6)
    left, right, mouth = (middle_of(cut[0], channel) for channel in range(3))
    assert left == pytest.approx((7.1, 9.6), abs=1)
    assert right == pytest.approx((24, 9.6), abs=1)
    assert mouth == pytest.approx((15.5, 18), abs=1)


def test_the_mirror_image_lies_beside() -> None:
    trio = np.array(TRIO)
    cut = portraits(picture_of(trio), torch.from_numpy(trio[None]).float())
    assert torch.equal(cut[..., 3:], cut[..., :3].flip(2))


def test_some_faces_are_spoilt_and_what_was_drawn_stays_as_it_was() -> None:
    rng = np.random.default_rng(0)
    count = 12
    faces = np.full((count, 2, 5, 2), np.nan, np.float32)
    faces[:, 0, :3] = TRIO
    faces[:, 0, 3:] = (0.3, 0.2)
    pictures = torch.cat([picture_of(np.array(TRIO)) for _ in range(count)])
    sight = Sight(pictures, torch.zeros(count, 1, 2), faces)
    seen = shown(sight, rng, 1.0)
    there = np.asarray(np.isfinite(seen.trios).all(axis=(2, 3)))
    assert there[:, 0].all()
    assert not there[:, 1].any()
    assert not seen.whole[:, 1].any()
    changed = (seen.pictures != pictures).flatten(1).any(1)
    assert 6 <= changed.sum() < count
    assert torch.equal(~seen.whole[:, 0], changed)
    assert torch.equal(pictures, torch.cat([picture_of(np.array(TRIO))] * count))


def test_an_answer_is_given_for_each_portrait() -> None:
    assert Portrait((8, 16, 16))(torch.zeros(3, 32, 32, 6)).shape == (3,)
