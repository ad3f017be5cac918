from __future__ import annotations

import pytest
import segno

from edged.cli.large import GLYPHS, PAPER, QUIET, digits, qr

LINK = "http://192.168.100.200:8642/#pair=TFYllJV3SO_Q0ZvzdXdGuw"
HALVES = {" ": (False, False), "▄": (False, True), "▀": (True, False), "█": (True, True)}


def modules(text: str, *, ink_is_dark: bool) -> list[list[bool]]:
    """Dark modules, as somebody who looks at the terminal sees them."""
    rows: list[list[bool]] = []
    for line in text.split("\n"):
        pairs = [HALVES[each] for each in line]
        rows += [[upper == ink_is_dark for upper, _ in pairs]]
        rows += [[lower == ink_is_dark for _, lower in pairs]]
    return rows


@pytest.mark.parametrize("coloured", [True, False])
def test_a_camera_sees_exactly_the_code(coloured: bool) -> None:
    drawn = qr(LINK, coloured=coloured)
    assert drawn.style == PAPER or not coloured
    wanted = [
        [bool(each) for each in row]
        for row in segno.make(LINK, error="l", micro=False).matrix_iter(border=QUIET)
    ]
    seen = modules(drawn.plain, ink_is_dark=coloured)
    assert seen[: len(wanted)] == wanted
    assert not any(any(row) for row in seen[len(wanted) :]), "what is added below is light"


def test_the_code_fits_beside_the_number_in_eighty_columns_and_24_lines() -> None:
    drawn = qr(LINK, coloured=True).plain.split("\n")
    number = digits("012345").plain.split("\n")
    assert len(drawn) <= 20
    assert len(drawn[0]) + 3 + max(map(len, number)) <= 80


def test_every_digit_has_five_lines_of_one_width_and_looks_like_no_other() -> None:
    shapes = {digit: glyph.split("/") for digit, glyph in GLYPHS.items()}
    for glyph in shapes.values():
        assert len(glyph) == 5
        assert len({len(line) for line in glyph}) == 1
    assert len(set(GLYPHS.values())) == 11
