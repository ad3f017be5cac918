"""One spelling for many, with every character's place kept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.prompt.normalise import normalise
from runtime.prompt.traditional import SIMPLIFIED


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Bear", "bear"),
        ("ｋｎｉｆｅ", "knife"),
        ("𝐁𝐞𝐚𝐫", "bear"),
        ("ⓑⓔⓐⓡ", "bear"),
        ("bеаr", "bear"),
        ("nυԁе", "nude"),
        ("café", "cafe"),
        ("cafe\u0301", "cafe"),
        ("be\u00adar", "bear"),
        ("小\u200b熊", "小熊"),
        ("⼩熊", "小熊"),
        ("長頸鹿與綿羊", "长颈鹿与绵羊"),
        ("戴著帽子", "戴着帽子"),
        ("❤️", "❤"),
        ("👋🏽", "👋"),
        ("：，", ":,"),
    ],
)
def test_spellings_fold_to_one(typed: str, folded: str) -> None:
    assert normalise(typed).text == folded


def test_every_folded_character_knows_where_it_came_from() -> None:
    normal = normalise("a\u200b㎏熊")
    assert normal.text == "akg熊"
    assert normal.origins == (0, 2, 2, 3)


@given(st.text())
@settings(deadline=None)
def test_places_are_in_order_and_inside_the_original(text: str) -> None:
    normal = normalise(text)
    assert len(normal.text) == len(normal.origins)
    assert list(normal.origins) == sorted(normal.origins)
    assert all(0 <= origin < len(text) for origin in normal.origins)


@given(st.text())
@settings(deadline=None)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


def test_the_simplified_side_of_the_table_is_simplified() -> None:
    assert not set(SIMPLIFIED.values()) & set(SIMPLIFIED)
