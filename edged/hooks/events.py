"""The one list of what hooks hear of, and what may be told with it."""

from __future__ import annotations

import typing
from typing import Annotated, Literal

from msgspec import Meta

from runtime.profile import Profile

Event = Literal[
    "boot",
    "ready",
    "profile-changed",
    "drawing",
    "idle",
    "hot",
    "cool",
    "on-battery",
    "on-mains",
    "battery-low",
    "issue",
    "shutdown",
]
"""What each means and is told with: docs/hooks.md."""

EVENTS: tuple[Event, ...] = typing.get_args(Event)

Value = str | int | float | bool | None
Name = Annotated[str, Meta(pattern="^[a-z][a-z0-9_]*$", max_length=32)]
Facts = Annotated[dict[Name, Value | list[Value]], Meta(max_length=32)]
"""A plain object: nothing is nested deeper than a list of plain values."""

FACTS_BYTES = 4096
"""Most of an event's facts as JSON."""
REQUEST_BYTES = FACTS_BYTES + 1024
"""Most of one line to the service."""


def profile_facts(profile: Profile) -> dict[str, Value | list[Value]]:
    """What `boot`, `ready` and `profile-changed` are told with."""
    return {
        "profile": profile.name,
        "modes": list(profile.power.modes),
        "gpu_limit_w": profile.power.gpu_limit_w,
    }
