from __future__ import annotations

import numpy as np
import pytest

from runtime.images import FORMATS, encode
from runtime.marks import Marks
from runtime.remark import remarked
from tests.readback import open_image, read_text, read_xmp

PIXELS = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)


def marks(prompt: str, id: str) -> Marks:
    return Marks(
        id=id, software="edged 1", pack="toy 1", seed=3, prompt=prompt, caption="bear", style=""
    )


def file(format: str, of: Marks) -> bytes:
    return encode(PIXELS, size=(64, 64), format=format, label=False, marks=of)


HERS, HIS = marks("小熊 is my Secret <bear>", "a" * 32), marks("ein Bär & ich", "b" * 32)


@pytest.mark.parametrize("format", FORMATS)
def test_a_file_with_other_marks_is_the_file_that_would_have_been_written(format: str) -> None:
    changed = remarked(file(format, HERS), format, HIS)
    fresh = file(format, HIS)
    assert read_xmp(changed) == read_xmp(fresh)
    assert read_text(changed) == read_text(fresh)
    assert open_image(changed).tobytes() == open_image(fresh).tobytes()
    assert open_image(changed).format == open_image(fresh).format
    for word in ("Secret", "小熊", "a" * 32):
        assert word.encode() not in changed


@pytest.mark.parametrize("format", FORMATS)
def test_marks_can_be_replaced_again_and_again_without_a_trace(format: str) -> None:
    fresh = remarked(file(format, HIS), format, HIS)
    assert remarked(remarked(file(format, HERS), format, marks("", "")), format, HIS) == fresh
    assert open_image(remarked(fresh, format, marks("", ""))).size == (64, 64)


@pytest.mark.parametrize("format", FORMATS)
def test_a_torn_file_is_no_picture(format: str) -> None:
    whole = file(format, HERS)
    for length in (0, 1, 8, 30, len(whole) // 2, len(whole) - 1):
        with pytest.raises(ValueError, match=r"torn|no "):
            remarked(whole[:length], format, HIS)
    for other in FORMATS:
        if other != format:
            with pytest.raises(ValueError, match=r"torn|no "):
                remarked(whole, other, HIS)
