"""Files: the right size and kind, visibly and invisibly marked as generated."""

from __future__ import annotations

import json
import re

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from runtime.images import FORMATS, Pixels, encode, encode_preview
from runtime.marks import Marks, clean
from runtime.resize import smaller
from tests.readback import open_image, read_text, read_xmp

SIZES = [(512, 512), (384, 384), (256, 256)]


def marks(prompt: str = "黄色的小鸭子") -> Marks:
    return Marks(
        id="p1",
        software="edged 9.9",
        pack="cute-animals 0.1.0",
        seed=42,
        prompt=prompt,
        caption="duck: yellow",
        style="kids_cute_v2",
    )


def grey(level: int = 128) -> Pixels:
    return np.full((512, 512, 3), level, np.uint8)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("size", SIZES)
def test_a_file_has_the_size_and_the_kind_asked_for(format: str, size: tuple[int, int]) -> None:
    image = open_image(encode(grey(), size=size, format=format, label=True, marks=marks()))
    assert image.size == size
    assert (image.format or "").lower() == format
    assert image.mode == "RGB"


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_says_that_it_is_generated_and_from_what(format: str) -> None:
    found = read_xmp(encode(grey(), size=(512, 512), format=format, label=True, marks=marks()))
    assert json.loads(found["TC260:AIGC"])["Label"] == "1"
    assert json.loads(found["TC260:AIGC"])["ContentProducer"] == "edged 9.9"
    assert found["Iptc4xmpExt:DigitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert found["xmp:CreatorTool"] == "edged 9.9"
    assert found["edged:pack"] == "cute-animals 0.1.0"
    assert found["edged:prompt"] == "黄色的小鸭子"
    assert found["edged:caption"] == "duck: yellow"
    assert found["edged:seed"] == "42"
    assert "storybook" in found["edged:style"]


def test_a_png_says_the_same_in_its_text_chunks() -> None:
    text = read_text(encode(grey(), size=(512, 512), format="png", label=True, marks=marks()))
    assert text["Software"] == "edged 9.9"
    assert text["Source"] == "cute-animals 0.1.0"
    assert text["Description"] == "黄色的小鸭子"
    assert text["Seed"] == "42"
    assert json.loads(text["AIGC"])["Label"] == "1"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    "prompt", ['"><x a="', "a\0b\x1b[31m\n\tc", "\ufffe\u2028", "& &amp; ]]>", "小🐻\u202e", ""]
)
def test_no_prompt_breaks_the_metadata(format: str, prompt: str) -> None:
    file = encode(grey(), size=(256, 256), format=format, label=True, marks=marks(prompt))
    assert read_xmp(file)["edged:prompt"] == clean(prompt)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", [0, 128, 255])
def test_the_visible_mark_can_be_read_on_any_background(size: tuple[int, int], level: int) -> None:
    image = open_image(encode(grey(level), size=size, format="png", label=True, marks=marks()))
    ink = _ink(np.asarray(image.convert("L")).astype(int))
    rows = np.flatnonzero(ink.any(axis=1))
    assert _height_of(ink) >= 0.05 * size[1], "characters of at least 5 % of the short side"
    columns = np.flatnonzero(ink.any(axis=0))
    assert columns[0] > size[0] * 0.7
    assert rows[0] > size[1] * 0.85


def _ink(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Where the label is much lighter than its badge, in a grey picture of one colour."""
    height, width = values.shape
    background = abs(values - values[0, 0]) < 12
    corner = (slice(-round(height * 0.12), None), slice(-round(width * 0.28), None))
    badge = int(np.median(values[corner][~background[corner]]))
    ink: NDArray[np.bool_] = (values > badge + 60) & ~background
    return ink


def _height_of(ink: NDArray[np.bool_]) -> int:
    """Of its rows, in pixels."""
    rows = np.flatnonzero(ink.any(axis=1))
    return int(rows[-1] - rows[0] + 1)


@pytest.mark.parametrize("size", SIZES)
def test_without_the_label_no_pixel_is_touched(size: tuple[int, int]) -> None:
    image = open_image(encode(grey(), size=size, format="png", label=False, marks=marks()))
    assert np.asarray(image).min() == np.asarray(image).max() == 128


def test_a_preview_is_a_small_webp() -> None:
    data = encode_preview(np.zeros((128, 128, 3), np.uint8), label=True, marks=marks())
    assert open_image(data).format == "WEBP"
    assert len(data) < 3000


def test_a_preview_says_that_it_is_generated_and_by_whom_and_repeats_no_words() -> None:
    data = encode_preview(np.zeros((128, 128, 3), np.uint8), label=False, marks=marks())
    found = read_xmp(data)
    assert json.loads(found["TC260:AIGC"])["ProduceID"] == "p1"
    assert found["Iptc4xmpExt:DigitalSourceType"].endswith("/trainedAlgorithmicMedia")
    assert set(found) == {"TC260:AIGC", "Iptc4xmpExt:DigitalSourceType"}
    assert np.asarray(open_image(data)).max() < 8, "without the label no pixel is touched"


def test_a_previews_label_is_as_large_as_the_pictures() -> None:
    data = encode_preview(np.zeros((128, 128, 3), np.uint8), label=True, marks=marks())
    assert _height_of(_ink(np.asarray(open_image(data).convert("L")).astype(int))) >= 0.05 * 128


def test_whoever_answers_for_the_pictures_stands_in_their_mark() -> None:
    named = msgspec.structs.replace(marks(), producer="001112345678901234567800000")
    assert json.loads(named.aigc) == {
        "Label": "1",
        "ContentProducer": "001112345678901234567800000",
        "ProduceID": "p1",
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    assert "001112345678901234567800000" in named.xmp().decode()


def test_the_chinese_mark_is_an_element_of_the_xmp_as_its_readers_expect() -> None:
    (inside,) = re.findall("<TC260:AIGC>(.*)</TC260:AIGC>", marks().xmp().decode())
    assert json.loads(inside)["Label"] == "1"


@pytest.mark.parametrize("format", FORMATS)
def test_a_picture_made_smaller_keeps_a_label_of_five_per_cent_and_every_mark(format: str) -> None:
    """128 is smaller than any size that a pack offers."""
    whole = encode(grey(), size=(512, 512), format=format, label=True, marks=marks())
    for side in (384, 256, 128):
        small = smaller(whole, (side, side), format)
        values = np.asarray(open_image(small).convert("L")).astype(int)
        assert _height_of(_ink(values)) >= 0.05 * side
        assert read_xmp(small) == read_xmp(whole)
        assert read_text(small) == read_text(whole)


@pytest.mark.parametrize("source", FORMATS)
@pytest.mark.parametrize("format", FORMATS)
def test_a_picture_in_another_format_keeps_its_marks(source: str, format: str) -> None:
    whole = encode(grey(), size=(256, 256), format=source, label=True, marks=marks())
    assert read_xmp(smaller(whole, (256, 256), format)) == read_xmp(whole)
