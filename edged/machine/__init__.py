"""What this machine is, and the profile that fits it best."""

from __future__ import annotations

from edged.machine.choice import AUTO, TROUBLES, Choice, choose, own_profiles
from edged.machine.facts import Machine, look_around, sysroot

__all__ = [
    "AUTO",
    "TROUBLES",
    "Choice",
    "Machine",
    "choose",
    "look_around",
    "own_profiles",
    "sysroot",
]
