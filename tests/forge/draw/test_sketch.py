"""What is drawn apart is laid into the picture whole and in the day's light."""

import random

import pytest
import skia

from forge.draw.paint import Brush, oval
from forge.draw.picture import draw, draw_noted
from forge.draw.sketch import fitting, lay, noted, sketching
from runtime.prompt.caption import Caption, Part


@pytest.mark.parametrize(
    "box",
    [(-40, 100, 300, 460), (300, -60, 560, 460), (-30, -90, 600, 490), (10, 300, 500, 540)],
)
def test_what_sticks_out_is_moved_into_the_frame(box: tuple[float, float, float, float]) -> None:
    inside = fitting(skia.Rect.MakeLTRB(*box), 458).mapRect(skia.Rect.MakeLTRB(*box))
    assert skia.Rect.MakeWH(512, 512).contains(inside)


def test_what_fits_stays_where_it_is() -> None:
    assert fitting(skia.Rect.MakeLTRB(60, 60, 450, 470), 458).isIdentity()


def test_a_note_in_a_sketch_follows_it_into_the_picture() -> None:
    brush = Brush(64)
    with sketching(brush) as sketch, brush.at(100, 50, scale=2):
        brush.fill(oval(0, 0, 20), (1, 0, 0))
        brush.note("middle", 0, 10)
    move = skia.Matrix.Translate(30, 0)
    lay(brush, sketch, move, "", indoors=False)
    noted(brush, sketch, move)
    (name, (x, y)), *_ = brush.notes
    assert (name, round(x), round(y)) == ("middle", 130, 70)
    assert brush.pixels()[50 * 64 // 512, 130 * 64 // 512].tolist() == [255, 0, 0]


@pytest.mark.parametrize("sky", ["night", "rain", "sunset"])
def test_the_sky_tints_an_animal_but_its_colour_stays(sky: str) -> None:
    def forehead(colour: str, *parts: Part) -> list[int]:
        caption = Caption((Part("animal", "bear", colour), *parts))
        pixels, (face,) = draw_noted(caption, random.Random(1), 128, variance=0)
        x, y = face.mouth[0], face.left_ear[1] + 0.06
        return [int(value) for value in pixels[int(y * 128), int(x * 128)]]

    evening = Part("sky", sky)
    assert (
        max(a - b for a, b in zip(forehead("white"), forehead("white", evening), strict=True)) > 8
    )
    red, *others = forehead("red", evening)
    assert red > 1.5 * max(others)


def test_large_hats_on_large_animals_are_not_cut() -> None:
    caption = Caption(
        (Part("animal", "rabbit", "red"), Part("size", "big"), Part("worn", "party-hat", "red"))
    )
    top = draw(caption, random.Random(2), 128)[0].astype(int)
    assert (top[:, 0] - top[:, 1]).max() < 90
