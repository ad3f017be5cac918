"""What is to be seen on each of the page's tiles. Every box with the same pack shows the same ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from msgspec import Struct

from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Concept, Vocabulary

SIDE = 192
"""Pixels: a tile is about 100 wide, on tablets of two to the point."""
SEED_BITS = 63
PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""Ids that can be part of a file's name and of an address: another one gets no tile."""
FRIENDS = {
    "size": "bear",
    "worn": "cat",
    "held": "rabbit",
    "action": "dog",
    "scene": "duck",
    "sky": "fox",
}
"""Who shows the concepts of a role: always the same one, so that tiles differ only in what they are for.
Chosen by eye: hats sit badly on long ears, and black arms hide what they hold."""


class Tile(Struct, frozen=True, kw_only=True):
    role: str
    concept: str
    caption: Caption
    seed: int

    @property
    def name(self) -> str:
        return f"{self.role}-{self.concept}"


def tiles_of(vocabulary: Vocabulary) -> Iterator[Tile]:
    """In the order in which the page shows them: role by role, each in the vocabulary's order.

    Nothing, where a picture is not of one thing that can stand alone.
    """
    subjects = [role.id for role in vocabulary.roles if role.required]
    if len(subjects) != 1:
        return
    for role in vocabulary.roles:
        for concept in vocabulary.concepts:
            if concept.role == role.id and _is_plain(concept):
                yield _tile(concept, subjects[0], vocabulary)


def _tile(concept: Concept, subject: str, vocabulary: Vocabulary) -> Tile:
    own = Part(concept.role, concept.id)
    if concept.role == subject:
        parts: tuple[Part, ...] = (own,)
    else:
        # What reading would add: nobody bathes outside a bathtub.
        implied = (Part(role, id) for role, id in concept.implies.items() if role != subject)
        parts = (Part(subject, _friend(concept.role, subject, vocabulary)), own, *implied)
    name = f"{concept.role}/{concept.id}"
    return Tile(
        role=concept.role,
        concept=concept.id,
        caption=vocabulary.canonical(parts),
        seed=int.from_bytes(sha256(name.encode()).digest()[:8], "big") >> (64 - SEED_BITS),
    )


def _friend(role: str, subject: str, vocabulary: Vocabulary) -> str:
    """The role's own where the vocabulary has it, else the first that there is."""
    there = [concept.id for concept in vocabulary.concepts if concept.role == subject]
    wanted = FRIENDS.get(role)
    return wanted if wanted in there else there[0]


def _is_plain(concept: Concept) -> bool:
    return all(PLAIN.fullmatch(id) for id in (concept.role, concept.id))
