"""A call that may hang, made by a thread that the process may leave behind."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Lock
from typing import Generic, TypeVar

from edged.threads import Threads

T = TypeVar("T")


class NoAnswer(Exception):
    """The call, or the one before it, has not come back."""


class Errand(Generic[T]):
    """While one call is out no other is made, so that calls that hang do not pile up."""

    def __init__(self, patience_s: float) -> None:
        """`patience_s`: how long a new call is waited for; one that was waited for in vain is only looked after."""
        self._patience_s = patience_s
        self._threads = Threads("errand")
        self._one_at_a_time = Lock()
        self._out: Future[T] | None = None

    def send(self, call: Callable[[], T]) -> T:
        """What `call` returns or raises, or else what the late one before it did. Blocks. Raises NoAnswer."""
        with self._one_at_a_time:
            late = self._out
            out = self._out = late or self._threads.submit(call)
            if not wait([out], 0.0 if late else self._patience_s).done:
                raise NoAnswer
            self._out = None
        return out.result()
