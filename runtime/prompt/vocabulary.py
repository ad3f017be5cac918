"""What a pack can draw and the words for it: roles, colours and concepts. Single source for drawing, captions, reading."""

from __future__ import annotations

from functools import cached_property

import msgspec
from msgspec import Struct

from runtime.prompt.caption import Caption, Part


class Role(Struct, frozen=True, kw_only=True):
    """A place in the caption."""

    id: str
    prefix: str
    """Word before the concept in a caption's text: `wears`; empty for the subject."""
    slots: int = 1
    """How many parts of this role one picture may have."""
    coloured: bool = False
    required: bool = False
    """Without a part of this role there is nothing to draw."""


class Colour(Struct, frozen=True, kw_only=True):
    id: str
    en: tuple[str, ...]
    zh: tuple[str, ...]


class Concept(Struct, frozen=True, kw_only=True):
    id: str
    role: str
    en: tuple[str, ...]
    """Words and synonyms; the first is shown to people."""
    zh: tuple[str, ...]
    zone: str = ""
    """Worn things of one zone (head, eyes, neck, body, back, feet, hands) exclude each other."""
    implies: dict[str, str] = {}
    """Role -> concept that comes along if the role is still empty: reading implies held book."""


class Vocabulary(Struct, frozen=True, kw_only=True, dict=True):
    roles: tuple[Role, ...]
    colours: tuple[Colour, ...]
    concepts: tuple[Concept, ...]

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """The role of each token position: (animal, animal, animal, size, worn, worn, held, action, scene, sky)."""
        return tuple(role.id for role in self.roles for _ in range(role.slots))

    @cached_property
    def concept_index(self) -> dict[tuple[str, str], int]:
        """(role, id) -> token number; 0 means that the slot is empty."""
        return {(c.role, c.id): i for i, c in enumerate(self.concepts, 1)}

    @cached_property
    def colour_index(self) -> dict[str, int]:
        """Colour -> token number; 0 is the natural colour."""
        return {"": 0} | {c.id: i for i, c in enumerate(self.colours, 1)}

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every word of both languages for every concept and colour."""
        named: tuple[Concept | Colour, ...] = (*self.concepts, *self.colours)
        return tuple(word for item in named for word in (*item.en, *item.zh))

    def tokens(self, caption: Caption) -> list[list[int]]:
        """[T][2] of (concept, colour), one row a slot, zeros where nothing is wished for."""
        rows = []
        for role in self.roles:
            parts = caption.of(role.id)[: role.slots]
            rows += [
                [self.concept_index[p.role, p.concept], self.colour_index[p.colour]] for p in parts
            ]
            rows += [[0, 0]] * (role.slots - len(parts))
        return rows

    def canonical(self, parts: tuple[Part, ...]) -> Caption:
        """The parts in canonical order: by role, concept and colour."""
        order = {role.id: i for i, role in enumerate(self.roles)}
        concepts, colours = self.concept_index, self.colour_index

        def place(part: Part) -> tuple[int, int, int]:
            return order[part.role], concepts[part.role, part.concept], colours[part.colour]

        return Caption(tuple(sorted(parts, key=place)))

    def text(self, caption: Caption) -> str:
        """`duck: yellow; wears hat: red; at beach`, with two animals `cat; mouse: grey; does dancing`."""
        prefixes = {role.id: role.prefix for role in self.roles}
        return "; ".join(
            f"{prefixes[p.role]} {p.concept}".strip() + (f": {p.colour}" if p.colour else "")
            for p in caption.parts
        )


def decode_vocabulary(raw: bytes) -> Vocabulary:
    """Raises msgspec.DecodeError or ValidationError for anything else than a vocabulary."""
    return msgspec.json.decode(raw, type=Vocabulary)
