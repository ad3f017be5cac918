"""Contact sheets with words."""

import numpy as np

from forge.judging.pinboard import CELL, FONTS, cell, pinboard


def test_five_stand_in_a_row_with_room_for_words_where_a_font_is_there() -> None:
    pictures = [np.zeros((CELL, CELL, 3), np.uint8)] * 6
    page = pinboard(
        pictures, ["小熊"] * 5 + ["a very long sentence that cannot fit under its picture"]
    )
    words = 50 if any(font.exists() for font in FONTS) else 0
    assert page.size == (5 * CELL, 2 * (CELL + words))


def test_a_large_picture_becomes_a_cell_and_a_small_one_stays() -> None:
    assert cell(np.zeros((512, 512, 3), np.uint8)).shape == (CELL, CELL, 3)
    assert cell(np.zeros((128, 128, 3), np.uint8)).shape == (128, 128, 3)
