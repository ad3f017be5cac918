"""What a run of the forge is about: what can be said, how it is drawn, and what the pack is called."""

from __future__ import annotations

import argparse
import importlib
import random
from collections.abc import Callable, Mapping
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from forge.errors import ForgeError, SubjectUnknown, VocabularyDiffers
from runtime.prompt.caption import Caption
from runtime.prompt.vocabulary import Vocabulary

DEFAULT = "forge.animals"
HELD_OUT_ONE_IN = 50
"""Of the combinations of concepts of a subject's `held_out` roles."""
RECORD = "subject.json"
"""File of a work folder that says which vocabulary its tokens are of."""

Key = tuple[str, str]
"""(role, concept)"""


class Packing(Struct, frozen=True, kw_only=True):
    """What a pack of this subject says of itself."""

    name: str = "unnamed"
    """Lower case with hyphens; the pack's folder is called so."""
    version: str = "0.1.0"
    licence: str = "Apache-2.0"
    card: Path | None = None
    """Template of the pack's README; without one a plain card is written."""
    styles: tuple[str, ...] = ("kids_cute_v2",)


class Subject(Struct, frozen=True):
    """Its functions must be importable by name, since drawing processes get them so."""

    sample_caption: Callable[[random.Random, Vocabulary], Caption]
    draw: Callable[[Caption, random.Random, int], NDArray[np.uint8]]
    """(caption, chance, side in pixels) → uint8 [side, side, 3]; the same arguments give the same picture."""
    draw_noted: Callable[[Caption, random.Random, int], tuple[NDArray[np.uint8], list[Any]]] | None = None  # fmt: skip
    """Draws the same and tells where the faces are, if it has any."""
    name: str = "unnamed"
    source: Path | None = None
    """vocabulary.toml; its first role is what a picture is of."""
    held_out: tuple[str, ...] = ()
    """Roles of which 2 % of the combinations never enter training, to see later whether new ones can be drawn."""
    natural_colours: Callable[[], Mapping[Key, str]] = dict
    """(role, concept) → the palette's name for the colour it has when none is wished."""
    packing: Packing = Packing()

    def vocabulary(self) -> Vocabulary:
        """Raises ForgeError with the place of what is wrong."""
        if self.source is None:
            raise SubjectUnknown(f"the subject {self.name} names no vocabulary")
        try:
            return msgspec.toml.decode(self.source.read_bytes(), type=Vocabulary)
        except (msgspec.DecodeError, OSError) as error:
            raise ForgeError(f"{self.source} cannot be used: {error}") from error

    def holds_out(self, caption: Caption) -> bool:
        """Whether one combination of its concepts in `held_out` is among the 2 % that training never sees."""
        if not self.held_out:
            return False
        return any(
            int.from_bytes(sha256("|".join(part.concept for part in parts).encode()).digest()[:4])
            % HELD_OUT_ONE_IN
            == 0
            for parts in product(*(caption.of(role) for role in self.held_out))
        )


def load_subject(module: str = DEFAULT) -> Subject:
    """The SUBJECT of a module, by its dotted name. Raises SubjectUnknown."""
    advice = f"It takes a module's dotted name, as {DEFAULT}."
    if not module or module.startswith("."):
        raise SubjectUnknown(f"--subject {module}: that is no module. {advice}")
    try:
        found = getattr(importlib.import_module(module), "SUBJECT", None)
    except ImportError as error:
        raise SubjectUnknown(f"--subject {module}: {error}. {advice}") from error
    if not isinstance(found, Subject):
        raise SubjectUnknown(f"--subject {module}: the module has no SUBJECT (forge/subject.py).")
    return found


def check_counts(path: Path, counts: tuple[int, int, int], vocabulary: Vocabulary) -> None:
    """`counts`: slots, concepts and colours that the checkpoint at `path` knows. Raises VocabularyDiffers."""
    wanted = len(vocabulary.slots), len(vocabulary.concepts), len(vocabulary.colours)
    if counts != wanted:
        raise VocabularyDiffers(
            f"{path} knows {counts[1]} concepts and {counts[2]} colours in {counts[0]} slots, "
            f"the vocabulary has {wanted[1]}, {wanted[2]} and {wanted[0]}: "
            "it was trained for another one. Train anew, or name its own --subject."
        )


def add_subject(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--subject", default=DEFAULT, metavar="MODULE", help="what it is all about")


def fingerprint(vocabulary: Vocabulary) -> str:
    """Of what its tokens mean; other words for the same things leave it as it is."""
    slots = ",".join(vocabulary.slots)
    concepts = ",".join(f"{c.role}/{c.id}" for c in vocabulary.concepts)
    colours = ",".join(c.id for c in vocabulary.colours)
    return sha256(f"{slots};{concepts};{colours}".encode()).hexdigest()


def claim(work: Path, subject: Subject, vocabulary: Vocabulary) -> None:
    """Writes down which vocabulary this work folder is of. Raises VocabularyDiffers if it is of another one."""
    check_work(work, vocabulary)
    record = {"subject": subject.name, "vocabulary": fingerprint(vocabulary)}
    (work / RECORD).write_bytes(msgspec.json.encode(record) + b"\n")


def check_work(work: Path, vocabulary: Vocabulary) -> None:
    """Raises VocabularyDiffers; a folder that says nothing is taken to be right."""
    path = work / RECORD
    if not path.exists():
        return
    record = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    if record["vocabulary"] != fingerprint(vocabulary):
        raise VocabularyDiffers(
            f"{work} was drawn with another vocabulary (subject {record['subject']}): "
            "choose another --work, or the --subject it was made with."
        )
