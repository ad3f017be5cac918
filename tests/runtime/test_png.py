"""PNG files, read back by Pillow."""

from __future__ import annotations

import numpy as np
import pytest

from runtime.png import encode_png
from tests.readback import open_image, read_text


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 9, 3), (9, 1, 3), (37, 53, 3), (512, 512, 3)])
def test_every_pixel_comes_back(shape: tuple[int, int, int]) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    image = open_image(encode_png(pixels, {}))
    assert image.mode == "RGB"
    np.testing.assert_array_equal(np.asarray(image), pixels)


def test_text_comes_back_in_any_script() -> None:
    text = {"Software": "edged", "Description": "戴帽子的小熊 🐻", "Empty": ""}
    assert read_text(encode_png(np.zeros((2, 2, 3), np.uint8), text)) == text


def test_flat_pictures_become_small_files() -> None:
    assert len(encode_png(np.full((512, 512, 3), 200, np.uint8), {})) < 10_000
