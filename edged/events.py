"""What happens to each picture, told to whoever listens."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from msgspec import Struct

from edged.pictures import Job

EventName = Literal["queued", "step", "done", "refused", "failed", "cancelled"]
BACKLOG = 64
"""Events kept for a slow listener; beyond that its oldest are lost, never the last one."""


class StepSeen(Struct, frozen=True, kw_only=True):
    """One denoise step of a picture is done."""

    id: str
    step: int
    """1..steps."""
    steps: int
    preview: bytes
    """A small WebP, or empty."""


class Changed(Struct, frozen=True, kw_only=True):
    """The picture's state or place in the queue changed."""

    job: Job


Event = StepSeen | Changed | None
"""None: nothing more will come."""


class Events:
    """Publishing never waits for anybody."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[asyncio.Queue[Event]]] = defaultdict(set)
        self._last_step: dict[str, StepSeen] = {}
        self._watchers: set[asyncio.Event] = set()
        self._closed = False

    @contextmanager
    def listening(self, id: str) -> Iterator[asyncio.Queue[Event]]:
        """A queue of everything that happens to this picture from now on."""
        feed: asyncio.Queue[Event] = asyncio.Queue(BACKLOG)
        if self._closed:
            feed.put_nowait(None)
        self._listeners[id].add(feed)
        try:
            yield feed
        finally:
            self._listeners[id].discard(feed)
            if not self._listeners[id]:
                del self._listeners[id]

    @contextmanager
    def watching(self) -> Iterator[asyncio.Event]:
        """Set whenever anything about the lesson has changed; whoever watches clears it."""
        bell = asyncio.Event()
        self._watchers.add(bell)
        try:
            yield bell
        finally:
            self._watchers.discard(bell)

    @property
    def closed(self) -> bool:
        return self._closed

    def stir(self) -> None:
        """Something about the lesson has changed."""
        for bell in self._watchers:
            bell.set()

    def last_step(self, id: str) -> StepSeen | None:
        """For those who come late."""
        return self._last_step.get(id)

    def step(self, seen: StepSeen) -> None:
        self._last_step[seen.id] = seen
        self._tell(seen.id, seen)

    def changed(self, job: Job) -> None:
        if job.state != "drawing":
            self._last_step.pop(job.id, None)
        self._tell(job.id, Changed(job=job))
        self.stir()

    def listened_to(self) -> set[str]:
        """Pictures that somebody listens to."""
        return set(self._listeners)

    def close(self) -> None:
        """Ends every stream: the box stops."""
        self._closed = True
        for id in list(self._listeners):
            self._tell(id, None)
        self.stir()

    def _tell(self, id: str, event: Event) -> None:
        for feed in self._listeners.get(id, ()):
            if feed.full():
                feed.get_nowait()
            feed.put_nowait(event)
