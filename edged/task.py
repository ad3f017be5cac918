"""What a worker is for, and somebody's wish that it be another thing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec import Struct

from runtime.messages import Load


class Task(Struct, frozen=True, kw_only=True):
    """What a worker is for."""

    load: Load
    room: int
    """Most pictures it draws at the same time."""
    label: bool
    """Draw the visible mark of generated pictures."""
    environment: dict[str, str] = {}
    """Variables of the worker's own."""


class Change(Struct, frozen=True):
    """Somebody wants another task; `done` tells how it went."""

    task: Task
    done: asyncio.Future[None]
    deadline: float
    """Monotonic seconds until which pictures that are being drawn may be finished."""
    taken: Callable[[], None]
    """Called when it can draw, before it is given a picture."""
