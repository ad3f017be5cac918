"""How many may be connected at once: in all, from one address, and so that paired tablets always find room.

Who has paired is known by address here, since a connection says nothing before its first request.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Hashable, Iterable
from typing import Literal

from msgspec import Struct

Verdict = Literal["in", "out", "instead"]
REMEMBERED = 1024
"""Addresses of paired devices."""


class Room(Struct, frozen=True, kw_only=True):
    most: int
    """Connections in all."""
    each: int
    """Connections from one address."""
    kept: int
    """Of all, for addresses from which a paired device has asked."""


class Guests:
    """Counts connections; who calls it closes them. Keys are whatever the caller calls a connection."""

    def __init__(self, room: Room) -> None:
        self.refused = 0
        """Connections that found no room."""
        self._room = room
        self._at: dict[Hashable, str] = {}
        """Connection -> address, the oldest first."""
        self._from: Counter[str] = Counter()
        self._friends: OrderedDict[str, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._at)

    def friend(self, address: str) -> None:
        """A paired device asks from there."""
        self._friends[address] = None
        self._friends.move_to_end(address)
        if len(self._friends) > REMEMBERED:
            self._friends.popitem(last=False)

    def may_enter(self, address: str) -> Verdict:
        """`instead`: if one of `crowd()` leaves."""
        if self._from[address] >= self._room.each:
            return "out"
        most = self._room.most if address in self._friends else self._room.most - self._room.kept
        inside = len(self._at) if address in self._friends else self._strangers()
        if inside < most and len(self._at) < self._room.most:
            return "in"
        crowded = self._crowded()
        return "instead" if crowded and self._from[crowded] > self._from[address] + 1 else "out"

    def crowd(self) -> Iterable[Hashable]:
        """Connections of the stranger with the most of them, the oldest first."""
        crowded = self._crowded()
        return [key for key, address in self._at.items() if address == crowded]

    def enter(self, key: Hashable, address: str) -> None:
        self._at[key] = address
        self._from[address] += 1

    def leave(self, key: Hashable) -> None:
        """Of no consequence for one that never entered."""
        address = self._at.pop(key, None)
        if address is None:
            return
        self._from[address] -= 1
        if not self._from[address]:
            del self._from[address]

    def _strangers(self) -> int:
        friendly = sum(self._from[address] for address in self._friends if address in self._from)
        return len(self._at) - friendly

    def _crowded(self) -> str | None:
        strangers = [each for each in self._from if each not in self._friends]
        return max(strangers, key=self._from.__getitem__, default=None)
