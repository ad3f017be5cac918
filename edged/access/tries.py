"""How often a wrong code may be tried: by one address, and by all of them together."""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address

from edged.access.refusals import TooManyTries

EACH, EACH_S = 3, 120.0
"""Misses of one address within so many seconds: a child mistypes, a program guesses."""
ALL, ALL_S = 30, 600.0
"""Misses of all addresses: whatever they are and however many windows are opened, 30 of 10^6 numbers in ten minutes."""
REMEMBERED = 4096
"""Addresses; beyond that the one that missed longest ago is forgotten, which `ALL` makes harmless."""


class Tries:
    """`check` before a try is looked at, `miss` after a wrong one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._each: OrderedDict[str, deque[float]] = OrderedDict()
        self._all: deque[float] = deque(maxlen=ALL)

    def check(self, address: str) -> None:
        """Raises TooManyTries."""
        now = self._clock()
        own = self._each.get(_network(address), deque())
        wait = max(_wait(own, EACH, EACH_S, now), _wait(self._all, ALL, ALL_S, now))
        if wait > 0:
            raise TooManyTries(seconds=math.ceil(wait))

    def miss(self, address: str) -> None:
        now, key = self._clock(), _network(address)
        self._each.setdefault(key, deque(maxlen=EACH)).append(now)
        self._each.move_to_end(key)
        self._all.append(now)
        while len(self._each) > REMEMBERED:
            self._each.popitem(last=False)


def _wait(misses: deque[float], most: int, within_s: float, now: float) -> float:
    """Seconds until another try is allowed; the deque holds the last `most` misses."""
    return misses[0] + within_s - now if len(misses) >= most else 0.0


def _network(address: str) -> str:
    """An IPv6 host has 2^64 addresses of its own, so its network counts."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or found.exploded[:19])
    return str(found)
