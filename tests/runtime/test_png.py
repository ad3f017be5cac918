"""PNG files, read back by Pillow."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from runtime.png import decode_png, encode_png
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


@pytest.mark.parametrize("shape", [(1, 1, 3), (9, 1, 3), (37, 53, 3), (512, 512, 3)])
def test_own_files_are_read_back_to_the_last_pixel(shape: tuple[int, int, int]) -> None:
    pixels = np.random.default_rng(2).integers(0, 256, shape, dtype=np.uint8)
    found = decode_png(encode_png(pixels, {"Description": "小熊"}))
    assert found is not None
    np.testing.assert_array_equal(found, pixels)


def test_pngs_of_other_programmes_are_left_to_pillow() -> None:
    for mode in ("RGB", "RGBA", "L"):
        file = BytesIO()
        Image.effect_noise((40, 40), 90).convert(mode).save(file, "png")
        assert decode_png(file.getvalue()) is None


def test_a_torn_file_is_an_error() -> None:
    data = encode_png(np.random.default_rng(3).integers(0, 256, (64, 64, 3), np.uint8), {})
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 16
    for torn in (b"", data[:20], data[:-20], data[:-12], bytes(flipped)):
        with pytest.raises(ValueError, match="PNG"):
            decode_png(torn)
