"""What one concern asks for; the governor takes the most cautious of all."""

from __future__ import annotations

from msgspec import Struct

from edged.governor.budget import Reason


class Caution(Struct, frozen=True, kw_only=True):
    """As it stands: nothing is held back."""

    level: int = 0
    """Index in the profile's ladder; pictures are no better than this."""
    duty: float = 1.0
    """Most of the time in which the worker may compute, 0 to 1."""
    batch: int | None = None
    """Most pictures at the same time; None: as many as the rung allows."""
    accepting: bool = True
    reason: Reason | None = None

    @property
    def weight(self) -> tuple[bool, int, float]:
        """The heaviest one is told to people: being sent away, then smaller pictures, then slower ones."""
        return (not self.accepting, self.level, 1.0 - self.duty)
