"""Is it really this box that is asked for? A web page of elsewhere can make its own name point to the box's address
(DNS rebinding), and a browser then takes the box for that page. Only the Host header gives it away."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from msgspec import Struct

from edged.access.refusals import HostUnknown, OriginForeign

FORM = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9_.-]{1,253}))(?::([0-9]{1,5}))?")
ZONES = ("local", "lan", "internal", "home.arpa", "localdomain")
"""Ends of names that no one outside a house can own: a router may put them behind a machine's name."""
LOOK_S = 3.0
"""Seconds between two looks at this machine's addresses."""
SHOWN = 60
"""Characters of a strange name that are repeated to whoever sent it."""
Address = IPv4Address | IPv6Address


class Host(Struct, frozen=True):
    """A Host header, understood."""

    name: str
    """Lower case, without a dot at its end; an address without brackets."""
    port: int | None

    @property
    def address(self) -> Address | None:
        return parse_ip(self.name)


class Hosts:
    """What the box is called."""

    def __init__(
        self,
        names: Collection[str],
        addresses: Callable[[], Collection[str]],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`names`: without ends such as `.local`, which come by themselves; `*` takes every name.

        `addresses`: this machine's; may block, and is asked every few seconds at most.
        """
        self._any = "*" in names
        self._names = frozenset(_with_zones({*names, *own_names()}))
        self._look, self._clock = addresses, clock
        self._addresses: frozenset[Address] = frozenset()
        self._looked = -LOOK_S

    async def check(self, header: str, reached: str | None) -> Host:
        """The header, understood. `reached`: the address of this machine that was connected to.

        Raises HostUnknown.
        """
        host = parse(header)
        if host is None or not (self._any or await self._is_own(host, reached)):
            raise HostUnknown(host=_shown(header))
        return host

    async def _is_own(self, host: Host, reached: str | None) -> bool:
        address = host.address
        if address is None:
            return host.name in self._names
        if address.is_loopback or (reached and address == parse_ip(reached)):
            return True
        if host.name in self._names:
            return True
        if self._clock() - self._looked >= LOOK_S:
            self._looked = self._clock()
            found = [parse_ip(each) for each in await asyncio.to_thread(self._look)]
            self._addresses = frozenset(each for each in found if each)
        return address in self._addresses


def parse(header: str) -> Host | None:
    """None: it is not HOST or HOST:PORT."""
    match = FORM.fullmatch(header.lower())
    if match is None or (match[3] and int(match[3]) > 65535):
        return None
    if match[1] and parse_ip(match[1]) is None:
        return None
    name = match[1] or match[2]
    return Host(name.removesuffix("."), int(match[3]) if match[3] else None)


def check_origin(origin: str | None, host: Host) -> None:
    """A browser says which page asks: it must be one of the very host and port that is asked. Raises OriginForeign."""
    if origin is None:
        return
    try:
        parts = urlsplit(origin)
        asking = parse(parts.netloc)
    except ValueError:
        raise OriginForeign from None
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    if asking is None or usual is None or parts.path or parts.query or parts.fragment:
        raise OriginForeign
    same = (asking.address or asking.name) == (host.address or host.name)
    if not same or (asking.port or usual) != (host.port or usual):
        raise OriginForeign


def own_names() -> frozenset[str]:
    """What this machine calls itself."""
    whole = socket.gethostname().lower()
    return frozenset(filter(None, ("localhost", whole, whole.partition(".")[0])))


def parse_ip(text: str) -> Address | None:
    """Without a zone such as %eth0; an IPv4 address that is wrapped in an IPv6 one comes out of it."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(found, IPv6Address) and found.ipv4_mapped) or found


def _with_zones(names: Collection[str]) -> set[str]:
    plain = {name.lower().removesuffix(".") for name in names}
    return plain | {f"{name}.{zone}" for name in plain if "." not in name for zone in ZONES}


def _shown(header: str) -> str:
    return repr(header if len(header) <= SHOWN else f"{header[:SHOWN]}…")
