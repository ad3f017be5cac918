"""Decoding and encoding of finished pictures, the oldest first: beside the steps of others, or in turn with them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Generic, TypeVar

Job = TypeVar("Job")
Made = TypeVar("Made")


class Finisher(Generic[Job, Made]):
    """To be called by one thread; it has another one of its own. One picture is made at a time."""

    def __init__(self, make: Callable[[Job], Made]) -> None:
        self._make = make
        self._beside = ThreadPoolExecutor(1, "finishing")
        self._begun: deque[tuple[Job, Future[Made]]] = deque()

    def __len__(self) -> int:
        """Pictures that were begun and not taken yet."""
        return len(self._begun)

    def begin(self, job: Job, *, beside: bool) -> None:
        """Made when this returns; `beside`: or soon, by the other thread."""
        if beside:
            self._begun.append((job, self._beside.submit(self._make, job)))
            return
        made: Future[Made] = Future()
        try:
            made.set_result(self._make(job))
        except Exception as error:  # noqa: BLE001 - told to whoever takes it
            made.set_exception(error)
        self._begun.append((job, made))

    def drop(self, job: Job) -> None:
        """Nobody wants it any more. What is being made is made to its end, for nobody."""
        for begun in [each for each in self._begun if each[0] is job]:
            begun[1].cancel()
            self._begun.remove(begun)

    def wait(self) -> None:
        """Until the oldest one is made, if there is one."""
        if self._begun:
            wait([self._begun[0][1]])

    def take(self) -> list[tuple[Job, Future[Made]]]:
        """Those that are made or went wrong."""
        taken = []
        while self._begun and self._begun[0][1].done():
            taken.append(self._begun.popleft())
        return taken
