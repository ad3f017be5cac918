"""What the worker draws for nobody yet: one at a time, and gone at its next step when somebody asks for a picture."""

from __future__ import annotations

import asyncio
import time
from typing import Literal

from msgspec import Struct

from edged.worker import Worker
from runtime.messages import Cancel, Cancelled, Done, Draw, Failed, FromWorker, Step


class Dreamed(Struct, frozen=True):
    done: Done
    image: bytes
    """The encoded picture; empty where it was drawn `bare`."""


Outcome = Dreamed | Literal["gave way", "failed"]
Dreamt = asyncio.Future[Outcome]


class Dreams:
    """The studio's: it hands dreams to its worker, and frames about them to `take_back`."""

    def __init__(self) -> None:
        self._id = ""
        """Of the one in hand."""
        self._dreamt: Dreamt | None = None
        self._woken = False
        self._busy, self._since = 0.0, 0.0

    def __len__(self) -> int:
        return int(self._dreamt is not None)

    @property
    def busy_s(self) -> float:
        """Seconds, since the start, in which one was in hand."""
        return self._busy + (time.monotonic() - self._since if self else 0.0)

    async def begin(self, worker: Worker, draw: Draw) -> Dreamt:
        """Only where none is in hand."""
        dreamt = self._dreamt = asyncio.get_running_loop().create_future()
        self._id, self._woken = draw.id, False
        self._since = worker.last_sign = time.monotonic()
        await worker.send(draw)
        return dreamt

    async def give_way(self, worker: Worker) -> None:
        """It ends at its next step. What is sent after this is drawn after it."""
        if self and not self._woken:
            self._woken = True
            await worker.send(Cancel(id=self._id))

    def take_back(self, frame: FromWorker, payload: bytes) -> bool:
        """Whether the frame was about the dream in hand."""
        if not self or not isinstance(frame, Step | Done | Failed | Cancelled):
            return False
        if frame.id != self._id:
            return False
        match frame:
            case Done():
                self._end(Dreamed(frame, payload))
            case Cancelled():
                self._end("gave way")
            case Failed():
                self._end("failed")
            case Step():
                pass
        return True

    def lose(self) -> bool:
        """The worker is gone. Whether it had one in hand."""
        had = bool(self)
        if had:
            self._end("gave way" if self._woken else "failed")
        return had

    def _end(self, outcome: Outcome) -> None:
        self._busy += time.monotonic() - self._since
        dreamt, self._dreamt = self._dreamt, None
        if dreamt is not None and not dreamt.done():
            dreamt.set_result(outcome)
