"""The firmware's own word on why a board is slower, asked through /dev/vcio."""

from __future__ import annotations

import fcntl
import os
import struct
from collections.abc import Callable

from edged.machine.tree import Tree
from edged.sensors.reading import Report
from edged.sensors.sample import Throttle

NODE = "dev/vcio"
REQUEST = 0xC0086400
"""_IOWR(100, 0, char *) where pointers have 8 bytes."""
GET_THROTTLED = 0x0003_0046
ANSWERED = 0x8000_0000
MESSAGE = struct.Struct("=7I")
"""Its own length, request or answer, the tag, the bytes of its value, their use, the value, the end."""
UNDERVOLTAGE, CAPPED, SLOWED, SOFT_LIMIT = 1, 2, 4, 8
"""Of this moment; the same bits 16 places higher tell what was since the start."""

Call = Callable[[int, int, bytearray], int]
"""ioctl: descriptor, request, a buffer that it changes."""


def ioctl(descriptor: int, request: int, buffer: bytearray) -> int:
    return int(fcntl.ioctl(descriptor, request, buffer, True))


class Mailbox:
    def __init__(self, tree: Tree, call: Call = ioctl) -> None:
        """`call` is for tests: nobody can simulate the firmware behind the node."""
        self._tree, self._call = tree, call
        self._descriptor: int | None = None

    def find(self) -> None:
        """Opens the node; the group `video` may."""
        place = self._tree.place(NODE)
        if self._descriptor is not None or place is None:
            return
        try:
            self._descriptor = os.open(place, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            self._descriptor = None

    def read(self, at: float) -> Report:
        if self._descriptor is None:
            return Report()
        buffer = bytearray(
            MESSAGE.pack(MESSAGE.size, 0, GET_THROTTLED, 4, 0, 0, 0)
            # The value 0 asks without clearing what is remembered since the start.
        )
        try:
            self._call(self._descriptor, REQUEST, buffer)
        except OSError:
            self.close()
            return Report()
        _, code, tag, _, _, bits, _ = MESSAGE.unpack(buffer)
        if code != ANSWERED or tag != GET_THROTTLED:
            return Report()
        return Report(throttled=reasons(bits))

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def reasons(bits: int) -> frozenset[Throttle]:
    """A low voltage explains a capped clock; without it nobody says why."""
    found: set[Throttle] = set()
    if bits & UNDERVOLTAGE:
        found.add("undervoltage")
    elif bits & (CAPPED | SLOWED):
        found.add("hardware")
    if bits & SOFT_LIMIT:
        found.add("thermal")
    return frozenset(found)
