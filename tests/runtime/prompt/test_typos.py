"""Typing mistakes, and right words that only look like them."""

from __future__ import annotations

import pytest

from runtime.prompt.typos import LONGEST, Typos, distance

KNOWN = (
    "rabbit",
    "balloon",
    "baboon",
    "dinosaur",
    "elephant",
    "forest",
    "swimming",
    "cat",
    "night",
)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("rabit", "rabbit"),
        ("rabbti", "rabbit"),
        ("baloon", "balloon"),
        ("dinosor", "dinosaur"),
        ("elefant", "elephant"),
        ("foresst", "forest"),
        ("swiming", "swimming"),
    ],
)
def test_a_slip_is_understood(typed: str, meant: str) -> None:
    assert Typos(KNOWN).meant(typed) == meant


@pytest.mark.parametrize(
    "typed", ["light", "cart", "cut", "r", "", "forst" * 40, "skimming", "förest", "森林森林森林"]
)
def test_another_word_is_left_alone(typed: str) -> None:
    assert Typos(KNOWN).meant(typed) is None


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("", "abc", 3),
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("abc", "abd", 1),
        ("kitten", "mitten", 1),
    ],
)
def test_distance_counts_letters_changed_added_left_out_or_swapped(
    one: str, other: str, far: int
) -> None:
    assert distance(one, other) == distance(other, one) == far


def test_a_word_too_long_to_be_known_is_not_even_shortened() -> None:
    assert Typos(KNOWN).meant("f" * (LONGEST + 1)) is None
