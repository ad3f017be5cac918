"""What the box may do right now."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from runtime.profile import Rung

Reason = Literal[
    "hot",
    "throttled",
    "busy",
    "battery",
    "weak_supply",
    "battery_low",
    "memory",
    "sensors",
    "other_pack",
    "out_of_memory",
]
"""Why a Budget is less than the profile's first rung; `other_pack` and `out_of_memory` are a single picture's, no Budget's. People's words for them: edged/governor/words.py."""


class Budget(Struct, frozen=True, kw_only=True):
    """In force from the worker's next step on."""

    level: int
    """Index of `rung` in the profile's ladder; 0 is the best."""
    rung: Rung
    """Size, steps and effort of pictures that begin now."""
    batch: int
    """Most pictures at the same time."""
    duty: float = 1.0
    """Share of the time in which the worker may compute, 0 to 1. The rest it pauses between steps; 0: until told otherwise."""
    accepting: bool = True
    """False: what was accepted is finished, and nothing new is taken."""
    reason: Reason | None = None
    """The strongest one; None where nothing is held back."""
    lowered: Reason | None = None
    """Why `level` is above 0, which another reason than the strongest may have brought about."""
