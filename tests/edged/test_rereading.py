"""Wishes that were read with another pack's vocabulary."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from edged.pictures import Job
from edged.refusals import WishOutgrown
from edged.rereading import knows, reread
from runtime.prompt import Vocabulary, read
from tests.edged.jobs import job
from tests.toypack import SMALL, toy_vocabulary

FULL, FEW = toy_vocabulary(), msgspec.convert(SMALL, Vocabulary)


def wished(prompt: str) -> Job:
    """With the full vocabulary."""
    return replace(job(), prompt=prompt, caption=read(prompt, FULL).caption)


@pytest.mark.parametrize(
    ("prompt", "known"),
    [
        ("a yellow duck with a red hat at the beach", True),
        ("a duck with a crown", False),  # no such thing
        ("a green duck", False),  # no such colour
        ("a duck and a bear", False),  # one place only
        ("a tiny duck", False),  # no such role
    ],
)
def test_only_what_the_present_vocabulary_lacks_is_read_anew(prompt: str, known: bool) -> None:
    caption = wished(prompt).caption
    assert caption
    assert knows(FULL, caption)
    assert knows(FEW, caption) is known


@pytest.mark.parametrize(
    ("prompt", "caption"),
    [
        ("a duck with a crown and a red hat", "duck; wears hat: red"),
        ("a green duck", "duck"),
        ("鸭子和小熊在海滩", "duck; at beach"),
        ("a tiny duck", "duck"),
    ],
)
def test_the_childs_own_words_are_read_with_what_the_pack_knows(prompt: str, caption: str) -> None:
    again = reread(wished(prompt), FEW)
    assert again.caption
    assert knows(FEW, again.caption)
    assert again.caption_text == caption


def test_where_nothing_is_left_a_child_is_told_so_with_a_wish_that_will_do() -> None:
    with pytest.raises(WishOutgrown) as caught:
        reread(wished("a cat with a hat"), FEW)
    error = caught.value
    assert "another painter" in error.message("en")
    assert "换了一位画师" in error.message("zh")
    for language in ("en", "zh"):
        example = str(error.details[f"example_{language}"])
        assert example in str(error.fix("zh" if language == "zh" else "en"))
        assert read(example, FEW).refused is None
