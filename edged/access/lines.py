"""The connections on which paired devices ask, so that a device that is revoked is cut off in the middle of an answer."""

from __future__ import annotations

from collections import defaultdict
from typing import Protocol
from weakref import WeakSet


class Line(Protocol):
    def abort(self) -> None:
        """Ends it at once."""


class Lines:
    """Forgets lines that ended by themselves."""

    def __init__(self) -> None:
        self._lines: defaultdict[str, WeakSet[Line]] = defaultdict(WeakSet)

    def use(self, device: str, line: Line) -> None:
        """The device with this id asks on it."""
        self._lines[device].add(line)

    def cut(self, device: str) -> None:
        """Its streams and answers end now."""
        for line in self._lines.pop(device, ()):
            line.abort()
