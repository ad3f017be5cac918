"""Threads for calls that may hang: one does, and another takes over the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, asynccontextmanager
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

Deliver = Callable[[], None]
Work = Callable[[], Deliver]


@asynccontextmanager
async def in_thread(manager: AbstractContextManager[T]) -> AsyncIterator[T]:
    """A context manager that blocks while it is entered or left."""
    value = await asyncio.to_thread(manager.__enter__)
    try:
        yield value
    finally:
        await asyncio.to_thread(manager.__exit__, None, None, None)


class Threads:
    """As many as there are calls at the same time. The process may end while one hangs: an executor's could not."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._idle: list[SimpleQueue[Work | None]] = []
        self._closed = False

    def submit(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Its result, or what it raised."""
        future: Future[T] = Future()

        def work() -> Deliver:
            try:
                result = call(*args, **kwargs)
            except Exception as error:  # noqa: BLE001 - whoever waits for the result gets it
                return partial(future.set_exception, error)
            return partial(future.set_result, result)

        (self._idle.pop() if self._idle else self._begin()).put(work)
        return future

    def close(self) -> None:
        """They end, each when its call has ended."""
        self._closed = True
        while self._idle:
            self._idle.pop().put(None)

    def _begin(self) -> SimpleQueue[Work | None]:
        queue: SimpleQueue[Work | None] = SimpleQueue()
        Thread(target=self._run, args=(queue,), name=self._name, daemon=True).start()
        return queue

    def _run(self, queue: SimpleQueue[Work | None]) -> None:
        while (work := queue.get()) is not None:
            deliver = work()
            # First: whoever gets the result may submit again at once, and needs no new thread for it.
            self._idle.append(queue)
            deliver()
            if self._closed:
                return
