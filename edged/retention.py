"""How long pictures stay: until they are old, or until the newer ones need the room."""

from __future__ import annotations

import asyncio
import logging
import time

from edged.pictures import Job
from edged.queue import Queue
from edged.settings import StoreSettings
from edged.store import Store
from runtime.errors import EdgedError

log = logging.getLogger(__name__)

INTERVAL_S = 60.0
"""Seconds between two looks."""


async def keep_tidy(queue: Queue, store: Store, settings: StoreSettings) -> None:
    """For ever. A disk in trouble is noticed by whoever writes; this only waits for better times."""
    while True:
        try:
            await tidy(queue, store, settings)
        except EdgedError as error:
            log.warning("cannot tidy up: %s", error)
        await asyncio.sleep(INTERVAL_S)


async def tidy(queue: Queue, store: Store, settings: StoreSettings) -> None:
    """Forgets the pictures that must go, their files first."""
    ended, now = await queue.ended(), time.time()
    over = not queue.unfinished() and lesson_over(ended, settings, now)
    leaving = (
        [job.id for job in ended] if over else too_many(ended, await store.usage(), settings, now)
    )
    if leaving:
        await store.remove(leaving)
        await queue.remove(leaving)
    if leaving and over:
        await queue.scrub()


def lesson_over(ended: list[Job], settings: StoreSettings, now: float) -> bool:
    """Nobody has wished for anything for a while; `ended` has the oldest first, `now` is in seconds since 1970."""
    quiet_s = settings.quiet_minutes * 60
    return quiet_s > 0 and bool(ended) and now - max(job.created for job in ended) > quiet_s


def too_many(
    ended: list[Job], usage: dict[str, int], settings: StoreSettings, now: float
) -> list[str]:
    """Ids of what must go; `ended` has the oldest first, `usage` bytes by id, `now` is in seconds since 1970.

    A clock that was set back makes nothing old: what was made "in the future" stays.
    """
    oldest = now - settings.keep_hours * 3600
    leaving = {job.id for job in ended if job.created < oldest}
    room = settings.max_mb * 1024 * 1024
    used = sum(size for id, size in usage.items() if id not in leaving)
    for job in ended:
        if used <= room:
            break
        if job.id not in leaving:
            leaving.add(job.id)
            used -= usage.get(job.id, 0)
    return sorted(leaving)
