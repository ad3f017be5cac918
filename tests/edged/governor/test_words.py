"""Words for people."""

from __future__ import annotations

import typing

import pytest

from edged.governor.budget import Reason
from edged.governor.words import WORDS, sentence, told_of
from tests.source import ROOT

REASONS: tuple[Reason, ...] = typing.get_args(Reason)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_a_sentence_in_both_languages(reason: Reason) -> None:
    english, chinese = sentence(reason, "en"), sentence(reason, "zh")
    assert english.endswith(".")
    assert chinese.endswith("。")
    assert english.isascii()


def test_no_sentence_is_left_over() -> None:
    assert set(WORDS) == set(REASONS)


def test_every_reason_stands_in_the_docs() -> None:
    page = (ROOT / "docs" / "governor.md").read_text("utf-8")
    assert all(f"`{reason}`" in page for reason in REASONS)


@pytest.mark.parametrize("reason", REASONS)
def test_only_a_smaller_picture_is_called_smaller(reason: Reason) -> None:
    for language, smaller, fewer in (
        ("en", "smaller", "fewer steps"),
        ("zh", "小一些", "少画了几步"),
    ):
        for less in (True, False):
            told = told_of(reason, language, smaller=not less, fewer=less)
            assert (smaller in told) is (not less and reason != "other_pack")
            assert (fewer in told) is (less and reason != "other_pack")
        both = told_of(reason, language, smaller=True, fewer=True)
        assert both.startswith(sentence(reason, language))
        assert told_of(reason, language, smaller=False, fewer=False) == sentence(reason, language)
