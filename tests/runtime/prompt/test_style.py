"""The words a style adds."""

from __future__ import annotations

import pytest

from runtime.prompt.style import DEFAULT_STYLE, STYLES, styled


def test_the_styles_words_follow_the_caption() -> None:
    assert styled("duck: yellow").startswith("duck: yellow, cute, friendly, ")
    assert DEFAULT_STYLE in STYLES


def test_an_unknown_style_is_an_error() -> None:
    with pytest.raises(KeyError):
        styled("duck", "grim_v1")
