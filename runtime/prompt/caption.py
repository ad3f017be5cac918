"""The canonical form of a wish: only this reaches the model, and it is the cache's key.

duck: yellow; wears hat: red; does blowing-bubbles; at beach
"""

from __future__ import annotations

from msgspec import Struct


class Part(Struct, frozen=True):
    """One thing of the picture, in its role, with its own colour."""

    role: str
    """A role of the vocabulary: animal, size, worn, held, action, scene, sky."""
    concept: str
    """A concept's id, for example `hat`."""
    colour: str = ""
    """A colour's id; empty: the thing's natural one."""


class Caption(Struct, frozen=True):
    """Parts in the vocabulary's order of roles; within a role in its order of concepts, then of colours."""

    parts: tuple[Part, ...]

    def of(self, role: str) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.role == role)
