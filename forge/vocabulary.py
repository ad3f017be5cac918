"""Reads forge/vocabulary.toml, the single source of what can be drawn and said."""

from __future__ import annotations

from pathlib import Path

import msgspec

from runtime.prompt.vocabulary import Vocabulary

SOURCE = Path(__file__).with_name("vocabulary.toml")


def load_vocabulary(path: Path = SOURCE) -> Vocabulary:
    """Raises msgspec.ValidationError with the place of what is wrong."""
    return msgspec.toml.decode(path.read_bytes(), type=Vocabulary)
