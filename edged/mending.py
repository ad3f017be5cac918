"""A disk that was full or read-only may be well again: somebody makes room, or mounts it anew."""

from __future__ import annotations

import asyncio

from edged.disk import Disk
from edged.errors import StoreBroken, StoreFull
from edged.health import Health
from edged.queue import Queue

LOOK_S = 2.0
"""Seconds between two looks while something is wrong."""


async def mend(disk: Disk, health: Health, queue: Queue) -> None:
    """For ever: what waits is drawn once its ends can be written."""
    while True:
        await asyncio.sleep(LOOK_S)
        troubles = (StoreFull.code, StoreBroken.code)
        if health.suffers(*troubles) and await asyncio.to_thread(disk.well):
            health.clear(*troubles)
            queue.changed.set()
