"""Captions as sentences for models that read English."""

from __future__ import annotations

import pytest

from runtime.families.prose import Prose
from runtime.prompt.caption import Caption, Part
from tests.toypack import toy_vocabulary


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([("animal", "elephant", "")], "an elephant"),
        (
            [("animal", "duck", "yellow"), ("size", "tiny", ""), ("worn", "hat", "red")],
            "a tiny yellow duck, wearing a red hat",
        ),
        (
            [("animal", "cat", ""), ("animal", "mouse", "grey"), ("action", "dancing", "")],
            "a cat and a grey mouse, dancing",
        ),
        (
            [("animal", "owl", ""), ("held", "book", ""), ("scene", "forest", "")],
            "an owl, holding a book, at the forest",
        ),
    ],
)
def test_a_caption_reads_as_a_sentence_with_the_words_of_the_style(
    parts: list[tuple[str, str, str]], sentence: str
) -> None:
    caption = Caption(tuple(Part(*part) for part in parts))
    assert Prose(toy_vocabulary()).sentence(caption).startswith(f"{sentence}, cute, friendly")
