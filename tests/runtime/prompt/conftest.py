"""The shipped vocabulary and a reader with it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from forge.vocabulary import load_vocabulary
from runtime.prompt import Reading, Vocabulary, read

Rows = Callable[[str], list[dict[str, str]]]
Say = Callable[[str], str]

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def reading(vocabulary: Vocabulary) -> Callable[[str], Reading]:
    """Sentence -> its reading."""
    return lambda text: read(text, vocabulary)


@pytest.fixture(scope="session")
def caption(vocabulary: Vocabulary) -> Say:
    """Sentence -> its caption's text, or `refused: category`."""

    def said(text: str) -> str:
        found = read(text, vocabulary)
        return (
            f"refused: {found.refused.category}"
            if found.refused
            else vocabulary.text(found.caption)
        )

    return said


@pytest.fixture(scope="session")
def alone(vocabulary: Vocabulary) -> Say:
    """Sentence -> its caption's text, by a vocabulary whose pictures have one animal and no sizes, as older packs have."""
    roles = tuple(replace(role, slots=1) if role.required else role for role in vocabulary.roles)
    older = Vocabulary(
        roles=tuple(role for role in roles if role.id != "size"),
        colours=vocabulary.colours,
        concepts=tuple(concept for concept in vocabulary.concepts if concept.role != "size"),
    )
    return lambda text: older.text(read(text, older).caption)


@pytest.fixture(scope="session")
def rows() -> Rows:
    """File in tests/data -> its rows."""

    def load(name: str) -> list[dict[str, str]]:
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))

    return load
