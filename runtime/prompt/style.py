"""Styles: the words that a style adds to a picture's description. They go to its metadata; the model knows one style."""

from __future__ import annotations

from typing import Final

DEFAULT_STYLE: Final = "kids_cute_v2"

STYLES: Final[dict[str, tuple[str, ...]]] = {
    "kids_cute_v2": (
        "cute",
        "friendly",
        "bright colours",
        "big eyes",
        "soft light",
        "storybook",
    ),
}
"""Style -> its words, in the order in which they follow the caption."""


def styled(text: str, style: str = DEFAULT_STYLE) -> str:
    """The caption's text with the style's words. Raises KeyError for a style that is not in `STYLES`."""
    return ", ".join((text, *STYLES[style]))
