"""A rough picture of latents."""

from __future__ import annotations

import numpy as np

from runtime.families.preview import Rough, preview_of


def test_each_channel_has_its_colour() -> None:
    latents = np.zeros((1, 2, 1, 2), np.float32)
    latents[0, 0, 0, 0] = latents[0, 1, 0, 1] = 1
    rough = Rough(colours=((1.0, -1.0, -1.0), (-1.0, 1.0, -1.0)))
    assert preview_of(latents, rough).tolist() == [[[[255, 0, 0], [0, 255, 0]]]]


def test_without_a_map_strong_latents_are_bright_and_weak_ones_dark() -> None:
    latents = np.zeros((1, 4, 1, 2), np.float32)
    latents[0, ::2, 0, 1], latents[0, 1::2, 0, 1] = 3, -3
    assert preview_of(latents, None).tolist() == [[[[0, 0, 0], [255, 255, 255]]]]
