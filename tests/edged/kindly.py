"""What a child is told in the place of a picture."""

from __future__ import annotations

from runtime.errors import Language
from runtime.prompt import read
from tests.toypack import toy_vocabulary


def kindly(prompt: str, language: Language) -> str:
    """The reader's own sentence."""
    refused = read(prompt, toy_vocabulary()).refused
    assert refused is not None
    return refused.message(language)
